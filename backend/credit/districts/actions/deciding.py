"""An officer's doing: admit or refuse an application, remove a member."""

from typing import Any

import asyncpg
import msgspec

from credit.districts.actions.regrading import regrade
from credit.districts.actions.telling import audit, forget_subjects
from credit.districts.queries.memberships import get_case
from credit.districts.queries.rows import lock_district
from credit.districts.rules.entering import unmet
from credit.districts.schemas.inputs import DecideMembership, RemoveMember
from credit.districts.schemas.membership_views import MembershipCase
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

_DISTRICT = "SELECT district_id FROM district_member WHERE id = $1"
_LOCK = """
SELECT status, subject_id, district_id FROM district_member WHERE id = $1 FOR NO KEY UPDATE
"""
_DECIDE = """
UPDATE district_member SET status = $2::text, decided_by = $3, decided_at = $4, reason = $5,
  checks = $6, ended_at = CASE WHEN $2::text = 'refused' THEN $4::timestamptz END
WHERE id = $1
"""
_REMOVE = """
UPDATE district_member SET status = 'removed', decided_by = $2, decided_at = $3, ended_at = $3,
  reason = $4, basis = $5, concerns = '[]', notified_on = NULL, set_right_by = NULL
WHERE id = $1
"""


async def decide_membership(
    caller: Caller, membership_id: int, decision: DecideMembership
) -> MembershipCase:
    """Admit or refuse an application.

    Nobody is admitted against the rules, as they are met at this moment. Raises Problem
    not-found; conflict when it is decided already, the rules are not met any more or the merchant
    became a member elsewhere; invalid-input for a refusal without a reason.
    """
    if not decision.admit and not decision.reason.strip():
        raise Problem("invalid-input", errors=[("reason", "不同意的请写明原因")])
    async with transaction() as held:
        row = await _lock(held, membership_id, "applied", "这份申请已经处理过")
        case = await get_case(membership_id)
        if decision.admit and not case.eligible:
            detail = "目前不符合入街规则，不能同意"
            raise Problem("conflict", detail=detail, errors=unmet(case.checks))
        await _store(held, case, decision, caller)
        if decision.admit:
            await _follow(row)
        await _audit(caller, "admit" if decision.admit else "refuse", case)
        return await get_case(membership_id)


async def remove_member(caller: Caller, membership_id: int, given: RemoveMember) -> MembershipCase:
    """Remove a member, with the reason and its basis.

    Raises Problem not-found, or conflict when it is not a member (any more).
    """
    async with transaction() as held:
        row = await _lock(held, membership_id, "admitted", "不是现在的成员")
        values = (caller.id, clock.now(), given.reason, given.basis)
        await held.execute(_REMOVE, membership_id, *values)
        await _follow(row)
        case = await get_case(membership_id)
        await _audit(caller, "remove", case)
    return case


async def _lock(held: Connection, membership_id: int, status: str, otherwise: str) -> Any:
    district_id = await held.fetchval(_DISTRICT, membership_id)
    if district_id is None:
        raise Problem("not-found", detail="没有这份申请")
    await lock_district(district_id)
    row = await held.fetchrow(_LOCK, membership_id)
    if row["status"] != status:
        raise Problem("conflict", detail=otherwise)
    return row


async def _store(
    held: Connection, case: MembershipCase, decision: DecideMembership, caller: Caller
) -> None:
    status = "admitted" if decision.admit else "refused"
    checks = msgspec.json.encode(case.checks).decode()
    values = (status, caller.id, clock.now(), decision.reason, checks)
    try:
        async with transaction():
            await held.execute(_DECIDE, int(case.id), *values)
    except asyncpg.UniqueViolationError as error:
        raise Problem("conflict", detail="商户已经是别的街区的成员") from error


async def _follow(row: Any) -> None:
    """The merchant's pages show another district now, and the district has other members."""
    await forget_subjects([row["subject_id"]])
    await regrade([row["district_id"]])


async def _audit(caller: Caller, action: str, case: MembershipCase) -> None:
    detail = {"membership": case.id, "uscc": case.subject.uscc}
    if case.reason:
        detail["reason"] = case.reason
    if case.basis:
        detail["basis"] = case.basis
    await audit(caller.id, action, case.district.code, detail)
