"""What an officer is told about a boundary while drawing it."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import shapely
from shapely import Polygon

from credit.districts.ground import ground_findings
from credit.districts.outline import Boundary, BoundaryFinding, read_outline, warning
from credit.districts.queries.boundaries import Judged, judge_boundary
from credit.districts.queries.rows import DistrictRow, get_district
from credit.districts.schemas.desk_views import BoundaryReport, OutsideMember
from credit.districts.schemas.inputs import CheckBoundary
from credit.kit.db import connection
from credit.places.datum import Datum, Place, to_wgs84
from credit.places.divisions import division_name

MAX_OUTSIDE: Final = 20
_MEMBERS = """
SELECT s.uscc, s.name, s.lng, s.lat FROM district_member m JOIN subject s ON s.id = m.subject_id
WHERE m.district_id = $1 AND m.status = 'admitted' AND s.geo_precision IN ('exact', 'street')
ORDER BY m.id LIMIT 2000
"""
_DATUMS: Final[tuple[tuple[Datum, str], ...]] = (("gcj02", "GCJ-02"), ("bd09", "BD-09"))
MIN_MEMBERS: Final = 3
"""So few members say nothing about where a boundary was meant to be."""


class _Shops(NamedTuple):
    """The members whose place is known, and their places for one test of all."""

    rows: Sequence[Any]

    def inside(self, polygon: Polygon | None) -> list[bool]:
        """Whether each lies in the polygon (none in no polygon)."""
        if polygon is None or not self.rows:
            return [False] * len(self.rows)
        points = shapely.points([(row["lng"], row["lat"]) for row in self.rows])
        return [bool(one) for one in shapely.covers(polygon, points)]


async def report_boundary(asked: CheckBoundary) -> BoundaryReport:
    """Everything found about a drawn boundary; Problem not-found for an unknown code."""
    district = await get_district(asked.code) if asked.code else None
    kind = district.kind if district else asked.kind
    division = district.division if district else None
    judged = await judge_boundary(
        asked.boundary, kind=kind, division=division, code=asked.code or ""
    )
    shops = _Shops(await _members(district))
    hints = await asyncio.to_thread(_hints, asked.boundary, judged, division, shops)
    inside = shops.inside(judged.polygon)
    away = [row for row, within in zip(shops.rows, inside, strict=True) if not within]
    return BoundaryReport(
        ok=judged.ok,
        area_hectares=round(judged.area, 2),
        county=judged.county,
        county_name=division_name(judged.county),
        findings=judged.findings + hints,
        members_inside=sum(inside),
        members_outside=[_outsider(row) for row in away[:MAX_OUTSIDE]] if judged.polygon else [],
    )


async def _members(district: DistrictRow | None) -> Sequence[Any]:
    if district is None:
        return []
    async with connection() as held:
        rows: Sequence[Any] = await held.fetch(_MEMBERS, district.id)
    return rows


def _hints(
    boundary: Boundary, judged: Judged, division: str | None, shops: _Shops
) -> list[BoundaryFinding]:
    """A hint when a boundary fits much better after converting from a vendor's coordinates.

    Never converted silently: whoever draws knows where the lines came from.
    """
    if judged.polygon is None:
        return []
    crossing = ground_findings(judged.polygon, division)
    caught = sum(shops.inside(judged.polygon))
    for datum, name in _DATUMS:
        moved = _converted(boundary, datum)
        better = sum(shops.inside(moved))
        if better >= MIN_MEMBERS and better > 2 * caught:
            text = f"换算成 WGS-84 后范围内有 {better} 家成员，现在是 {caught} 家"
            return [warning(f"像是 {name} 坐标：{text}")]
        if crossing and moved and not ground_findings(moved, division):
            return [warning(f"像是 {name} 坐标：换算成 WGS-84 后不再越过县界或省界")]
    return []


def _converted(boundary: Boundary, datum: Datum) -> Polygon | None:
    rings = [
        [list(to_wgs84(Place(p[0], p[1]), datum)) for p in ring] for ring in boundary.coordinates
    ]
    return read_outline(Boundary(type="Polygon", coordinates=rings))[0]


def _outsider(row: Any) -> OutsideMember:
    return OutsideMember(uscc=row["uscc"] or "", name=row["name"], lng=row["lng"], lat=row["lat"])
