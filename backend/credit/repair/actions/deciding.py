"""The decision: 同意 ends everything at once; 不同意 says why."""

from typing import Final
from uuid import UUID

from credit.identity.officers.queries import require_province
from credit.inbox.sending import tell_owners
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.records.repairing import get_fact_by_key, repair_record
from credit.repair import messages
from credit.repair.actions.moving import SYSTEM, audit, decided, move, read_case
from credit.repair.queries.rows import CaseRow, count_materials, find_bar, get_case
from credit.repair.queries.views import situation_of
from credit.repair.rules.conditions import check, is_unmet
from credit.repair.rules.states import ENDING, GRANTED
from credit.repair.schemas.inputs import DecideRepair

APPROVED_REASON: Final = "条件全部满足，同意修复"


async def decide_repair(caller: Caller, case_id: UUID, given: DecideRepair) -> CaseRow:
    """Approve or decline a checked case; the same decision again changes nothing.

    Raises Problem invalid-input for a refusal without reason or basis; forbidden for a severe case
    when the officer is not the province's, or checked it too; conflict when a condition is not met
    (any more).
    """
    if not given.approve and not (given.reason.strip() and given.legal_basis.strip()):
        faults = [("reason", "不同意的请写明原因"), ("legalBasis", "不同意的请写明依据")]
        raise Problem("invalid-input", errors=faults)
    async with transaction() as held:
        case = await read_case(caller, case_id, lock=True)
        if case.state in (GRANTED if given.approve else ("declined",)):
            return case
        if case.level == "province":
            await _check_level(caller, case)
        if given.approve:
            return await _approve(held, caller, case, given)
        return await _decline(held, caller, case, given.reason.strip(), given.legal_basis.strip())


async def _check_level(caller: Caller, case: CaseRow) -> None:
    await require_province(caller, "严重失信信息由省级决定，您可以受理和核查")
    if case.checked_by == caller.id:
        raise Problem("forbidden", detail="严重失信信息由省级决定，须由另一名工作人员办理")


async def _approve(held: Connection, caller: Caller, case: CaseRow, given: DecideRepair) -> CaseRow:
    fact = await get_fact_by_key(case.natural_key)
    bar, materials = await find_bar(case.subject_id), await count_materials(case.id)
    situation = situation_of(fact, bar, materials=materials, pledged=bool(case.pledge_code))
    if unmet := is_unmet(check(situation)):
        raise Problem("conflict", detail="条件没有全部满足，不能同意", errors=unmet)
    reason = given.reason.strip() or APPROVED_REASON
    basis = given.legal_basis.strip() or case.legal_basis[:500]
    case = await move(held, case, "approved", caller, reason=reason, **decided(caller, basis))
    for step in ENDING:
        case = await move(held, case, step, SYSTEM)
    await enqueue("repair.sync", {"repair_id": case.id})
    said = f"同意修复。公示、共享和措施同时停止，信用等级随后重新评价。{messages.FREE}"
    await tell_owners(case.uscc, messages.decision(fact, case.number, said))
    await repair_record(case.natural_key, actor=caller.id, decision=case.number)
    await audit(caller, "approve", case, reason=reason[:500])
    return case


async def _decline(
    held: Connection, caller: Caller, case: CaseRow, reason: str, basis: str
) -> CaseRow:
    case = await move(held, case, "declined", caller, reason=reason, **decided(caller, basis))
    fact = await get_fact_by_key(case.natural_key)
    said = f"不同意修复。原因：{reason}。依据：{basis}。整改后可以再申请；不服可以提出异议"
    await tell_owners(case.uscc, messages.decision(fact, case.number, said))
    await audit(caller, "decline", case, reason=reason[:500])
    return case


async def finish_sync(repair_id: int) -> None:
    """Close a granted case once its record is seen ended; run again, nothing changes.

    Raises RuntimeError when the record still stands, so that the job shows as failed.
    """
    async with transaction() as held:
        public_id = await held.fetchval("SELECT public_id FROM repair WHERE id = $1", repair_id)
        case = await get_case(public_id, lock=True)
        if case.state != "measures_ended":
            return
        fact = await get_fact_by_key(case.natural_key)
        if fact.state != "repaired":
            raise RuntimeError(f"repair {case.number} is granted, but its record stands")
        await move(held, case, "synced", SYSTEM, reason="本平台各处已同步")
