"""Print for the shop: posters A4 and A5, a table card, a sheet of stickers.

The grade is deliberately not printed: it may change tomorrow, paper does not. What is
printed is what the scanner must compare with: the name, the street, the date.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from reportlab.lib.pagesizes import A4, A5

from credit.codes.core.short_code import show_short_code
from credit.codes.media.card import draw_card
from credit.codes.media.poster_text import PosterSize, PosterText
from credit.codes.media.scenery import draw_scenery
from credit.codes.media.stickers import draw_stickers
from credit.kit.paper.inks import INK, INK_2, INK_3, LAKE_50, LAKE_800, LAKE_900, WHITE
from credit.kit.paper.sheet import (
    BOLD,
    REGULAR,
    Area,
    Paper,
    Style,
    area,
    print_pdf,
    width_of,
    wrap,
)

# The card is an A5 sheet folded into a tent of two A6 faces; stickers come on A4.
PAGE_SIZES: Final[dict[PosterSize, tuple[float, float]]] = {
    "A4": A4, "A5": A5, "card": A5, "sticker": A4,
}  # fmt: skip
WIDTH: Final = 390.0  # design units across the page, as in the look
HERO: Final = 150.0
QR_SIDE: Final = 204.0  # 77 mm on A5, 110 mm on A4
QR_TOP: Final = 56.0
MAX_CHIPS: Final = 4
CHIP: Final = 24.0
FOOT: Final = 58.0
_WORDS: Final = (
    "0123456789-年月日 ·…：〇、（）信用青海示例数据请核对扫码显示的店名有效至看等级承诺和依据"
    "微信支付宝或手机相机扫一扫当场不能时，输入编号沿此线对折"
)


def poster_pdf(text: PosterText, size: PosterSize = "A4", *, marks: bool = False) -> bytes:
    """A one-page PDF in process colours, fonts embedded and subset, the same bytes for the same
    text. ``marks`` adds 3 mm of bleed and crop marks for a print shop.

    Takes some 200 ms of CPU: call it in a thread.
    """
    paper = Paper(*PAGE_SIZES[size], marks)

    def draw(canvas: Any) -> None:
        if size == "card":
            draw_card(canvas, paper, text)
        elif size == "sticker":
            draw_stickers(canvas, paper, text)
        else:
            with area(canvas, 0, 0, paper.width, paper.height, WIDTH) as sheet:
                _draw_poster(sheet, text)

    return print_pdf(paper, f"{text.headline} · {text.name}", _all_text(text), draw)


def _all_text(text: PosterText) -> str:
    return "".join((
        text.headline, text.name, text.short_name, text.address, *text.chips,
        show_short_code(text.short_code), _WORDS,
    ))  # fmt: skip


def _draw_poster(sheet: Area, text: PosterText) -> None:
    _hero(sheet, text)
    top = _who(sheet, text)
    sheet.code(text.url, (WIDTH - QR_SIDE) / 2, top, QR_SIDE)
    below = top + QR_SIDE
    sheet.centred("微信、支付宝或手机相机扫一扫", below + 14, Style(BOLD, 17, INK))
    sheet.centred("当场看等级、承诺和依据", below + 31, Style(REGULAR, 12, INK_2))
    if below + 43 + CHIP < sheet.height - FOOT:  # two-line names push it all down
        _chips(sheet, text.chips[:MAX_CHIPS], below + 43)
    _foot(sheet, text)


def _hero(sheet: Area, text: PosterText) -> None:
    draw_scenery(sheet, HERO)
    sheet.centred("信用青海", 32, Style(REGULAR, 15, WHITE, 4.5))
    sheet.centred(text.headline, 72, Style(BOLD, 36, WHITE, 3))
    if text.demo:
        sheet.tag("示例数据", WIDTH - 20, 18, Style(REGULAR, 10, WHITE))


def _who(sheet: Area, text: PosterText) -> float:
    """Name and address, two lines each at most; returns where the QR image may begin."""
    top = HERO - 1.0
    lines, style = wrap(text.name, Style(BOLD, 27, INK), WIDTH - 48, least=18)
    for line in lines:
        top += style.size * 1.05
        sheet.centred(line, top, style)
    lines, style = wrap(text.address, Style(REGULAR, 13, INK_2), WIDTH - 48, least=11)
    top += 6
    for line in lines:
        top += style.size * 1.25
        sheet.centred(line, top, style)
    return max(HERO + QR_TOP, top + 3)


def _chips(sheet: Area, names: Iterable[str], top: float) -> None:
    style = Style(REGULAR, 12, LAKE_800)
    widths = list(_fitting([(name, width_of(name, style) + 22) for name in names]))
    x = (WIDTH - sum(width + 8 for _, width in widths) + 8) / 2
    for name, width in widths:
        sheet.box(x, top, width, CHIP, LAKE_50, CHIP / 2)
        sheet.text(name, x + 11, top + 16.3, style)
        x += width + 8


def _fitting(widths: Iterable[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """Those that fit into one row."""
    room = WIDTH - 32
    for name, width in widths:
        room -= width + 8
        if room < -8:
            return
        yield name, width


def _foot(sheet: Area, text: PosterText) -> None:
    demo = " · 示例数据" if text.demo else ""
    code = show_short_code(text.short_code)
    low = sheet.height
    sheet.centred("请核对扫码显示的店名", low - 42, Style(BOLD, 13, LAKE_900))
    sheet.centred(f"不能扫码时，输入编号 {code}", low - 27, Style(REGULAR, 10.5, INK_2))
    sheet.centred(f"有效至 {text.until}{demo}", low - 13, Style(REGULAR, 10.5, INK_3))
