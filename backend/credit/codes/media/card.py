"""A table card: one A5 sheet, folded across the middle into a tent with two A6 faces."""

from typing import Any, Final

from credit.codes.core.short_code import show_short_code
from credit.codes.media.poster_text import PosterText
from credit.codes.media.scenery import draw_scenery
from credit.kit.paper.inks import INK, INK_2, INK_3, LAKE_50, LAKE_800, LAKE_900, WHITE
from credit.kit.paper.sheet import (
    BOLD,
    MARK_FROM,
    MARK_TO,
    REGULAR,
    Area,
    Paper,
    Style,
    area,
    width_of,
    wrap,
)

WIDTH: Final = 390.0
HERO: Final = 74.0
FLATNESS: Final = 0.2
QR_SIDE: Final = 176.0  # 67 mm
QR_LEFT: Final = 8.0  # its quiet zone makes the rest of the margin
COLUMN: Final = 196.0
CALL: Final = HERO + QR_SIDE - 26  # where the call to scan begins
MAX_CHIPS: Final = 4
MAX_ROWS: Final = 2


def draw_card(canvas: Any, paper: Paper, text: PosterText) -> None:
    """The lower face as it stands, the upper one upside down: folded, both can be read."""
    half = paper.height / 2
    with area(canvas, 0, half, paper.width, half, WIDTH) as face:
        _face(face, text)
    canvas.saveState()
    canvas.translate(paper.width, -half)
    canvas.rotate(180)
    with area(canvas, 0, 0, paper.width, half, WIDTH) as face:
        _face(face, text)
    canvas.restoreState()
    _fold(canvas, paper)


def _face(face: Area, text: PosterText) -> None:
    canvas = face.canvas
    canvas.saveState()
    frame = canvas.beginPath()
    frame.rect(-30, -face.height - 30, face.width + 60, face.height + 30)
    canvas.clipPath(frame, stroke=0, fill=0)  # the other face begins at the fold
    draw_scenery(face, HERO, FLATNESS)
    face.text(text.headline, 24, 38, Style(BOLD, 25, WHITE, 2))
    face.text("信用青海", WIDTH - 24 - 66, 36, Style(REGULAR, 13, WHITE, 3.5))
    face.code(text.url, QR_LEFT, HERO + 8, QR_SIDE)
    _who(face, text)
    _foot(face, text)
    canvas.restoreState()


def _who(face: Area, text: PosterText) -> None:
    top, width = HERO + 18.0, WIDTH - COLUMN - 20
    lines, style = wrap(text.name, Style(BOLD, 20, INK), width, least=12.5)
    for line in lines:
        top += style.size * 1.15
        face.text(line, COLUMN, top, style)
    lines, style = wrap(text.address, Style(REGULAR, 10, INK_2), width, least=9.5)
    top += 5
    for line in lines:
        top += style.size * 1.35
        face.text(line, COLUMN, top, style)
    _chips(face, text.chips[:MAX_CHIPS], top + 13, width)
    face.text("扫一扫，当场看", COLUMN, CALL, Style(BOLD, 15, LAKE_900))
    face.text("等级、承诺和依据", COLUMN, CALL + 19, Style(BOLD, 15, LAKE_900))


def _chips(face: Area, names: tuple[str, ...], top: float, room: float) -> None:
    """In two rows at most."""
    style, x, rows = Style(REGULAR, 9.5, LAKE_800), COLUMN, 1
    for name in names:
        width = width_of(name, style) + 16
        if x + width > COLUMN + room:
            x, top, rows = COLUMN, top + 23, rows + 1
        if rows > MAX_ROWS or top + 18 > CALL - 22:
            return
        face.box(x, top, width, 18, LAKE_50, 9)
        face.text(name, x + 8, top + 12.4, style)
        x += width + 6


def _foot(face: Area, text: PosterText) -> None:
    demo = " · 示例数据" if text.demo else ""
    code = show_short_code(text.short_code)
    face.text("请核对扫码显示的店名", 24, face.height - 10, Style(BOLD, 9.5, INK))
    rest = f"编号 {code} · 有效至 {text.until}{demo}"
    style = Style(REGULAR, 8.5, INK_3)
    face.text(rest, WIDTH - 24 - width_of(rest, style), face.height - 10, style)


def _fold(canvas: Any, paper: Paper) -> None:
    """Two short dashes at the edges show where to fold; for a print shop they lie outside."""
    y = -paper.height / 2
    canvas.setStrokeColor(INK_3)
    canvas.setLineWidth(0.4)
    canvas.setDash(1.5, 1.5)
    near, far = (MARK_FROM, MARK_TO) if paper.marks else (-8, 0)
    canvas.line(-far, y, -near, y)
    canvas.line(paper.width + near, y, paper.width + far, y)
    canvas.setDash()
