"""A merchant's own doing: apply, withdraw an application, leave."""

from typing import Final

import msgspec

from credit.districts.actions.regrading import regrade
from credit.districts.actions.telling import audit, forget_subjects
from credit.districts.queries.memberships import check_of
from credit.districts.queries.rows import DistrictRow, get_district, lock_district
from credit.districts.queries.standings import get_standing
from credit.districts.rules.entering import MAX_OPEN, unmet
from credit.districts.schemas.inputs import ApplyForMembership
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

# A membership binds the business, so the badge role is not enough.
ROLES: Final = ("owner",)
# Applications of one merchant come one after another.
_LOCK = "SELECT FROM subject WHERE id = $1 FOR NO KEY UPDATE"
_OPEN = """
SELECT m.id, m.status, m.district_id, d.name
FROM district_member m JOIN credit_district d ON d.id = m.district_id
WHERE m.subject_id = $1 AND m.status IN ('applied', 'admitted') ORDER BY m.id
"""
_APPLY = """
INSERT INTO district_member (district_id, subject_id, status, charter_version, statement, checks,
  applied_by, applied_at)
VALUES ($1, $2, 'applied', $3, $4, $5, $6, $7) RETURNING id
"""
_FIND = """
SELECT m.district_id, d.code FROM district_member m
JOIN credit_district d ON d.id = m.district_id WHERE m.id = $1 AND m.subject_id = $2
"""
_STATUS = "SELECT status FROM district_member WHERE id = $1 FOR NO KEY UPDATE"
_END = """
UPDATE district_member SET status = $2, ended_at = $3, concerns = '[]', notified_on = NULL,
  set_right_by = NULL
WHERE id = $1
"""


_ENDED: Final = {"applied": "withdrawn", "admitted": "left"}


async def apply_for_membership(caller: Caller, uscc: str, given: ApplyForMembership) -> int:
    """Apply for a merchant; returns the membership's key.

    Raises Problem unknown-subject, forbidden, not-found, invalid-input for another charter than
    the one in force, or conflict: a member already, applied already, three applications open, or
    rules not met (each in `errors`, with what to do).
    """
    async with transaction() as held:
        subject = await access_subject(caller, uscc, roles=ROLES)
        await held.execute(_LOCK, subject.id)
        district = await get_district(given.district, lock=True)
        await _refuse_second(held, subject.id, district)
        if given.charter_version != district.charter:
            text = "公约已更新，请阅读现行公约后再提交"
            raise Problem("invalid-input", errors=[("charterVersion", text)])
        checks = await _refuse_unmet(subject.id, district, given.charter_version)
        values = (given.charter_version, given.statement, checks, caller.id, clock.now())
        key: int = await held.fetchval(_APPLY, district.id, subject.id, *values)
        detail = {"uscc": subject.uscc, "membership": str(key)}
        await audit(caller.id, "apply", district.code, detail)
    return key


async def end_membership(caller: Caller, uscc: str, membership_id: int) -> None:
    """Withdraw an application, or leave; Problem not-found, forbidden, or conflict when ended."""
    async with transaction() as held:
        subject = await access_subject(caller, uscc, roles=ROLES)
        row = await held.fetchrow(_FIND, membership_id, subject.id)
        if row is None:
            raise Problem("not-found", detail="没有这份申请")
        await lock_district(row["district_id"])
        status = _ENDED.get(await held.fetchval(_STATUS, membership_id))
        if status is None:
            raise Problem("conflict", detail="这份申请已经结束")
        await held.execute(_END, membership_id, status, clock.now())
        if status == "left":
            await forget_subjects([subject.id])
            await regrade([row["district_id"]])
        detail = {"uscc": subject.uscc, "membership": str(membership_id)}
        await audit(caller.id, status, row["code"], detail)


async def _refuse_second(held: Connection, subject_id: int, district: DistrictRow) -> None:
    if district.status == "struck_off":
        raise Problem("conflict", detail="街区已经注销，不再收申请")
    rows = await held.fetch(_OPEN, subject_id)
    for row in rows:
        if row["status"] == "admitted":
            raise Problem(
                "conflict", detail=f"已经是「{row['name']}」的成员，退出后才能申请别的街区"
            )
        if row["district_id"] == district.id:
            raise Problem("conflict", detail="已经申请过，正在等待审核")
    if len(rows) >= MAX_OPEN:
        raise Problem("conflict", detail=f"最多同时申请 {MAX_OPEN} 个街区")


async def _refuse_unmet(subject_id: int, district: DistrictRow, charter: int) -> str:
    """The checks as JSON, to be kept with the application."""
    check = check_of(district, await get_standing(subject_id), charter)
    if not check.eligible:
        raise Problem("conflict", detail="还不符合入街规则", errors=unmet(check.checks))
    return msgspec.json.encode(check.checks).decode()
