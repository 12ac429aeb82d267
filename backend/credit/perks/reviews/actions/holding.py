"""Holding the payout of the uses of a case: proposed by one officer, decided by another.

The only measure of a review, and never against a person. Law: 民法典 Art. 526 (who has to perform
first and has not may be refused what was promised in return), as anomalies.toml has it in force.
"""

from datetime import timedelta
from typing import Final

from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection
from credit.kit.idempotency import asked_of, once
from credit.kit.problems import Problem
from credit.perks.reviews.actions.stepping import take_step, tell_shop
from credit.perks.reviews.queries import REMEDY
from credit.perks.reviews.rows import ReviewRow, reach_review
from credit.perks.reviews.rule_file import limit_on, load_rules
from credit.perks.reviews.rules import about_shop
from credit.perks.reviews.schemas import DecideHold, ProposeHold, ReviewMoved
from credit.perks.settlement.holds import decide_hold, propose_hold

_USES: Final = """
SELECT redemption_id FROM perk_review_item WHERE review_id = $1 AND redemption_id IS NOT NULL
"""
_PROPOSED_BY: Final = "SELECT proposed_by, reason, ends_on FROM payout_hold WHERE id = $1"


async def propose_payout_hold(
    caller: Caller, review_id: str, given: ProposeHold, key: str
) -> ReviewMoved:
    """Propose that the money of the case's uses waits; nothing waits yet.

    Problem not-found; invalid-input for a day beyond the limit; conflict: not about a shop, held
    once before, or nothing is left to hold.
    """
    today = clock.today()
    latest = today + timedelta(days=limit_on("hold_days", today))
    if not today < given.ends_on <= latest:
        raise Problem("invalid-input", errors=[("endsOn", f"请选明天到 {latest} 之间的一天")])

    async def effect(held: Connection) -> ReviewMoved:
        row = await reach_review(caller, review_id)
        if row.place_id is None or not about_shop(row.terms) or row.hold_id is not None:
            raise Problem("conflict", detail="这件核查不能暂缓结算，或者已经暂缓过一次")
        uses = [use["redemption_id"] for use in await held.fetch(_USES, row.id)]
        hold = await propose_hold(
            held, row.place_id, uses, reason=given.reason.strip(), actor=caller.id,
            legal_basis=load_rules().hold.legal_basis, ends_on=given.ends_on,
        )  # fmt: skip
        state = await take_step(
            held, row, "propose", role="officer", actor=caller.id, note=given.reason, hold_id=hold
        )
        return ReviewMoved(state=state)

    asked = asked_of(caller.id, "review-hold", key, review_id, given)
    return await once(asked, ReviewMoved, effect)


async def decide_payout_hold(
    caller: Caller, review_id: str, given: DecideHold, key: str
) -> ReviewMoved:
    """Approve, from when on the money waits and the shop is told, or refuse with a reason.

    Problem not-found, forbidden for who proposed it, invalid-input, conflict.
    """
    if given.decision == "refuse" and not given.note.strip():
        raise Problem("invalid-input", errors=[("note", "请写明不同意的理由")])

    async def effect(held: Connection) -> ReviewMoved:
        row = await reach_review(caller, review_id)
        if row.state != "proposed" or row.hold_id is None:
            raise Problem("conflict", detail="没有等待复核的暂缓结算")
        hold = await held.fetchrow(_PROPOSED_BY, row.hold_id)
        if hold["proposed_by"] == caller.id:
            raise Problem("forbidden", detail="提出暂缓结算的人不能自己复核")
        approve = given.decision == "approve"
        await decide_hold(held, row.hold_id, caller.id, approve=approve)
        state = await take_step(
            held, row, given.decision, role="officer", actor=caller.id, note=given.note
        )
        if approve:
            await _tell(row, hold["reason"], str(hold["ends_on"]))
        return ReviewMoved(state=state)

    asked = asked_of(caller.id, "review-hold-decision", key, review_id, given)
    return await once(asked, ReviewMoved, effect)


async def _tell(row: ReviewRow, reason: str, ends_on: str) -> None:
    basis = load_rules().hold.legal_basis
    body = f"理由：{reason}。依据：{basis}。最晚 {ends_on} 到期，到期照付，不影响其他款项。{REMEDY}"
    await tell_shop(row, "有几笔权益核销的款项暂缓结算", body, step="hold")
