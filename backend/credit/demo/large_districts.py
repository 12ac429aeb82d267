"""Districts of the large world: a square around every county's seat, every twentieth a member.

Cheap and even, so that benchmarks of badges and of the map have districts to tell and to count.
"""

from typing import Any, Final

import msgspec

from credit.kit import clock
from credit.kit.db import Connection
from credit.places.seats import Seat, county_seats

SERIAL: Final = "901"
A_MEMBER: Final = 20
HALF: Final = 0.004  # degrees
_DISTRICT = """
INSERT INTO credit_district (code, name, kind, division, boundary, lng, lat, west, south, east,
  north, status, demo, named_on)
VALUES ($1, $2, 'commercial', $3, $4, $5, $6, $7, $8, $9, $10, 'named', true, $11)
ON CONFLICT (code) DO NOTHING
"""
_MEMBERS = """
INSERT INTO district_member (district_id, subject_id, status, applied_by, applied_at, decided_by,
  decided_at)
SELECT d.id, s.id, 'admitted', 'demo', $4, 'demo', $4
FROM subject s JOIN credit_district d ON d.code = s.division || $3
WHERE s.id >= $1 AND s.id < $1 + $2 AND s.id % $5 = 0
"""
_GRADED = "UPDATE credit_district SET grade = 'B' WHERE right(code, 3) = $1"


async def spread_memberships(held: Connection, first_id: int, count: int) -> None:
    """Make the districts that are missing, and members of the subjects first_id … of `count`."""
    seats = county_seats().values()
    await held.executemany(_DISTRICT, [_row(seat) for seat in seats])
    await held.execute(_MEMBERS, first_id, count, SERIAL, clock.now(), A_MEMBER)
    await held.execute(_GRADED, SERIAL)


def _row(seat: Seat) -> tuple[Any, ...]:
    west, south, east, north = (
        seat.lng - HALF, seat.lat - HALF, seat.lng + HALF, seat.lat + HALF,
    )  # fmt: skip
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    boundary = msgspec.json.encode({"type": "Polygon", "coordinates": [ring]}).decode()
    return (
        seat.code + SERIAL, f"{seat.town}信用街区（示例）", seat.code, boundary, seat.lng, seat.lat,
        west, south, east, north, clock.today(),
    )  # fmt: skip
