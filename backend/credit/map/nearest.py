"""Who is near a place, nearest first: rings of growing radius, each a few ranges of the curve."""

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credit.map.counting import View
from credit.map.morton import LEVEL, MAX_LAT, Floats, degrees_of, tile_bounds

EARTH: Final = 6_371_008.8
AROUND: Final = 40_075_016.7
FIRST_RING: Final = 250.0


class Near(NamedTuple):
    """A row of the index and how far it is, in metres."""

    row: int
    metres: float


def find_near(view: View, lng: float, lat: float, radius: float, limit: int) -> list[Near]:
    """The nearest `limit` that the view shows within `radius` metres, nearest first."""
    rows, metres = nearest_rows(view, lng, lat, radius, limit)
    return [Near(*each) for each in zip(rows.tolist(), metres.tolist(), strict=True)]


def nearest_rows(
    view: View, lng: float, lat: float, radius: float, limit: int
) -> tuple[NDArray[np.intp], Floats]:
    """As `find_near`, in columns: rows of the index, metres."""
    ring = min(FIRST_RING, radius)
    while True:
        rows, metres = _within(view, lng, lat, ring)
        if len(rows) >= limit or ring >= radius:
            order = np.lexsort((view.index.columns.ids[rows], metres))[:limit]
            return rows[order], metres[order]
        ring = min(ring * 3, radius)


def distances(lng: float, lat: float, lngs: Floats, lats: Floats) -> Floats:
    """Metres along the sphere (haversine)."""
    here, there = math.radians(lat), np.radians(lats)
    half = np.sin((there - here) / 2) ** 2 + math.cos(here) * np.cos(there) * (
        np.sin(np.radians(lngs - lng) / 2) ** 2
    )
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(half)))


def _within(view: View, lng: float, lat: float, radius: float) -> tuple[NDArray[np.intp], Floats]:
    found = [view.shown_between(first, last) for first, last in _ranges(view, lng, lat, radius)]
    rows = np.concatenate(found)
    lngs, lats = degrees_of(view.index.columns.keys[rows])
    metres = distances(lng, lat, lngs, lats)
    inside = metres <= radius
    return rows[inside], metres[inside]


def _ranges(view: View, lng: float, lat: float, radius: float) -> Iterator[tuple[int, int]]:
    """The rows of the nine tiles around, a tile being at least as wide as the radius."""
    width = AROUND * math.cos(math.radians(min(abs(lat) + 1, MAX_LAT)))
    z = max(0, min(LEVEL, int(math.log2(width / radius))))
    side = 1 << z
    x = int((lng + 180) / 360 * side)
    sine = math.sin(math.radians(lat))
    y = int((0.5 - math.atanh(sine) / (2 * math.pi)) * side)
    for column in range(max(0, x - 1), min(side, x + 2)):
        for row in range(max(0, y - 1), min(side, y + 2)):
            first, last = view.rows(tile_bounds(z, column, row, 0))
            yield int(first), int(last)
