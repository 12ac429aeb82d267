"""A repair that was not deserved: false materials, or a repair pledge that was not kept (order 36).

Both publish the fact to its maximum. False materials also bar the subject for a time; a broken
pledge does not, for no text says so.
"""

from uuid import UUID

from credit.inbox.sending import tell_owners
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem
from credit.records.repairing import get_fact_by_key, restore_record
from credit.repair import messages
from credit.repair.actions.moving import audit, decided, move, read_case
from credit.repair.queries.rows import CaseRow
from credit.repair.rules.days import bar_faults
from credit.repair.rules.states import GRANTED
from credit.repair.schemas.inputs import BrokenPledge, FalseMaterials

_BAR = """
INSERT INTO repair_bar
  (subject_id, repair_id, since, until, reason, legal_basis, set_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def answer_false_materials(caller: Caller, case_id: UUID, given: FalseMaterials) -> CaseRow:
    """Refuse or revoke a repair whose materials are false: shown to the maximum, barred for a time.

    Raises Problem invalid-input for a bar that is too long or over, conflict when the case has no
    materials to judge.
    """
    if faults := bar_faults(given.barred_until, clock.today()):
        raise Problem("invalid-input", errors=faults)
    reason, basis = given.reason.strip(), given.legal_basis.strip()
    async with transaction() as held:
        case = await read_case(caller, case_id, lock=True)
        case = await _undo(held, caller, case, given)
        values = (given.barred_until, reason, basis, caller.id, clock.now())
        await held.execute(_BAR, case.subject_id, case.id, clock.today(), *values)
        said = (
            f"认定提供虚假材料：{reason}。依据：{basis}。这条记录按最长公示期公示，"
            f"{messages.day(given.barred_until)}以前不能申请修复。不服可以提出异议"
        )
        await _publish(caller, case, reason, basis, said)
        await audit(caller, "false_materials", case, until=given.barred_until.isoformat())
    return case


async def answer_broken_pledge(caller: Caller, case_id: UUID, given: BrokenPledge) -> CaseRow:
    """Revoke a granted repair whose pledge was not kept: shown to the maximum.

    Raises Problem conflict when the repair is not in force, or when the maximum is over: then
    nothing may be published any more.
    """
    reason, basis = given.reason.strip(), given.legal_basis.strip()
    async with transaction() as held:
        case = await read_case(caller, case_id, lock=True)
        longest = (await get_fact_by_key(case.natural_key)).longest_until
        if longest is not None and longest < clock.today():
            raise Problem("conflict", detail="最长公示期已经届满，不能再公示")
        case = await move(held, case, "revoked", caller, reason=reason)
        said = (
            f"认定没有履行修复承诺：{reason}。依据：{basis}。这条记录恢复公示，"
            "按最长公示期计算。不服可以提出异议；整改后可以再申请修复"
        )
        await _publish(caller, case, reason, basis, said)
        await audit(caller, "broken_pledge", case, reason=reason[:500])
    return case


async def _publish(caller: Caller, case: CaseRow, reason: str, basis: str, said: str) -> None:
    fact = await get_fact_by_key(case.natural_key)
    await tell_owners(case.uscc, messages.decision(fact, case.number, said))
    await restore_record(case.natural_key, actor=caller.id, reason=reason, legal_basis=basis)


async def _undo(held: Connection, caller: Caller, case: CaseRow, given: FalseMaterials) -> CaseRow:
    """Over the edges that lead to a refusal, or to the revocation of what was granted."""
    reason, basis = given.reason.strip(), given.legal_basis.strip()
    columns = decided(caller, basis)
    if case.state in GRANTED:
        return await move(held, case, "revoked", caller, reason=reason)
    if case.state == "forwarded":
        return await move(held, case, "rejected", caller, reason=reason, **columns)
    if case.state == "accepted":
        case = await move(held, case, "checked", caller, reason=reason, finding=reason)
    return await move(held, case, "declined", caller, reason=reason, **columns)
