"""What officers do: take an objection up or refuse it, decide, correct what was wrong."""

from typing import Any
from uuid import UUID

from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.objections import rules
from credit.objections.actions.telling import move, tell_subject_of
from credit.objections.queries import ObjectionRow, get_objection
from credit.objections.rules import Correction, State
from credit.objections.schemas import DecideObjection, TakeUpObjection
from credit.records.amending import Amendment, amend_fact, mark_disputed


async def take_up_objection(caller: Caller, objection_id: UUID, data: TakeUpObjection) -> None:
    """Take an objection up, or refuse it with a reason.

    Raises Problem not-found, forbidden for one's own, invalid-input, or conflict.
    """
    reason = data.reason.strip()
    if not data.accept and not reason:
        raise Problem("invalid-input", errors=[("reason", "不予受理要说明理由")])
    async with transaction() as held:
        row = await _own_to_decide(held, caller, objection_id)
        state = State.ACCEPTED if data.accept else State.REFUSED
        await move(held, row, state, {} if data.accept else _decided(caller, reason))
        if not data.accept:
            await _unmark(row)
        await tell_subject_of(caller, row, state)


async def decide_objection(caller: Caller, objection_id: UUID, data: DecideObjection) -> None:
    """Uphold or reject an objection; upheld, what was wrong is corrected in the same transaction.

    On review a rejection is final. Raises Problem not-found, forbidden for one's own, conflict
    (also for the officer who decided first), or invalid-input.
    """
    async with transaction() as held:
        row = await _own_to_decide(held, caller, objection_id)
        state = _outcome(row, upheld=data.upheld)
        faults = rules.decision_faults(
            row.target, state, data.correction, data.publicity_until, today=clock.today()
        )
        if faults:
            raise Problem("invalid-input", errors=faults)
        more = _decided(caller, data.reason.strip()) | {"correction": data.correction or ""}
        await move(held, row, state, more)
        await _unmark(row)
        if data.correction:
            await _correct(caller, row, data)
        await tell_subject_of(caller, row, state)


async def _own_to_decide(held: Any, caller: Caller, objection_id: UUID) -> ObjectionRow:
    row = await get_objection(held, objection_id, lock=True)
    await access_subject(caller, row.uscc, roles=())
    if row.filed_by == caller.id:
        raise Problem("forbidden", detail="自己提交的异议要由另一位工作人员办理")
    if row.first_decided_by == caller.id:
        raise Problem("conflict", detail="复核要由没有作过原决定的工作人员办理")
    return row


def _outcome(row: ObjectionRow, *, upheld: bool) -> State:
    if upheld:
        return State.UPHELD
    return State.FINAL if row.state is State.REVIEWING else State.REJECTED


def _decided(caller: Caller, reason: str) -> dict[str, Any]:
    return {
        "reason": reason,
        "decided_by": caller.id,
        "decided_at": clock.now(),
        "review_until": rules.review_until(clock.today()).day,
    }


async def _unmark(row: ObjectionRow) -> None:
    if row.record_key:
        await mark_disputed(row.record_key, None)


async def _correct(caller: Caller, row: ObjectionRow, data: DecideObjection) -> None:
    if row.record_key is None:
        news = {"subject_ids": [row.subject_id]}
        await enqueue("evaluation.recompute", news)
        await enqueue("codes.refresh", news)
        return
    amendment = Amendment(
        reason=f"异议成立：{data.reason.strip()}"[:1000],
        withdraw=data.correction is Correction.WITHDRAWAL,
        withhold=data.correction is Correction.WITHHOLDING,
        publicity_until=data.publicity_until,
    )
    await amend_fact(row.record_key, amendment, actor=caller.id)
