"""What one officer decides alone: ask the shop, propose to take a voucher back, close."""

from typing import Final

from credit.identity.queries import access_subject
from credit.inbox.sending import Message, tell_officers
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection
from credit.kit.idempotency import asked_of, once
from credit.kit.problems import Problem
from credit.kit.workdays import add_workdays
from credit.perks.claims.revoking.actions import propose_revocation
from credit.perks.claims.revoking.schemas import ProposeRevocation
from credit.perks.reviews.actions.stepping import take_step, tell_shop
from credit.perks.reviews.finding.opening import OPENED
from credit.perks.reviews.rows import get_shop_review_row, reach_review
from credit.perks.reviews.rule_file import limit_on
from credit.perks.reviews.rules import about_shop
from credit.perks.reviews.schemas import AskShop, CloseReview, ReplyToReview, ReviewMoved
from credit.perks.settlement.holds import end_hold

ROLES: Final = ("owner", "finance")
_IS_ITEM: Final = """
SELECT EXISTS (SELECT FROM perk_review_item i LEFT JOIN perk_redemption r ON r.id = i.redemption_id
  JOIN perk_claim c ON c.id = coalesce(i.claim_id, r.claim_id)
  WHERE i.review_id = $1 AND c.public_id::text = $2)
"""


async def ask_shop(caller: Caller, review_id: str, given: AskShop, key: str) -> ReviewMoved:
    """Ask the shop to explain; not answering has no consequence.

    Problem not-found, or conflict: not about a shop, or not in a state for it.
    """

    async def effect(held: Connection) -> ReviewMoved:
        row = await reach_review(caller, review_id)
        if row.place_id is None or not about_shop(row.terms):
            raise Problem("conflict", detail="这件事与店铺无关，不能问店铺")
        today = clock.today()
        due = add_workdays(today, limit_on("reply_workdays", today)).day
        state = await take_step(
            held, row, "ask", role="officer", actor=caller.id, note=given.question, reply_due=due
        )
        body = f"{given.question.strip()} 请在 {due} 前说明；不说明没有后果，也不影响结算。"
        await tell_shop(row, "有一件权益核销想请您说明", body, step=f"ask:{due}")
        return ReviewMoved(state=state)

    return await once(asked_of(caller.id, "review-ask", key, review_id, given), ReviewMoved, effect)


async def reply_to_review(
    caller: Caller, uscc: str, review_id: str, given: ReplyToReview, key: str
) -> ReviewMoved:
    """The shop explains or objects, as often as it likes while it is looked into.

    Problem forbidden, not-found, or conflict once the case is closed.
    """
    place = await access_subject(caller, uscc, roles=ROLES)

    async def effect(held: Connection) -> ReviewMoved:
        row = await get_shop_review_row(review_id, place.id, lock=True)
        state = await take_step(
            held, row, "reply", role="merchant", actor=caller.id, note=given.text
        )
        message = Message(
            kind=OPENED,
            title="店铺就权益核查作了说明",
            body="请看看说明再定。" if state != "held" else "款项还在暂缓结算中，请尽快看看说明。",
            link=f"/office/reviews/{row.public_id}",
        )
        await tell_officers(message)
        return ReviewMoved(state=state)

    asked = asked_of(caller.id, "review-reply", key, review_id, given)
    return await once(asked, ReviewMoved, effect)


async def close_review(caller: Caller, review_id: str, given: CloseReview, key: str) -> ReviewMoved:
    """Close a case; a hold ends with it and its money is paid. Problem not-found or conflict."""

    async def effect(held: Connection) -> ReviewMoved:
        row = await reach_review(caller, review_id)
        state = await take_step(
            held, row, "close", role="officer", actor=caller.id, note=given.note,
            outcome=given.outcome,
        )  # fmt: skip
        if row.state == "held" and row.hold_id is not None:
            await end_hold(held, row.hold_id)
        if row.state in ("asked", "answered", "held"):
            body = f"{given.note.strip()} 暂缓的款项（如有）已照常结算。谢谢配合。"
            await tell_shop(row, "权益核查已办结", body, step="close")
        return ReviewMoved(state=state)

    asked = asked_of(caller.id, "review-close", key, review_id, given)
    return await once(asked, ReviewMoved, effect)


async def propose_item_revocation(
    caller: Caller, review_id: str, claim_id: str, given: ProposeRevocation, key: str
) -> ReviewMoved:
    """Propose to take back a voucher that the case is about: the two-officer way that stands.

    Problem not-found when it is none of this case's, or what `propose_revocation` raises.
    """

    async def effect(held: Connection) -> ReviewMoved:
        row = await reach_review(caller, review_id)
        if not await held.fetchval(_IS_ITEM, row.id, claim_id):
            raise Problem("not-found", detail="这张权益不在这件核查里")
        await propose_revocation(caller, claim_id, given, f"{key}-revoke"[:80])
        state = await take_step(held, row, "revoke", role="officer", actor=caller.id)
        return ReviewMoved(state=state)

    asked = asked_of(caller.id, "review-revoke", key, review_id, claim_id, given)
    return await once(asked, ReviewMoved, effect)
