"""Coordinates as callers may wrongly send them: swapped, or shifted (GCJ-02, BD-09). Pure.

Never moved silently: a fault says what the place would be in WGS-84, the caller decides.
The shift is the public algorithm that prcoords (CC0) and gcoord (MIT) implement.
"""

import math
from typing import Final, Literal, NamedTuple

Datum = Literal["wgs84", "gcj02", "bd09"]
_AXIS: Final = 6_378_245.0
_ECCENTRICITY: Final = 0.00669342162296594323
_BAIDU: Final = math.pi * 3000 / 180
WEST, EAST, SOUTH, NORTH = 89.3, 103.2, 31.5, 39.3


class Place(NamedTuple):
    """Degrees."""

    lng: float
    lat: float


def is_in_province(place: Place) -> bool:
    """Within the rectangle around 青海省."""
    return WEST <= place.lng <= EAST and SOUTH <= place.lat <= NORTH


def to_wgs84(place: Place, datum: Datum) -> Place:
    """The place in WGS-84, to a centimetre (the inverse is found by iteration)."""
    if datum == "wgs84":
        return place
    shifted = _from_baidu(place) if datum == "bd09" else place
    guess = shifted
    for _ in range(8):
        there = to_gcj02(guess)
        guess = Place(guess.lng + shifted.lng - there.lng, guess.lat + shifted.lat - there.lat)
    return guess


def to_gcj02(place: Place) -> Place:
    """The place as maps of mainland vendors draw it."""
    x, y = place.lng - 105.0, place.lat - 35.0
    radians = math.radians(place.lat)
    magic = 1 - _ECCENTRICITY * math.sin(radians) ** 2
    north = _north(x, y) * 180 / (_AXIS * (1 - _ECCENTRICITY) / magic**1.5 * math.pi)
    east = _east(x, y) * 180 / (_AXIS / math.sqrt(magic) * math.cos(radians) * math.pi)
    return Place(place.lng + east, place.lat + north)


def _from_baidu(place: Place) -> Place:
    x, y = place.lng - 0.0065, place.lat - 0.006
    far = math.hypot(x, y) - 0.00002 * math.sin(y * _BAIDU)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * _BAIDU)
    return Place(far * math.cos(angle), far * math.sin(angle))


def _wave(value: float, *parts: tuple[float, float]) -> float:
    return sum(size * math.sin(value * math.pi / length) for size, length in parts) * 2 / 3


def _north(x: float, y: float) -> float:
    plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    waves = _wave(x, (20, 1 / 6), (20, 1 / 2))
    return plain + waves + _wave(y, (20, 1), (40, 3), (160, 12), (320, 30))


def _east(x: float, y: float) -> float:
    plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return plain + _wave(x, (20, 1 / 6), (20, 1 / 2), (20, 1), (40, 3), (150, 12), (300, 30))
