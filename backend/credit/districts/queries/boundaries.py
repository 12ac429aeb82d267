"""What a drawn boundary meets: other districts, and members with their shops."""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from shapely import Polygon

from credit.districts.ground import Neighbour, county_shares, ground_findings, overlap_findings
from credit.districts.outline import (
    Boundary,
    BoundaryFinding,
    area_findings,
    hectares,
    polygon_of,
    read_outline,
)
from credit.districts.rules.names import Kind
from credit.kit.db import connection

# A district that is no more takes no ground. A division holds a handful of districts.
_NEIGHBOURS = """
SELECT code, name, boundary FROM credit_district
WHERE status <> 'struck_off' AND code <> $1
  AND west <= $4 AND east >= $2 AND south <= $5 AND north >= $3
ORDER BY code LIMIT 50
"""


class Judged(NamedTuple):
    """A boundary with everything found about it; `polygon` is None when it is none at all."""

    polygon: Polygon | None
    findings: list[BoundaryFinding]
    county: str = ""
    area: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether it may be saved."""
        return not any(finding.level == "error" for finding in self.findings)


async def judge_boundary(
    boundary: Boundary, *, kind: Kind | None, division: str | None, code: str = ""
) -> Judged:
    """Judge a boundary for a kind in a county; `code`: the district that it is for, if any."""
    polygon, faults = read_outline(boundary)
    if polygon is None:
        return Judged(None, faults)
    async with connection() as held:
        rows = await held.fetch(_NEIGHBOURS, code, *polygon.bounds)
    # Counties have long borders, and the first question loads them: not on the event loop.
    return await asyncio.to_thread(_judge, polygon, kind, division, rows)


def _judge(
    polygon: Polygon, kind: Kind | None, division: str | None, rows: Sequence[Any]
) -> Judged:
    findings = [
        *area_findings(polygon, kind),
        *ground_findings(polygon, division),
        *overlap_findings(polygon, map(_neighbour, rows)),
    ]
    county = next(iter(county_shares(polygon)), "")
    return Judged(polygon, findings, county, hectares(polygon))


def _neighbour(row: Any) -> Neighbour:
    boundary = msgspec.json.decode(row["boundary"], type=Boundary)
    return Neighbour(row["code"], row["name"], polygon_of(boundary))
