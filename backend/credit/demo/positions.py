"""Fictitious places on the map for the fictitious merchants, so that a moved poster is noticed.

A stage of its own: files of the registry carry no coordinates, and a demo that an older release
loaded gets them too.
"""

from functools import cache
from typing import Final, NamedTuple

from credit.codes.verdicts.cache import forget_subjects
from credit.demo.codes import ORG_PREFIX
from credit.demo.showcase import list_showcases, showcase_uscc
from credit.kit.db import transaction
from credit.kit.progress import Report
from credit.places.seats import point_near_seat

A_STEP: Final = 500
_UNPLACED = """
SELECT id, uscc, division FROM subject
WHERE demo AND lng IS NULL AND division IS NOT NULL AND substr(uscc, 9, 3) = $1 AND id > $2
ORDER BY id LIMIT $3
"""
_PLACE = """
UPDATE subject AS s SET lng = p.lng, lat = p.lat, geo_precision = p.precision
FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::text[]) AS p (id, lng, lat, precision)
WHERE s.id = p.id AND s.lng IS NULL
"""


class Place(NamedTuple):
    """A point in degrees, WGS-84, and how exact it claims to be."""

    lng: float
    lat: float
    precision: str


def place_of(uscc: str, division: str) -> Place | None:
    """The showcases stand in their street, all others somewhere around their county's seat."""
    if by_hand := _by_hand().get(uscc):
        return Place(*by_hand, "street")
    point = point_near_seat(division, uscc)
    return Place(*point, "county") if point else None


@cache
def _by_hand() -> dict[str, tuple[float, float]]:
    return {showcase_uscc(show.shows): show.place for show in list_showcases()}


async def place_merchants(progress: Report = lambda what, done, total: None) -> int:
    """Give every merchant of the province without coordinates its own; returns how many."""
    last = done = 0
    while True:
        async with transaction() as held:
            rows = await held.fetch(_UNPLACED, ORG_PREFIX, last, A_STEP)
            if not rows:
                return done
            found = [(row["id"], place_of(row["uscc"], row["division"])) for row in rows]
            placed = [(key, *place) for key, place in found if place]
            if placed:
                columns = [list(column) for column in zip(*placed, strict=True)]
                await held.execute(_PLACE, *columns)
                await forget_subjects([key for key, *_ in placed])
        last, done = rows[-1]["id"], done + len(placed)
        progress("positions", done, done)
