"""A sheet of paper to draw on: trimmed size, bleed, marks, embedded fonts, and set type.

One sheet is one page. Its boxes say what a print shop asks: TrimBox is the finished paper,
BleedBox 3 mm more, MediaBox room for the crop marks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any, Final, NamedTuple

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from credit.kit.paper.fonts import subset_font
from credit.kit.paper.inks import BLACK, REGISTRATION
from credit.kit.paper.qr import dark_runs, qr_matrix

REGULAR, BOLD = "CreditRegular", "CreditBold"
BLEED: Final = 3 * mm
SLUG: Final = 10 * mm  # bleed, and beyond it the marks
MARK_FROM, MARK_TO = 4 * mm, 9 * mm  # distance of a mark from the trimmed edge
_FONT_LOCK = Lock()  # reportlab's font registry is one per process


class Paper(NamedTuple):
    """Finished size in points, and whether it goes to a print shop (bleed and marks)."""

    width: float
    height: float
    marks: bool = False

    @property
    def margin(self) -> float:
        return SLUG if self.marks else 0.0


class Style(NamedTuple):
    """How a piece of text is set; size and tracking in units of the area."""

    font: str
    size: float
    colour: Any
    tracking: float = 0


Draw = Callable[[Any], None]


def print_pdf(paper: Paper, title: str, text: str, draw: Draw) -> bytes:
    """A one-page PDF in process colours; ``text`` has every character that ``draw`` sets.

    ``draw`` gets the canvas with its origin at the top left of the finished paper, y upwards.
    The same input gives the same bytes. Takes some 200 ms of CPU: call it in a thread.
    """
    return print_pages(paper, title, (text, text), lambda: [draw])


def print_pages(
    paper: Paper, title: str, texts: tuple[str, str], lay_out: Callable[[], list[Draw]]
) -> bytes:
    """A PDF of several pages. ``texts`` has every character that is set in regular and in bold.

    ``lay_out`` is called once the fonts can be measured; it gives what draws each page.
    """
    out = BytesIO()
    with _FONT_LOCK, _fonts(*texts):
        canvas = _canvas(out, paper)
        canvas.setTitle(title)
        canvas.setAuthor("信用青海")
        for draw in lay_out():
            _print_page(canvas, paper, draw)
        canvas.save()
    return out.getvalue()


def _print_page(canvas: Any, paper: Paper, draw: Draw) -> None:
    canvas.translate(paper.margin, paper.margin + paper.height)
    canvas.saveState()
    _clip(canvas, paper)
    draw(canvas)
    canvas.restoreState()
    if paper.marks:
        _crop_marks(canvas, paper)
    canvas.showPage()


def _canvas(out: BytesIO, paper: Paper) -> Any:
    size = (paper.width + 2 * paper.margin, paper.height + 2 * paper.margin)
    canvas: Any = Canvas(
        out, pagesize=size, invariant=1, lang="zh-CN", initialFontName=REGULAR,
        enforceColorSpace="CMYK",
    )  # fmt: skip
    bleed = BLEED if paper.marks else 0
    for set_box, grown in ((canvas.setTrimBox, 0.0), (canvas.setBleedBox, bleed)):
        low, right = paper.margin - grown, paper.margin + paper.width + grown
        set_box((low, low, right, paper.margin + paper.height + grown))
    return canvas


def _clip(canvas: Any, paper: Paper) -> None:
    """Nothing is inked beyond the bleed."""
    bleed = BLEED if paper.marks else 0
    frame = canvas.beginPath()
    frame.rect(-bleed, -paper.height - bleed, paper.width + 2 * bleed, paper.height + 2 * bleed)
    canvas.clipPath(frame, stroke=0, fill=0)


def _crop_marks(canvas: Any, paper: Paper) -> None:
    canvas.setStrokeColor(REGISTRATION)
    canvas.setLineWidth(0.25)
    for x, outward in ((0, -1), (paper.width, 1)):
        for y in (0, -paper.height):
            canvas.line(x + outward * MARK_FROM, y, x + outward * MARK_TO, y)
    for y, outward in ((0, 1), (-paper.height, -1)):
        for x in (0, paper.width):
            canvas.line(x, y + outward * MARK_FROM, x, y + outward * MARK_TO)


@contextmanager
def _fonts(regular: str, bold: str) -> Iterator[None]:
    """Both weights with the glyphs of this document, known to reportlab only while it is drawn.

    reportlab keeps the first font of a name for ever, so the next page would miss glyphs;
    it offers no way to forget one, hence its two private dictionaries.
    """
    for family, weight, text in ((REGULAR, 400, regular), (BOLD, 700, bold)):
        pdfmetrics.registerFont(TTFont(family, BytesIO(subset_font(text, weight, family))))
    try:
        yield
    finally:
        for family in (REGULAR, BOLD):
            face = pdfmetrics._fonts.pop(family).face.name
            pdfmetrics._dynFaceNames.pop(face)


class Area:
    """A rectangle of the sheet, drawn in its own units from the top left."""

    def __init__(self, canvas: Any, width: float, height: float) -> None:
        self.canvas, self.width, self.height = canvas, width, height

    def text(self, text: str, x: float, top: float, style: Style) -> None:
        """One line from the left; ``top`` is its baseline below the top edge."""
        line = self.canvas.beginText(x, -top)
        line.setFont(style.font, style.size)
        line.setFillColor(style.colour)
        line.setCharSpace(style.tracking)
        line.textOut(text)
        self.canvas.drawText(line)

    def centred(self, text: str, top: float, style: Style, middle: float | None = None) -> None:
        """One line around ``middle``, by default that of the area."""
        at = self.width / 2 if middle is None else middle
        self.text(text, at - width_of(text, style) / 2, top, style)

    def box(
        self, left: float, top: float, width: float, height: float, colour: Any, radius: float = 0
    ) -> None:
        """A filled rectangle, its corners rounded."""
        self.canvas.setFillColor(colour)
        self.canvas.roundRect(left, -top - height, width, height, radius, stroke=0, fill=1)

    def tag(self, label: str, right: float, top: float, style: Style) -> None:
        """A small label in a thin frame."""
        size = style.size
        width = width_of(label, style) + 1.2 * size
        self.canvas.setStrokeColor(style.colour)
        self.canvas.setLineWidth(0.08 * size)
        frame = (right - width, -top - 1.6 * size, width, 1.6 * size, 0.4 * size)
        self.canvas.roundRect(*frame, stroke=1, fill=0)
        self.text(label, right - width + 0.6 * size, top + 1.17 * size, style)

    def code(self, url: str, left: float, top: float, side: float) -> None:
        """The code in black ink alone, its quiet zone inside ``side``."""
        matrix = qr_matrix(url)
        module = side / len(matrix)
        path = self.canvas.beginPath()
        for row, modules in enumerate(matrix):
            y = -top - (row + 1) * module
            for start, length in dark_runs(modules):
                # A hair higher, so that no renderer leaves white seams between the rows.
                path.rect(left + start * module, y, length * module, module * 1.01)
        self.canvas.setFillColor(BLACK)
        self.canvas.drawPath(path, stroke=0, fill=1)


@contextmanager
def area(
    canvas: Any, left: float, top: float, width: float, height: float, units: float
) -> Iterator[Area]:
    """A rectangle of the sheet (in points), ``units`` wide for who draws in it."""
    scale = width / units
    canvas.saveState()
    canvas.translate(left, -top)
    canvas.scale(scale, scale)
    try:
        yield Area(canvas, units, height / scale)
    finally:
        canvas.restoreState()


def width_of(text: str, style: Style) -> float:
    """The width of a line as set."""
    natural = float(pdfmetrics.stringWidth(text, style.font, style.size))
    return natural + style.tracking * max(0, len(text) - 1)


def wrap(text: str, style: Style, width: float, *, least: float) -> tuple[list[str], Style]:
    """One line, smaller if need be; below ``least`` two lines; beyond that an ellipsis."""
    natural = width_of(text, style)
    if natural * least <= width * style.size:
        size = min(style.size, style.size * width / natural) if natural else style.size
        return [text], style._replace(size=size)
    small = style._replace(size=least)
    head = cut(text, small, width)
    return [head, cut(text[len(head) :], small, width, end="…")], small


def cut(text: str, style: Style, width: float, end: str = "") -> str:
    """As much of the text as fits, closed by ``end`` when something is left out."""
    if width_of(text, style) <= width:
        return text
    while text and width_of(text + end, style) > width:
        text = text[:-1]
    return text + end
