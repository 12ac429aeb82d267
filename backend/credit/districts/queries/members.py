"""The members of a district, best grade first."""

import re
from typing import Any, Final

from credit.districts.queries.rows import UNKNOWN, is_district_code
from credit.districts.schemas.views import DistrictMembers, DistrictMemberView
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.subjects.rules import GRADE_WORDS

MAX_PAGE: Final = 100
_GRADES: Final = "ABCDN"
_AFTER: Final = re.compile(r"([1-5])-(\d{1,18})")
# One row without a member when nobody is left of a known district.
_MEMBERS = f"""
SELECT m.id, m.place, m.admitted_at, s.uscc, coalesce(nullif(s.short_name, ''), s.name) AS name,
  s.trade, s.grade, s.address, s.lng, s.lat, s.geo_precision, s.demo
FROM credit_district d
LEFT JOIN LATERAL (
  SELECT dm.id, dm.subject_id, dm.decided_at AS admitted_at,
    strpos('{_GRADES}', g.grade) AS place
  FROM district_member dm JOIN subject g ON g.id = dm.subject_id
  WHERE dm.district_id = d.id AND dm.status = 'admitted' AND ($2::text IS NULL OR g.grade = $2)
    AND (strpos('{_GRADES}', g.grade), dm.id) > ($3::int, $4::bigint)
  ORDER BY 4, 1 LIMIT $5) m ON true
LEFT JOIN subject s ON s.id = m.subject_id
WHERE d.code = $1 ORDER BY m.place, m.id
"""  # noqa: S608 - constants


async def list_members(
    code: str, *, grade: str | None, limit: int, after: str | None
) -> DistrictMembers:
    """One page of members; Problem not-found, or invalid-input for a foreign `after`."""
    if not is_district_code(code):
        raise Problem("not-found", detail=UNKNOWN)
    values = (grade, *_read(after), limit + 1)
    async with connection() as held:
        rows = await held.fetch(_MEMBERS, code, *values)
    if not rows:
        raise Problem("not-found", detail=UNKNOWN)
    found = [row for row in rows if row["id"] is not None]
    last = found[limit - 1] if len(found) > limit else None
    return DistrictMembers(
        items=[_member(row) for row in found[:limit]],
        next=f"{last['place']}-{last['id']}" if last else None,
    )


def _read(after: str | None) -> tuple[int, int]:
    if after is None:
        return 0, 0
    if found := _AFTER.fullmatch(after):
        return int(found[1]), int(found[2])
    raise Problem("invalid-input", errors=[("after", "分页位置无效，请从第一页重新查询")])


def _member(row: Any) -> DistrictMemberView:
    plain = ("name", "trade", "grade", "address", "lng", "lat", "demo")
    return DistrictMemberView(
        **{name: row[name] for name in plain},
        uscc=row["uscc"] or "",
        grade_word=GRADE_WORDS[row["grade"]],
        precision=row["geo_precision"],
        admitted_on=clock.day_of(row["admitted_at"]),
    )
