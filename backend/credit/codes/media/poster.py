"""The poster on the shop door: A4 or A5 PDF with the QR image, in the look of the house.

The grade is deliberately not printed: it may change tomorrow, paper does not. What is
printed is what the scanner must compare with: the name, the street, the date.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any, NamedTuple

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, A5
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from credit.codes.core.short_code import show_short_code
from credit.codes.media.fonts import subset_font
from credit.codes.media.poster_text import PosterSize, PosterText
from credit.codes.media.qr import dark_runs, qr_matrix

PAGE_SIZES: dict[PosterSize, tuple[float, float]] = {"A4": A4, "A5": A5}
WIDTH = 390.0  # design units across the page, as in the look
HERO = 150.0
QR_SIDE = 204.0  # 77 mm on A5, 110 mm on A4
QR_TOP = 56.0
MAX_CHIPS = 4
REGULAR, BOLD = "CreditRegular", "CreditBold"
INK, INK_2, INK_3 = HexColor("#14222c"), HexColor("#4d5f6c"), HexColor("#6b7c88")
LAKE_900, LAKE_800, LAKE_50 = HexColor("#06304f"), HexColor("#0a446b"), HexColor("#f0f7fb")
_SKY = [HexColor("#0a446b"), HexColor("#1170aa"), HexColor("#8cc7e4")]
_WHITE = HexColor("#ffffff")
_FONT_LOCK = Lock()  # reportlab's font registry is one per process

RIDGE = 0.52  # the ridges are flatter here, so that the title stands in clear sky

Points = Sequence[tuple[float, float]]
_BACK_RIDGE: Points = [
    (0, 78), (40, 52), (74, 70), (118, 26), (150, 50), (172, 40), (214, 74), (262, 36),
    (300, 66), (340, 46), (390, 80), (390, 150), (0, 150),
]  # fmt: skip
_SNOW: Sequence[Points] = [
    [(118, 26), (134, 38), (126, 44), (118, 38), (110, 45), (102, 40)],
    [(262, 36), (276, 47), (268, 52), (262, 46), (254, 53), (247, 48)],
]
_FRONT_RIDGE: Points = [
    (0, 108), (52, 82), (96, 104), (140, 78), (196, 110), (246, 84), (300, 112), (348, 90),
    (390, 108), (390, 150), (0, 150),
]  # fmt: skip


def poster_pdf(text: PosterText, size: PosterSize = "A4") -> bytes:
    """A one-page PDF, fonts embedded and subset, the same bytes for the same text.

    Takes some 200 ms of CPU: call it in a thread.
    """
    out = BytesIO()
    with _FONT_LOCK, _fonts(_all_text(text)):
        canvas = Canvas(out, pagesize=PAGE_SIZES[size], invariant=1, lang="zh-CN")
        _Sheet(canvas, PAGE_SIZES[size]).draw(text)
        canvas.save()
    return out.getvalue()


def _all_text(text: PosterText) -> str:
    return "".join((
        text.headline, text.name, text.address, *text.commitments, show_short_code(text.short_code),
        "0123456789-年月日 ·…：〇、（）信用青海示例数据请核对扫码显示的店名有效至",
        "微信支付宝或手机相机扫一扫当场看等级承诺和依据不能扫码时，输入编号",
    ))  # fmt: skip


@contextmanager
def _fonts(text: str) -> Iterator[None]:
    """Both weights with the glyphs of this page, known to reportlab only while it is drawn.

    reportlab keeps the first font of a name for ever, so the next page would miss glyphs;
    it offers no way to forget one, hence its two private dictionaries.
    """
    for family, weight in ((REGULAR, 400), (BOLD, 700)):
        pdfmetrics.registerFont(TTFont(family, BytesIO(subset_font(text, weight, family))))
    try:
        yield
    finally:
        for family in (REGULAR, BOLD):
            face = pdfmetrics._fonts.pop(family).face.name
            pdfmetrics._dynFaceNames.pop(face)


class Style(NamedTuple):
    """How a piece of text is set; size and tracking in design units."""

    font: str
    size: float
    colour: Any
    tracking: float = 0


class _Sheet:
    """Draws in design units from the top left, whatever the paper size."""

    def __init__(self, canvas: Canvas, page: tuple[float, float]) -> None:
        self.canvas: Any = canvas
        self.height = WIDTH * page[1] / page[0]
        canvas.scale(page[0] / WIDTH, page[0] / WIDTH)

    def draw(self, text: PosterText) -> None:
        self.canvas.setTitle(f"{text.headline} · {text.name}")
        self.canvas.setAuthor("信用青海")
        self._hero(text.headline, text.demo)
        top = self._who(text)
        self._qr(text.url, (WIDTH - QR_SIDE) / 2, top)
        below = top + QR_SIDE
        self._line("微信、支付宝或手机相机扫一扫", below + 14, Style(BOLD, 17, INK))
        self._line("当场看等级、承诺和依据", below + 31, Style(REGULAR, 12, INK_2))
        self._chips(text.commitments[:MAX_CHIPS], below + 43)
        self._foot(text)

    def _hero(self, headline: str, demo: bool) -> None:
        canvas = self.canvas
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(0, self.height - HERO, WIDTH, HERO)
        canvas.clipPath(frame, stroke=0, fill=0)
        top, bottom = self.height, self.height - HERO
        canvas.linearGradient(0, top, 14, bottom, _SKY, [0, 0.6, 1], extend=True)
        self._polygon(_BACK_RIDGE, 0.18)
        for snow in _SNOW:
            self._polygon(snow, 0.75)
        self._polygon(_FRONT_RIDGE, 0.22)
        self._lake_shore()
        canvas.restoreState()
        self._line("信用青海", 32, Style(REGULAR, 15, _WHITE, 4.5))
        self._line(headline, 72, Style(BOLD, 36, _WHITE, 3))
        if demo:
            self._tag("示例数据", WIDTH - 20, 18)

    def _polygon(self, points: Points, alpha: float) -> None:
        """Ridge points are in a 390×150 box that stands on the lower edge of the hero."""
        path = self.canvas.beginPath()
        base = self.height - HERO
        path.moveTo(points[0][0], base + (150 - points[0][1]) * RIDGE)
        for x, y in points[1:]:
            path.lineTo(x, base + (150 - y) * RIDGE)
        path.close()
        self.canvas.setFillColor(_WHITE, alpha=alpha)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def _lake_shore(self) -> None:
        base = self.height - HERO
        path = self.canvas.beginPath()
        path.moveTo(0, base + 14)
        path.curveTo(60, base + 21, 120, base + 8, 190, base + 15)
        path.curveTo(260, base + 22, 330, base + 22, WIDTH, base + 14)
        path.lineTo(WIDTH, base - 1)
        path.lineTo(0, base - 1)
        path.close()
        self.canvas.setFillColor(_WHITE, alpha=1)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def _who(self, text: PosterText) -> float:
        """Name and address, two lines each at most; returns where the QR image may begin."""
        top = HERO - 1.0
        name, size = _wrap(text.name, BOLD, 27, least=18)
        for line in name:
            top += size * 1.05
            self._line(line, top, Style(BOLD, size, INK))
        address, size = _wrap(text.address, REGULAR, 13, least=11)
        top += 6
        for line in address:
            top += size * 1.25
            self._line(line, top, Style(REGULAR, size, INK_2))
        return max(HERO + QR_TOP, top + 3)

    def _qr(self, url: str, x: float, top: float) -> None:
        matrix = qr_matrix(url)
        module = QR_SIDE / len(matrix)
        path = self.canvas.beginPath()
        for row, modules in enumerate(matrix):
            y = self.height - top - (row + 1) * module
            for start, length in dark_runs(modules):
                path.rect(x + start * module, y, length * module, module * 1.01)
        self.canvas.setFillColor(HexColor("#000000"))
        self.canvas.drawPath(path, stroke=0, fill=1)

    def _chips(self, names: Iterable[str], top: float) -> None:
        widths = [(name, pdfmetrics.stringWidth(name, REGULAR, 12) + 22) for name in names]
        x = (WIDTH - sum(width + 8 for _, width in widths) + 8) / 2
        for name, width in widths:
            self.canvas.setFillColor(LAKE_50)
            self.canvas.roundRect(x, self.height - top - 24, width, 24, 12, stroke=0, fill=1)
            self._text(name, x + 11, top + 16.3, Style(REGULAR, 12, LAKE_800))
            x += width + 8

    def _foot(self, text: PosterText) -> None:
        until = f"{text.expires_on.year} 年 {text.expires_on.month} 月 {text.expires_on.day} 日"
        demo = " · 示例数据" if text.demo else ""
        code = show_short_code(text.short_code)
        self._line("请核对扫码显示的店名", self.height - 42, Style(BOLD, 13, LAKE_900))
        self._line(f"不能扫码时，输入编号 {code}", self.height - 27, Style(REGULAR, 10.5, INK_2))
        self._line(f"有效至 {until}{demo}", self.height - 13, Style(REGULAR, 10.5, INK_3))

    def _tag(self, label: str, right: float, top: float) -> None:
        width = pdfmetrics.stringWidth(label, REGULAR, 10) + 12
        self.canvas.setStrokeColor(_WHITE)
        self.canvas.setLineWidth(0.8)
        box = (right - width, self.height - top - 16, width, 16, 4)
        self.canvas.roundRect(*box, stroke=1, fill=0)
        self._text(label, right - width + 6, top + 11.7, Style(REGULAR, 10, _WHITE))

    def _line(self, text: str, top: float, style: Style) -> None:
        """One centred line; ``top`` is its baseline, measured from the top edge."""
        width = pdfmetrics.stringWidth(text, style.font, style.size)
        width += style.tracking * (len(text) - 1)
        self._text(text, (WIDTH - width) / 2, top, style)

    def _text(self, text: str, x: float, top: float, style: Style) -> None:
        line = self.canvas.beginText(x, self.height - top)
        line.setFont(style.font, style.size)
        line.setFillColor(style.colour)
        line.setCharSpace(style.tracking)
        line.textOut(text)
        self.canvas.drawText(line)


def _wrap(text: str, font: str, size: float, *, least: float) -> tuple[list[str], float]:
    """One line, smaller if need be; below ``least`` two lines; beyond that an ellipsis."""
    width = WIDTH - 48
    natural = float(pdfmetrics.stringWidth(text, font, size))
    if natural * least <= width * size:
        return [text], min(size, size * width / natural) if natural else size
    head = _cut(text, font, least, width)
    return [head, _cut(text[len(head) :], font, least, width, end="…")], least


def _cut(text: str, font: str, size: float, width: float, end: str = "") -> str:
    """As much of the text as fits, closed by ``end`` when something is left out."""
    if pdfmetrics.stringWidth(text, font, size) <= width:
        return text
    while text and pdfmetrics.stringWidth(text + end, font, size) > width:
        text = text[:-1]
    return text + end
