"""Reading reviews: the queue, a case in full, and what a shop sees of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, connection
from credit.perks.reviews.rows import SELECT, TOLD, ReviewRow, get_review, get_shop_review_row
from credit.perks.reviews.rule_file import limit_on, load_rules
from credit.perks.reviews.rules import EDGES, about_shop, may_take
from credit.perks.reviews.schemas import (
    HoldView,
    ReviewCase,
    ReviewItem,
    ReviewQueue,
    ReviewStepView,
    ShopReview,
    ShopReviewList,
    Which,
)
from credit.perks.reviews.sealing import open_note

PAGE: Final = 50
REMEDY: Final = (
    "您可以随时在这里说明或者提出异议，由另一名工作人员一并考虑；"
    "对暂缓结算不服的，也可以自收到消息之日起六十日内申请行政复议，或者六个月内提起行政诉讼。"
)
_OPEN: Final = f"""{SELECT}
WHERE v.state <> 'closed' AND ($1::bigint IS NULL OR v.id > $1) ORDER BY v.id LIMIT $2
"""
_CLOSED: Final = f"""{SELECT}
WHERE v.state = 'closed' AND ($1::bigint IS NULL OR v.id < $1) ORDER BY v.id DESC LIMIT $2
"""
_OF_SHOP: Final = f"{SELECT} WHERE v.place_id = $1 AND {TOLD} ORDER BY v.id DESC LIMIT $2"
# People are numbered within the case: the same one is seen to be the same, and nothing more.
_ITEMS: Final = """
SELECT CASE WHEN i.claim_id IS NULL THEN 'use' ELSE 'claim' END AS kind,
  dense_rank() OVER (ORDER BY c.holder)::int AS holder, w.terms::jsonb ->> 'title' AS title,
  coalesce(r.accepted_at, c.claimed_at) AS at, coalesce(r.value_fen, 0) AS value_fen,
  coalesce(r.undone, false) AS undone, coalesce(r.offline, false) AS offline,
  CASE WHEN c.state = 'claimed' AND c.usable_until > now() AND c.subject_id IS NULL
    THEN c.public_id::text END AS voucher
FROM perk_review_item i LEFT JOIN perk_redemption r ON r.id = i.redemption_id
JOIN perk_claim c ON c.id = coalesce(i.claim_id, r.claim_id)
JOIN perk_version w ON w.perk_id = c.perk_id AND w.number = c.version
WHERE i.review_id = $1 ORDER BY at, i.id LIMIT 200
"""
_STEPS: Final = """
SELECT public_id, action, role, note, at FROM perk_review_step WHERE review_id = $1
ORDER BY id LIMIT 200
"""
_HOLD: Final = """
SELECT h.state, h.reason, h.legal_basis, h.proposed_at, h.decided_at, h.ends_on, h.ended_at,
  h.proposed_by = $2 AS own, n.uses, n.amount_fen
FROM payout_hold h CROSS JOIN LATERAL (
  SELECT count(*)::int AS uses, coalesce(sum(r.value_fen - r.reversed_fen), 0)::bigint AS amount_fen
  FROM payout_hold_line l JOIN perk_redemption r ON r.id = l.redemption_id
  WHERE l.hold_id = h.id) AS n
WHERE h.id = $1
"""
_TOLD_STEPS: Final = ("ask", "reply", "approve", "close")


async def list_queue(which: Which, after: str) -> ReviewQueue:
    """Open cases, oldest first; or closed ones, newest first."""
    place = int(after) if after else None
    async with connection() as held:
        rows = await held.fetch(_OPEN if which == "open" else _CLOSED, place, PAGE + 1)
    found = [ReviewRow(**row) for row in rows]
    more = len(found) > PAGE
    cards = [row.card for row in found[:PAGE]]
    return ReviewQueue(items=cards, next=str(found[PAGE - 1].id) if more else None)


async def read_case(caller: Caller, public_id: str) -> ReviewCase:
    """A case for an officer, with what can be done next; Problem not-found."""
    row, today = await get_review(public_id), clock.today()
    async with connection() as held:
        hold = await _hold(held, row, caller)
        return ReviewCase(
            card=row.card,
            rule_from=row.rule_from,
            why=row.terms.why,
            innocent=list(row.terms.innocent),
            times=row.terms.times,
            share=row.terms.share,
            items=await _items(held, row),
            steps=await _steps(held, row),
            hold=hold,
            actions=_actions(row, hold),
            hold_basis=load_rules().hold.legal_basis,
            hold_until=today + timedelta(days=limit_on("hold_days", today)),
        )


async def list_shop_reviews(place_id: int) -> ShopReviewList:
    """What a shop was told of, newest first."""
    async with connection() as held:
        rows = await held.fetch(_OF_SHOP, place_id, PAGE)
    return ShopReviewList(items=[ReviewRow(**row).card for row in rows])


async def read_shop_case(caller: Caller, place_id: int, public_id: str) -> ShopReview:
    """A case as the shop sees it; Problem not-found."""
    row = await get_shop_review_row(public_id, place_id)
    async with connection() as held:
        steps = await _steps(held, row)
        items = [item for item in await _items(held, row) if item.kind == "use"]
        hold = await _hold(held, row, caller)
    return ShopReview(
        card=row.card,
        why=row.terms.why,
        innocent=list(row.terms.innocent),
        items=[_for_shop(item) for item in items],
        steps=[step for step in steps if step.action in _TOLD_STEPS],
        hold=hold if hold and hold.state in ("running", "ended") else None,
        may_reply=may_take("reply", row.state),
        remedy=REMEDY,
    )


def _actions(row: ReviewRow, hold: HoldView | None) -> list[str]:
    """What the caller may do now; what is about one person's claims is no shop's business."""
    barred = {"reply"}
    if row.place_id is None or not about_shop(row.terms):
        barred |= {"ask", "propose"}
    if row.hold_id is not None:
        barred.add("propose")
    if hold and hold.own:
        barred |= {"approve", "refuse"}
    return [str(each) for each in EDGES if may_take(each, row.state) and each not in barred]


async def _items(held: Connection, row: ReviewRow) -> list[ReviewItem]:
    return [ReviewItem(**item) for item in await held.fetch(_ITEMS, row.id)]


def _for_shop(item: ReviewItem) -> ReviewItem:
    """A use without a number for its holder, who is no business of the shop's."""
    return ReviewItem(
        kind=item.kind, holder=0, title=item.title, at=item.at, value_fen=item.value_fen,
        undone=item.undone, offline=item.offline, voucher=None,
    )  # fmt: skip


async def _steps(held: Connection, row: ReviewRow) -> list[ReviewStepView]:
    rows: Sequence[Any] = await held.fetch(_STEPS, row.id)
    return [
        ReviewStepView(
            action=step["action"], role=step["role"], at=step["at"],
            note=open_note(step["public_id"], step["note"]),
        )
        for step in rows
    ]  # fmt: skip


async def _hold(held: Connection, row: ReviewRow, caller: Caller) -> HoldView | None:
    found = await held.fetchrow(_HOLD, row.hold_id, caller.id) if row.hold_id else None
    return HoldView(**found) if found else None
