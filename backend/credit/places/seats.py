"""Where the seat of a county lies, and points around it that are certainly inside the county.

`county_seats.csv`: seats to about a kilometre, WGS-84; `room_m` is how far from the seat one
stays inside the county (at most 5 km), reckoned once against the county boundaries of 天地图
2024, which are not shipped here.
"""

import math
import random
from functools import cache
from typing import Final

import msgspec

from credit.places.divisions import current_code, read_data

METRES_A_DEGREE: Final = 111_195  # of latitude, on a sphere of 6,371 km
MAX_SPREAD: Final = 1500.0
_INSIDE: Final = 0.85  # of the room: boundaries on maps differ by some metres


class Seat(msgspec.Struct, frozen=True):
    """A county's seat in degrees, WGS-84; around it ``room`` metres belong to the county."""

    code: str
    town: str
    lng: float
    lat: float
    room: float


@cache
def county_seats() -> dict[str, Seat]:
    """The 45 seats by county code."""
    return {
        row["code"]: Seat(
            row["code"], row["town"], float(row["lng"]), float(row["lat"]), float(row["room_m"])
        )
        for row in read_data("county_seats.csv")
    }


def point_near_seat(division: str, seed: str) -> tuple[float, float] | None:
    """A point (longitude, latitude) at most 1.5 km from the seat of a county, and inside it.

    The same seed gives the same point; None for a code that is no county.
    """
    seat = county_seats().get(current_code(division))
    if seat is None:
        return None
    chance = random.Random(f"point/{seed}")
    # The square root spreads the points evenly over the circle.
    far = min(seat.room * _INSIDE, MAX_SPREAD) * math.sqrt(chance.random())
    angle = chance.uniform(0, 2 * math.pi)
    lat = seat.lat + far * math.sin(angle) / METRES_A_DEGREE
    lng = seat.lng + far * math.cos(angle) / METRES_A_DEGREE / math.cos(math.radians(seat.lat))
    return round(lng, 6), round(lat, 6)
