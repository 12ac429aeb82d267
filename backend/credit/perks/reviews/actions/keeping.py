"""What time does: payout holds end by themselves, old cases are forgotten."""

from typing import Any, Final

from credit.kit import clock
from credit.kit.db import connection, transaction
from credit.perks.reviews.actions.stepping import take_step, tell_shop
from credit.perks.reviews.rows import get_review
from credit.perks.reviews.rule_file import limit_on
from credit.perks.settlement.holds import end_hold

A_RUN: Final = 500
# The last day is one of the hold; it is over when the next one begins.
_DUE: Final = """
SELECT v.public_id::text AS review, v.hold_id FROM payout_hold h
JOIN perk_review v ON v.hold_id = h.id
WHERE h.state = 'running' AND h.ends_on < $1 ORDER BY h.ends_on, h.id LIMIT $2
"""
# Steps and items go with their case; the hold and what it withheld are books, and stay.
_FORGET: Final = """
DELETE FROM perk_review WHERE id IN (
  SELECT id FROM perk_review WHERE state = 'closed' AND closed_at < now() - make_interval(
    days => CASE outcome WHEN 'nothing' THEN $1::int ELSE $2::int END)
  ORDER BY id LIMIT $3)
"""


async def end_due_holds() -> int:
    """Ends holds whose last day is over and pays what waited; returns how many."""
    async with connection() as held:
        due = await held.fetch(_DUE, clock.today(), A_RUN)
    return sum([await _end(row) for row in due])


async def _end(due: Any) -> int:
    async with transaction() as held:
        row = await get_review(due["review"], lock=True)
        if row.state != "held":
            return 0
        await take_step(held, row, "close", role="system", actor="system", outcome="ended")
        await end_hold(held, due["hold_id"])
        body = "暂缓的款项已经照常结算。有没有问题，没有另外的结论。"
        await tell_shop(row, "暂缓结算已到期", body, step="ended")
    return 1


async def forget_old_reviews() -> int:
    """Deletes cases that were closed long enough ago; returns how many."""
    today = clock.today()
    days = limit_on("keep_days_nothing", today), limit_on("keep_days", today)
    async with transaction() as held:
        done: str = await held.execute(_FORGET, *days, A_RUN)
    return int(done.split()[-1])
