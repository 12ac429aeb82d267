"""Districts in lists: one statement a page, members counted and notices with it."""

from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from credit.districts.outline import Boundary
from credit.districts.queries.standings import ON_SERIOUS_LIST
from credit.districts.rules.grading import Counts, grade_of
from credit.districts.rules.names import KIND_NAMES, LISTED, STATUS_NAMES
from credit.districts.rules.reviewing import DUE_AHEAD, is_due
from credit.districts.schemas.desk_views import DeskDistrict, DeskDistricts
from credit.districts.schemas.views import DistrictCard, DistrictList, GradeCounts
from credit.kit import clock
from credit.kit.db import connection
from credit.places.divisions import division_name
from credit.subjects.rules import GRADE_WORDS, division_prefix

MAX_PAGE: Final = 100
Box = tuple[float, float, float, float]
_GRADES: Final = ", ".join(
    f"count(*) FILTER (WHERE s.grade = '{grade}') AS grade_{grade.lower()}" for grade in "ABCDN"
)
# Of district `d`; $1 is today.
CARD_COLUMNS: Final = """d.id, d.code, d.name, d.kind, d.division, d.boundary, d.lng, d.lat, d.west,
  d.south, d.east, d.north, d.status, d.revision, d.review_due, d.rectify_by, d.demo,
  m.grade_a, m.grade_b, m.grade_c, m.grade_d, m.grade_n, m.serious, n.perks, n.events"""
CARD_JOINS: Final = f"""
CROSS JOIN LATERAL (
  SELECT {_GRADES}, count(*) FILTER (WHERE {ON_SERIOUS_LIST}) AS serious
  FROM district_member dm JOIN subject s ON s.id = dm.subject_id
  WHERE dm.district_id = d.id AND dm.status = 'admitted') m
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE kind = 'perk') AS perks,
    count(*) FILTER (WHERE kind = 'event') AS events
  FROM district_notice
  WHERE district_id = d.id AND withdrawn_at IS NULL AND $1 BETWEEN starts_on AND ends_on) n
"""  # noqa: S608 - constants
_CARDS = f"""
SELECT {CARD_COLUMNS} FROM credit_district d {CARD_JOINS}
WHERE d.status = ANY($2) AND d.code > $3
  AND ($4::text IS NULL OR d.division LIKE $4) AND ($5::text IS NULL OR d.kind = $5)
  AND d.name LIKE $6
  AND d.west <= $9 AND d.east >= $7 AND d.south <= $10 AND d.north >= $8
ORDER BY d.code LIMIT $11
"""  # noqa: S608 - constants
# Squared degrees, a degree of longitude being 0.8 of one of latitude at 36°.
_NEAR = f"""
SELECT {CARD_COLUMNS} FROM credit_district d {CARD_JOINS}
CROSS JOIN (SELECT $3::float8 AS lng, $4::float8 AS lat, $5::float8 AS far) h
WHERE d.status <> 'struck_off' AND d.demo = $2
  AND d.west <= h.lng + h.far AND d.east >= h.lng - h.far
  AND d.south <= h.lat + h.far AND d.north >= h.lat - h.far
ORDER BY power(greatest(d.west - h.lng, h.lng - d.east, 0) * 0.8, 2)
  + power(greatest(d.south - h.lat, h.lat - d.north, 0), 2), d.code LIMIT 5
"""  # noqa: S608 - constants
_DESK = f"""
SELECT {CARD_COLUMNS},
  (SELECT count(*) FROM district_member w
   WHERE w.district_id = d.id AND w.status = 'applied') AS applications,
  (SELECT count(*) FROM district_member w
   WHERE w.district_id = d.id AND w.status = 'admitted' AND w.notified_on IS NOT NULL) AS concerns
FROM credit_district d {CARD_JOINS}
WHERE ($2::text IS NULL OR d.status = $2) AND d.code > $3
  AND (NOT $4 OR d.review_due <= $5 AND d.status <> 'struck_off')
ORDER BY d.code LIMIT $6
"""  # noqa: S608 - constants
_NEAR_DEGREES: Final = 0.01
_EVERYWHERE: Final[Box] = (-180, -90, 180, 90)


class Wanted(NamedTuple):
    """What districts are asked for; `box` is west, south, east, north in degrees."""

    box: Box | None = None
    division: str | None = None
    kind: str | None = None
    q: str = ""


async def list_districts(wanted: Wanted, *, limit: int, after: str = "") -> DistrictList:
    """Districts on the public list, by code; `after` is the last code of the page before."""
    inside = f"{division_prefix(wanted.division)}%" if wanted.division else None
    box = wanted.box or _EVERYWHERE
    values = (list(LISTED), after, inside, wanted.kind, _containing(wanted.q), *box, limit + 1)
    async with connection() as held:
        rows = await held.fetch(_CARDS, clock.today(), *values)
    return DistrictList(items=[card_of(row) for row in rows[:limit]], next=_next(rows, limit))


async def list_near(lng: float, lat: float, *, demo: bool) -> list[DistrictCard]:
    """At most five districts that contain a place or lie within about a kilometre, near first."""
    async with connection() as held:
        rows = await held.fetch(_NEAR, clock.today(), demo, lng, lat, _NEAR_DEGREES)
    return [card_of(row) for row in rows]


async def list_desk(*, status: str | None, due: bool, limit: int, after: str = "") -> DeskDistricts:
    """Districts in whatever state, for officers; `due`: whose review is due within 30 days."""
    today = clock.today()
    async with connection() as held:
        rows = await held.fetch(_DESK, today, status, after, due, today + DUE_AHEAD, limit + 1)
    items = [_desk_of(row, today) for row in rows[:limit]]
    return DeskDistricts(items=items, next=_next(rows, limit))


def card_values(row: Any) -> dict[str, Any]:
    """The fields of a card out of a row of `CARD_COLUMNS`."""
    counts = counts_of(row)
    grade = grade_of(counts, row["serious"])
    plain = ("code", "name", "kind", "division", "status", "lng", "lat", "revision", "demo")
    return {name: row[name] for name in (*plain, "perks", "events")} | {
        "kind_name": KIND_NAMES[row["kind"]],
        "division_name": division_name(row["division"]),
        "status_name": STATUS_NAMES[row["status"]],
        "grade": grade,
        "grade_word": GRADE_WORDS[grade],
        "members": counts.members,
        "grade_counts": GradeCounts(**counts._asdict()),
        "bbox": [row["west"], row["south"], row["east"], row["north"]],
        "boundary": msgspec.json.decode(row["boundary"], type=Boundary),
    }


def card_of(row: Any) -> DistrictCard:
    """A card out of a row of `CARD_COLUMNS`."""
    return DistrictCard(**card_values(row))


def counts_of(row: Any) -> Counts:
    """Members by grade out of a row of `CARD_COLUMNS`."""
    return Counts(*(row[f"grade_{grade}"] for grade in "abcdn"))


def _desk_of(row: Any, today: date) -> DeskDistrict:
    plain = ("review_due", "rectify_by", "applications", "concerns")
    due = is_due(row["review_due"], today) and row["status"] != "struck_off"
    return DeskDistrict(**card_values(row), **{name: row[name] for name in plain}, is_due=due)


def _next(rows: list[Any], limit: int) -> str | None:
    return rows[limit - 1]["code"] if len(rows) > limit else None


def _containing(q: str) -> str:
    """The LIKE pattern of names that contain a text; an empty one matches all."""
    safe = q.strip().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{safe}%"
