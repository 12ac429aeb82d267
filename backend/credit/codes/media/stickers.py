"""A4 with twenty stickers to cut out: the code at 3 cm, quiet zone inside, name and number."""

from typing import Any, Final

from reportlab.lib.units import mm

from credit.codes.core.short_code import show_short_code
from credit.codes.media.poster_text import PosterText
from credit.codes.media.scenery import draw_scenery
from credit.kit.paper.inks import INK, INK_2, INK_3, WHITE
from credit.kit.paper.qr import qr_matrix
from credit.kit.paper.sheet import BOLD, REGULAR, Area, Paper, Style, area, wrap

COLUMNS, ROWS = 4, 5
WIDTH, HEIGHT = 40 * mm, 50 * mm
GUTTER: Final = 5 * mm  # half of it takes the bleed of either neighbour
UNITS: Final = 390.0
CODE: Final = UNITS * 30 / 40  # 30 mm: 0.53 mm a module at version 8
LEAST_MODULE: Final = 0.5  # millimetres: a longer address than planned makes the code wider
HERO: Final = 92.0
FLATNESS: Final = 0.22
_MARK: Final = 2.2 * mm


def draw_stickers(canvas: Any, paper: Paper, text: PosterText) -> None:
    """The same sticker twenty times, with short cut marks between."""
    left = (paper.width - COLUMNS * WIDTH - (COLUMNS - 1) * GUTTER) / 2
    top = (paper.height - ROWS * HEIGHT - (ROWS - 1) * GUTTER) / 2
    for row in range(ROWS):
        for column in range(COLUMNS):
            x, y = left + column * (WIDTH + GUTTER), top + row * (HEIGHT + GUTTER)
            with area(canvas, x, y, WIDTH, HEIGHT, UNITS) as sticker:
                _sticker(sticker, text)
            _cut_marks(canvas, x, y)


def _sticker(sticker: Area, text: PosterText) -> None:
    canvas = sticker.canvas
    canvas.saveState()
    over = UNITS * 2 / 40  # 2 mm of bleed into the gutter
    frame = canvas.beginPath()
    frame.rect(-over, -sticker.height - over, UNITS + 2 * over, sticker.height + 2 * over)
    canvas.clipPath(frame, stroke=0, fill=0)
    draw_scenery(sticker, HERO, FLATNESS)
    canvas.restoreState()
    sticker.centred(text.headline, 50, Style(BOLD, 38, WHITE, 4))
    side = max(CODE, len(qr_matrix(text.url)) * UNITS * LEAST_MODULE / 40)
    sticker.code(text.url, (UNITS - side) / 2, HERO - 2, side)
    lines, style = wrap(text.short_name, Style(BOLD, 34, INK), UNITS - 40, least=24)
    sticker.centred(lines[0], HERO + side + 26, style)
    code = show_short_code(text.short_code)
    sticker.centred(f"编号 {code}", HERO + side + 56, Style(REGULAR, 23, INK_2))
    demo = " · 示例" if text.demo else ""
    until = f"有效至 {text.expires_on.isoformat()}{demo}"
    sticker.centred(until, HERO + side + 82, Style(REGULAR, 19, INK_3))


def _cut_marks(canvas: Any, left: float, top: float) -> None:
    """At every corner, outside of what is kept."""
    canvas.setStrokeColor(INK_3)
    canvas.setLineWidth(0.3)
    for x, out in ((left, -1), (left + WIDTH, 1)):
        for y, up in ((-top, 1), (-top - HEIGHT, -1)):
            canvas.line(x + out * 0.2 * _MARK, y, x + out * _MARK, y)
            canvas.line(x, y + up * 0.2 * _MARK, x, y + up * _MARK)
