"""The desk: 受理、补正、不予受理, 核查, 延期. Deciding is in `deciding`."""

from uuid import UUID

from credit.inbox.sending import tell_owners
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem
from credit.records.repairing import get_fact_by_key
from credit.repair import messages
from credit.repair.actions.moving import audit, decided, move, note, read_case
from credit.repair.queries.rows import CaseRow
from credit.repair.rules.days import extended, supplement_by
from credit.repair.rules.states import AT_THE_DESK, State
from credit.repair.schemas.inputs import HandleRepair

_EXTEND = (
    "UPDATE repair SET extended_from = answer_by, answer_by = $2, provisional = $3 WHERE id = $1"
)
_OUTCOMES: dict[str, State] = {
    "accept": "accepted", "supplement": "supplement", "reject": "rejected",
}  # fmt: skip


async def handle_repair(caller: Caller, case_id: UUID, given: HandleRepair) -> CaseRow:
    """Accept, ask for more papers, or refuse to take up; the same again changes nothing.

    Raises Problem invalid-input without a reason (and, refusing, a basis), or conflict.
    """
    reason, basis, after = given.reason.strip(), given.legal_basis.strip(), _OUTCOMES[given.outcome]
    _require(after, reason, basis)
    async with transaction() as held:
        case = await read_case(caller, case_id, lock=True)
        if case.state == after:
            return case
        case = await _move(held, case, after, caller, reason, basis)
        await _tell(case, after, reason)
        await audit(caller, given.outcome, case, reason=reason[:500])
    return case


async def check_repair(caller: Caller, case_id: UUID, finding: str) -> CaseRow:
    """Write down what was found about the obligations (核查)."""
    async with transaction() as held:
        case = await read_case(caller, case_id, lock=True)
        if case.state == "checked" and case.finding == finding.strip():
            return case
        found = finding.strip()
        case = await move(
            held, case, "checked", caller, reason=found, finding=found, checked_by=caller.id
        )
        await audit(caller, "check", case)
    return case


async def extend_repair(caller: Caller, case_id: UUID, reason: str) -> CaseRow:
    """Give a complex case ten working days more, once; Problem conflict a second time."""
    async with transaction() as held:
        case = await read_case(caller, case_id, lock=True)
        if case.state not in AT_THE_DESK or case.extended_from or case.answer_by is None:
            raise Problem("conflict", detail="只能延期一次，而且要在答复以前")
        later, provisional = extended(case.answer_by, clock.today())
        await held.execute(_EXTEND, case.id, later, provisional)
        await note(held, case, case.state, caller, f"延期到{messages.day(later)}：{reason.strip()}")
        fact = await get_fact_by_key(case.natural_key)
        said = f"情况复杂，答复延期到{messages.day(later)}。原因：{reason.strip()}"
        await tell_owners(case.uscc, messages.progress(fact, case.number, said))
        await audit(caller, "extend", case, until=later.isoformat())
    return await read_case(caller, case_id)


def _require(after: State, reason: str, basis: str) -> None:
    faults = []
    if after != "accepted" and not reason:
        faults.append(("reason", "请写明原因"))
    if after == "rejected" and not basis:
        faults.append(("legalBasis", "不予受理应写明依据"))
    if faults:
        raise Problem("invalid-input", errors=faults)


async def _move(
    held: Connection, case: CaseRow, after: State, caller: Caller, reason: str, basis: str
) -> CaseRow:
    if after == "supplement":
        by = supplement_by(clock.today())
        return await move(held, case, after, caller, reason=reason, supplement_by=by)
    if after == "rejected":
        return await move(held, case, after, caller, reason=reason, **decided(caller, basis))
    return await move(held, case, after, caller, reason=reason)


async def _tell(case: CaseRow, after: State, reason: str) -> None:
    fact = await get_fact_by_key(case.natural_key)
    if after == "rejected":
        said = f"不予受理。原因：{reason}。可以重新申请，或提出异议"
        await tell_owners(case.uscc, messages.decision(fact, case.number, said))
        return
    by = messages.day(case.supplement_by) if case.supplement_by else ""
    said = f"请在{by}前补正：{reason}" if after == "supplement" else "已受理，正在核查"
    await tell_owners(case.uscc, messages.progress(fact, case.number, said))
