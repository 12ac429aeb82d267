"""What an officer is told about a boundary while drawing it."""

from typing import Any, Final

from shapely import Point, Polygon

from credit.districts.outline import Boundary, BoundaryFinding, read_outline, warning
from credit.districts.queries.boundaries import judge_boundary
from credit.districts.queries.rows import DistrictRow, get_district
from credit.districts.schemas.inputs import CheckBoundary
from credit.districts.schemas.views import BoundaryReport, OutsideMember
from credit.kit.db import connection
from credit.places.datum import Datum, Place, to_wgs84
from credit.places.divisions import division_name

MAX_OUTSIDE: Final = 20
MIN_CAUGHT: Final = 3
_MEMBERS = """
SELECT s.uscc, s.name, s.lng, s.lat FROM district_member m JOIN subject s ON s.id = m.subject_id
WHERE m.district_id = $1 AND m.status = 'admitted' AND s.geo_precision IN ('exact', 'street')
ORDER BY m.id LIMIT 2000
"""
_DATUMS: Final[tuple[tuple[Datum, str], ...]] = (("gcj02", "GCJ-02"), ("bd09", "BD-09"))


async def report_boundary(asked: CheckBoundary) -> BoundaryReport:
    """Everything found about a drawn boundary; Problem not-found for an unknown code."""
    district = await get_district(asked.code) if asked.code else None
    kind = district.kind if district else asked.kind
    division = district.division if district else None
    judged = await judge_boundary(
        asked.boundary, kind=kind, division=division, code=asked.code or ""
    )
    rows = await _members(district)
    inside, outside = _split(judged.polygon, rows)
    findings = judged.findings + _datum_findings(asked.boundary, judged.polygon, rows)
    return BoundaryReport(
        ok=judged.ok,
        area_hectares=round(judged.area, 2),
        county=judged.county,
        county_name=division_name(judged.county),
        findings=findings,
        members_inside=len(inside),
        members_outside=[_outsider(row) for row in outside[:MAX_OUTSIDE]],
    )


async def _members(district: DistrictRow | None) -> list[Any]:
    if district is None:
        return []
    async with connection() as held:
        rows: list[Any] = await held.fetch(_MEMBERS, district.id)
    return rows


def _split(polygon: Polygon | None, rows: list[Any]) -> tuple[list[Any], list[Any]]:
    if polygon is None:
        return [], []
    inside = [row for row in rows if polygon.covers(Point(row["lng"], row["lat"]))]
    return inside, [row for row in rows if row not in inside]


def _datum_findings(
    boundary: Boundary, polygon: Polygon | None, rows: list[Any]
) -> list[BoundaryFinding]:
    """A hint when the members fit much better after converting from a vendor's coordinates."""
    if polygon is None:
        return []
    caught = len(_split(polygon, rows)[0])
    for datum, name in _DATUMS:
        moved = _converted(boundary, datum)
        better = len(_split(moved, rows)[0])
        if better >= MIN_CAUGHT and better >= 2 * caught + 1:
            text = f"像是 {name} 坐标：换算成 WGS-84 后范围内有 {better} 家成员，现在是 {caught} 家"
            return [warning(text)]
    return []


def _converted(boundary: Boundary, datum: Datum) -> Polygon | None:
    rings = [
        [list(to_wgs84(Place(p[0], p[1]), datum)) for p in ring] for ring in boundary.coordinates
    ]
    return read_outline(Boundary(type="Polygon", coordinates=rings))[0]


def _outsider(row: Any) -> OutsideMember:
    return OutsideMember(uscc=row["uscc"] or "", name=row["name"], lng=row["lng"], lat=row["lat"])
