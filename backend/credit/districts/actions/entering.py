"""Entering what was decided before on paper: members of a roll, with the day of their admission."""

from datetime import datetime

from credit.districts.actions.regrading import regrade
from credit.districts.actions.telling import audit, forget_subjects
from credit.kit import clock
from credit.kit.db import transaction
from credit.kit.problems import Problem

_DISTRICT = """
SELECT code, demo, status, (SELECT max(version) FROM district_charter c
                            WHERE c.district_id = d.id AND c.effective_on <= $2) AS charter
FROM credit_district d WHERE id = $1 FOR NO KEY UPDATE
"""
# One who is a member somewhere stays there; a demo merchant never enters a real district.
_ADMIT = """
INSERT INTO district_member (district_id, subject_id, status, charter_version, statement,
  applied_by, applied_at, decided_by, decided_at)
SELECT $1, s.id, 'admitted', $3, $4, $5, $6, $5, $6
FROM subject s WHERE s.id = ANY($2) AND s.demo = $7 ORDER BY s.id
ON CONFLICT (subject_id) WHERE status = 'admitted' DO NOTHING RETURNING subject_id
"""


async def admit_members(
    district_id: int,
    subject_ids: list[int],
    *,
    actor: str,
    at: datetime | None = None,
    statement: str = "名册录入",
) -> int:
    """Enter the members of a roll; returns how many became members.

    The entry rules were applied when the roll was made, so they are not asked again; the daily
    look at members finds who does not meet them. Raises Problem not-found, or conflict for a
    district without a charter in force or struck off.
    """
    moment = at or clock.now()
    async with transaction() as held:
        district = await held.fetchrow(_DISTRICT, district_id, clock.today())
        if district is None:
            raise Problem("not-found", detail="没有这个信用街区")
        if district["charter"] is None or district["status"] == "struck_off":
            raise Problem("conflict", detail="街区没有生效的公约，或已经注销")
        values = (district["charter"], statement, actor, moment, district["demo"])
        rows = await held.fetch(_ADMIT, district_id, subject_ids, *values)
        admitted = [row["subject_id"] for row in rows]
        await forget_subjects(admitted)
        await regrade([district_id])
        await audit(actor, "roll", district["code"], {"members": len(admitted)})
    return len(admitted)
