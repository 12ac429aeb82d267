"""Keeps `credit_district.grade`, the copy that badges show, as the rule gives it."""

from typing import Any

from credit.districts.actions.telling import forget_members
from credit.districts.queries.standings import ON_SERIOUS_LIST
from credit.districts.rules.grading import Counts, grade_of
from credit.kit import clock
from credit.kit.db import transaction

# Locked in the order of the key, so that two of these cannot wait for each other.
_LOCK = "SELECT FROM credit_district WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
_COUNTS = f"""
SELECT d.id, d.grade,
  count(*) FILTER (WHERE s.grade = 'A') AS a, count(*) FILTER (WHERE s.grade = 'B') AS b,
  count(*) FILTER (WHERE s.grade = 'C') AS c, count(*) FILTER (WHERE s.grade = 'D') AS d,
  count(*) FILTER (WHERE s.grade = 'N') AS n, count(*) FILTER (WHERE {ON_SERIOUS_LIST}) AS serious
FROM credit_district d
LEFT JOIN district_member m ON m.district_id = d.id AND m.status = 'admitted'
LEFT JOIN subject s ON s.id = m.subject_id
WHERE d.id = ANY($2) GROUP BY d.id, d.grade
"""  # noqa: S608 - constants
_SET = """
UPDATE credit_district d SET grade = n.grade
FROM unnest($1::bigint[], $2::text[]) AS n (id, grade) WHERE d.id = n.id
"""


async def regrade(district_ids: list[int]) -> int:
    """Bring the stored grades of these districts up to date; returns how many changed.

    Nothing is audited: nobody decides this grade, it follows from its members.
    """
    if not district_ids:
        return 0
    async with transaction() as held:
        await held.execute(_LOCK, district_ids)
        rows = await held.fetch(_COUNTS, clock.today(), district_ids)
        changed = {row["id"]: grade for row in rows if (grade := _grade(row)) != row["grade"]}
        if changed:
            await held.execute(_SET, list(changed), list(changed.values()))
            await forget_members(list(changed))
    return len(changed)


def _grade(row: Any) -> str:
    counts = Counts(row["a"], row["b"], row["c"], row["d"], row["n"])
    return grade_of(counts, row["serious"])
