"""Places as Morton keys: along this curve every tile of the map is one unbroken range.

Web Mercator, level 26 (half a metre in Qinghai); a key is 52 bits, x in the even ones.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]

LEVEL: Final = 26
MAX_LAT: Final = 85.05
_SPREAD: Final = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def keys_of(lng: Floats, lat: Floats) -> Keys:
    """Keys of WGS-84 degrees; latitudes beyond the map are put on its edge."""
    side = float(1 << LEVEL)
    sine = np.sin(np.radians(np.clip(lat, -MAX_LAT, MAX_LAT)))
    x = np.clip((lng + 180.0) / 360.0 * side, 0, side - 1).astype(np.uint64)
    y = (0.5 - np.arctanh(sine) / (2 * np.pi)) * side
    return interleave(x, np.clip(y, 0, side - 1).astype(np.uint64))


def degrees_of(keys: Keys, level: int = LEVEL) -> tuple[Floats, Floats]:
    """(lng, lat) of the middles of the keys' cells."""
    side = float(1 << level)
    x, y = deinterleave(keys)
    lng = (x.astype(np.float64) + 0.5) / side * 360.0 - 180.0
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (y.astype(np.float64) + 0.5) / side))))
    return lng, lat


def interleave(x: Keys, y: Keys) -> Keys:
    """Bits of x in the even places, of y in the odd ones; both below 2³²."""
    return _spread(x) | (_spread(y) << np.uint64(1))


def deinterleave(keys: Keys) -> tuple[Keys, Keys]:
    """(x, y) of keys."""
    return _gather(keys), _gather(keys >> np.uint64(1))


def tile_bounds(z: int, x: int, y: int, deeper: int) -> Keys:
    """The 4^deeper + 1 limits of a tile's cells, `deeper` levels below it, along the curve."""
    if z + deeper > LEVEL:
        raise ValueError("below the level of the keys")
    tile = int(interleave(np.array([x], np.uint64), np.array([y], np.uint64))[0])
    first = tile << 2 * deeper
    cells = np.arange(first, first + (1 << 2 * deeper) + 1, dtype=np.uint64)
    return cells << np.uint64(2 * (LEVEL - z - deeper))


def row_major(cells: int) -> NDArray[np.intp]:
    """For a square of `cells` × `cells`: the place in rows (y · cells + x) of each Morton place."""
    x, y = deinterleave(np.arange(cells * cells, dtype=np.uint64))
    return (y * np.uint64(cells) + x).astype(np.intp)


def _spread(values: Keys) -> Keys:
    spread = values.astype(np.uint64)
    for shift, mask in _SPREAD:
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread


def _gather(keys: Keys) -> Keys:
    gathered = keys & np.uint64(_SPREAD[-1][1])
    for (shift, _), mask in zip(
        reversed(_SPREAD), [*(m for _, m in _SPREAD[-2::-1]), 0xFFFFFFFF], strict=True
    ):
        gathered = (gathered | (gathered >> np.uint64(shift))) & np.uint64(mask)
    return gathered
