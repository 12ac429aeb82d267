"""A district's outline on the ground: in which county, over which border, on which neighbour."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from shapely import Polygon, unary_union

from credit.districts.outline import BoundaryFinding, fault, warning
from credit.places.boundaries import county_polygon
from credit.places.divisions import division_name, list_counties

# Shares of an area. Borders on maps differ by some metres, so a sliver is no overlap.
SLIVER: Final = 0.005
MAX_OUTSIDE: Final = 0.01
MAX_OVERLAP: Final = 0.2


class Neighbour(NamedTuple):
    """Another district whose box meets ours."""

    code: str
    name: str
    polygon: Polygon


def county_shares(polygon: Polygon) -> dict[str, float]:
    """The part of a polygon in each county that it meets, largest first; 1 is all of it."""
    shares = {}
    for county in list_counties():
        area = county_polygon(county.code)
        if area is not None and area.intersects(polygon):
            shares[county.code] = area.intersection(polygon).area / polygon.area
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def ground_findings(polygon: Polygon, division: str | None) -> list[BoundaryFinding]:
    """Outside the province, over county borders, or in another county than `division`."""
    shares = county_shares(polygon)
    outside = 1 - sum(shares.values())
    if outside > MAX_OUTSIDE:
        return [_outside(polygon, list(shares), outside)]
    main, *others = shares
    findings = [
        _straddling(polygon, code, shares[code]) for code in others if shares[code] > SLIVER
    ]
    if division and division != main:
        text = f"边界大部分在{division_name(main)}，不在{division_name(division) or division}"
        findings.insert(0, fault(text))
    return findings


def _outside(polygon: Polygon, counties: list[str], share: float) -> BoundaryFinding:
    areas = [area for code in counties if (area := county_polygon(code))]
    rest = polygon.difference(unary_union(areas))
    at = rest.representative_point()
    text = "边界不在青海省内" if share > 1 - SLIVER else f"边界有 {share:.1%} 在青海省外"
    return fault(text, [at.x, at.y])


def _straddling(polygon: Polygon, code: str, share: float) -> BoundaryFinding:
    area = county_polygon(code) or polygon
    at = polygon.intersection(area).representative_point()
    return warning(f"边界跨县区：{share:.1%} 在{division_name(code)}", [at.x, at.y])


def overlap_findings(polygon: Polygon, neighbours: Iterable[Neighbour]) -> list[BoundaryFinding]:
    """Overlaps with other districts: a merchant belongs to one, so a large one is an error."""
    findings = []
    for other in neighbours:
        common = polygon.intersection(other.polygon)
        share = common.area / min(polygon.area, other.polygon.area)
        if share > SLIVER:
            at = common.representative_point()
            text = f"与「{other.name}」（{other.code}）重叠，占较小一方的 {share:.1%}"
            judge = fault if share > MAX_OVERLAP else warning
            findings.append(judge(text, [at.x, at.y]))
    return findings
