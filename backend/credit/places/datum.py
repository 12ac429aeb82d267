"""Coordinates as callers may wrongly send them: swapped, or shifted (GCJ-02, BD-09). Pure.

Never moved silently: a fault says what the place would be in WGS-84, the caller decides.
The shift is the public algorithm that prcoords (CC0) and gcoord (MIT) implement.
"""

import math
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

Datum = Literal["wgs84", "gcj02", "bd09"]
_AXIS: Final = 6_378_245.0
_ECCENTRICITY: Final = 0.00669342162296594323
_BAIDU: Final = math.pi * 3000 / 180
# The vendors shift nothing outside of this.
_CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)
WEST, EAST, SOUTH, NORTH = 89.3, 103.2, 31.5, 39.3


class Place(NamedTuple):
    """Degrees."""

    lng: float
    lat: float


def is_in_province(place: Place) -> bool:
    """Within the rectangle around 青海省."""
    return WEST <= place.lng <= EAST and SOUTH <= place.lat <= NORTH


def to_wgs84(place: Place, datum: Datum) -> Place:
    """The place in WGS-84, to less than a centimetre; unmoved outside China."""
    if datum == "wgs84" or not _is_in_china(place):
        return place
    if datum == "bd09":
        return _inverse(_inverse(place, _gcj02_to_bd09), to_gcj02)
    return _inverse(place, to_gcj02)


def to_gcj02(place: Place) -> Place:
    """The place as maps of mainland vendors draw it; unmoved outside China."""
    if not _is_in_china(place):
        return place
    x, y = place.lng - 105.0, place.lat - 35.0
    radians = math.radians(place.lat)
    magic = 1 - _ECCENTRICITY * math.sin(radians) ** 2
    up = _north(x, y) * 180 / (_AXIS * (1 - _ECCENTRICITY) / magic**1.5 * math.pi)
    right = _east(x, y) * 180 / (_AXIS / math.sqrt(magic) * math.cos(radians) * math.pi)
    return Place(place.lng + right, place.lat + up)


def to_bd09(place: Place) -> Place:
    """The place as Baidu draws it."""
    return _gcj02_to_bd09(to_gcj02(place)) if _is_in_china(place) else place


def _is_in_china(place: Place) -> bool:
    west, south, east, north = _CHINA
    return west <= place.lng <= east and south <= place.lat <= north


def _gcj02_to_bd09(place: Place) -> Place:
    far = math.hypot(*place) + 0.00002 * math.sin(place.lat * _BAIDU)
    angle = math.atan2(place.lat, place.lng) + 0.000003 * math.cos(place.lng * _BAIDU)
    return Place(far * math.cos(angle) + 0.0065, far * math.sin(angle) + 0.006)


def _inverse(shifted: Place, shift: Callable[[Place], Place]) -> Place:
    """What `shift` moves to `shifted`; each round of a shift this smooth gains two digits."""
    guess = shifted
    for _ in range(8):
        there = shift(guess)
        guess = Place(guess.lng + shifted.lng - there.lng, guess.lat + shifted.lat - there.lat)
    return guess


def _wave(value: float, *parts: tuple[float, float]) -> float:
    return sum(size * math.sin(value * math.pi / length) for size, length in parts) * 2 / 3


def _north(x: float, y: float) -> float:
    plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    waves = _wave(x, (20, 1 / 6), (20, 1 / 2))
    return plain + waves + _wave(y, (20, 1), (40, 3), (160, 12), (320, 30))


def _east(x: float, y: float) -> float:
    plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return plain + _wave(x, (20, 1 / 6), (20, 1 / 2), (20, 1), (40, 3), (150, 12), (300, 30))
