"""The sky, the ridges and the shore of the house, in process colours without transparency."""

from collections.abc import Sequence
from typing import Any, Final

from credit.kit.paper.inks import SKY, WHITE, veil
from credit.kit.paper.sheet import Area

OVER: Final = 30.0  # beyond the edges: what is cut off when the paper is trimmed
RIDGE: Final = 0.52  # the ridges are flatter here, so that the title stands in clear sky
Points = Sequence[tuple[float, float]]
_BACK_RIDGE: Points = [
    (-30, 101), (0, 78), (40, 52), (74, 70), (118, 26), (150, 50), (172, 40), (214, 74), (262, 36),
    (300, 66), (340, 46), (390, 80), (420, 100), (420, 150), (-30, 150),
]  # fmt: skip
_SNOW: Sequence[Points] = [
    [(118, 26), (134, 38), (126, 44), (118, 38), (110, 45), (102, 40)],
    [(262, 36), (276, 47), (268, 52), (262, 46), (254, 53), (247, 48)],
]
_FRONT_RIDGE: Points = [
    (-30, 123), (0, 108), (52, 82), (96, 104), (140, 78), (196, 110), (246, 84), (300, 112),
    (348, 90), (390, 108), (420, 119), (420, 150), (-30, 150),
]  # fmt: skip
# How much white lies over the sky; where ridges overlap, both veils.
_BACK, _BOTH, _SNOWY = 0.18, 1 - 0.82 * 0.78, 1 - 0.82 * 0.25


def draw_scenery(area: Area, height: float, flatness: float = RIDGE) -> None:
    """Sky over the whole width, ``height`` deep from the top edge, and a white shore below it.

    The area must be 390 units wide, as the ridges are; ``flatness`` scales their height.
    """
    canvas = area.canvas
    canvas.saveState()
    frame = canvas.beginPath()
    frame.rect(-OVER, -height, area.width + 2 * OVER, height + OVER)
    canvas.clipPath(frame, stroke=0, fill=0)
    _sky(canvas, height, 0)
    _ridge(canvas, _BACK_RIDGE, height, flatness, _BACK)
    for snow in _SNOW:
        _ridge(canvas, snow, height, flatness, _SNOWY)
    _ridge(canvas, _FRONT_RIDGE, height, flatness, _BOTH)
    _shore(canvas, area.width, -height, flatness)
    canvas.restoreState()


def _sky(canvas: Any, height: float, white: float) -> None:
    colours = [veil(colour, white) for colour in SKY]
    lean = height * height / 1600  # a little lighter to the right, alike in tall and flat skies
    canvas.linearGradient(0, 0, lean, -height, colours, [0, 0.6, 1], extend=True)


def _ridge(canvas: Any, points: Points, height: float, flatness: float, white: float) -> None:
    """Points are in a 390×150 box that stands on the lower edge of the sky."""
    path = canvas.beginPath()
    places = [(x, -height + (150 - y) * flatness) for x, y in points]
    path.moveTo(*places[0])
    for place in places[1:]:
        path.lineTo(*place)
    path.close()
    canvas.saveState()
    canvas.clipPath(path, stroke=0, fill=0)
    _sky(canvas, height, white)
    canvas.restoreState()


def _shore(canvas: Any, width: float, base: float, flatness: float) -> None:
    rise = flatness / RIDGE
    path = canvas.beginPath()
    path.moveTo(-OVER, base + 12 * rise)
    path.curveTo(-OVER + 10, base + 13 * rise, -10, base + 13 * rise, 0, base + 14 * rise)
    path.curveTo(60, base + 21 * rise, 120, base + 8 * rise, 190, base + 15 * rise)
    path.curveTo(260, base + 22 * rise, 330, base + 22 * rise, width, base + 14 * rise)
    path.lineTo(width + OVER, base + 10 * rise)
    path.lineTo(width + OVER, base - 1)
    path.lineTo(-OVER, base - 1)
    path.close()
    canvas.setFillColor(WHITE)
    canvas.drawPath(path, stroke=0, fill=1)
