"""Background work of the programme."""

from collections.abc import AsyncIterator
from typing import Any, Final

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.jobs import job
from credit.perks.programme.absences import ABSENT, follow_measures
from credit.perks.programme.actions.running import TELL_ENDED
from credit.perks.programme.rows import get_perk

CLOSED: Final = register_kind("perks.closed", "权益提前结束")
MAX_AT_ONCE: Final = 500
# One line a holder, with the last day of the longest of their vouchers.
_HOLDERS: Final = """
SELECT a.id, a.public_id::text AS account, max(c.usable_until) AS until
FROM perk_claim c JOIN account a ON a.id = c.account_id
WHERE c.perk_id = $1 AND c.state = 'claimed' AND c.usable_until > now() AND a.id > $2
GROUP BY a.id ORDER BY a.id LIMIT $3
"""


_ABSENCE: Final = """
SELECT p.public_id::text AS perk, s.name AS shop, x.ends_on FROM perk_absence x
JOIN perk p ON p.id = x.perk_id JOIN subject s ON s.id = x.subject_id
WHERE x.id = $1 AND x.ended_at IS NULL
"""


@job(TELL_ENDED)
async def tell_ended(args: dict[str, Any]) -> None:
    """Whoever holds a usable voucher of a perk that ended early reads that it stays good."""
    perk = await get_perk(args["perk"])
    async for row in _holders(perk.id):
        until = clock.day_of(row["until"])
        message = Message(
            kind=CLOSED,
            title="一项权益提前结束了，您手里的照常能用",
            body=f"{perk.terms.title}不再发放。原因：{args['reason']}。"
            f"您领到的不受影响，可以用到 {until}。",
            link="/inbox",
        )
        await tell_account(row["account"], message, dedupe=f"perk-closed:{args['perk']}")


@job("perks.tell_absence")
async def tell_absence(args: dict[str, Any]) -> None:
    """Whoever holds a usable voucher of a perk in which a shop takes no part for a while."""
    async with connection() as held:
        absence = await held.fetchrow(_ABSENCE, args["absence_id"])
    if absence is None:
        return
    perk = await get_perk(absence["perk"])
    keeps = perk.terms.grace == "keep"
    what = "您领到的照常能用" if keeps else "还没有用过的，这段时间不能在那里用"
    async for row in _holders(perk.id):
        until = clock.day_of(row["until"])
        message = Message(
            kind=ABSENT,
            title="一家店暂停参加您领的权益",
            body=f"{absence['shop']}在 {absence['ends_on']} 前暂停参加“{perk.terms.title}”，"
            f"到期自动恢复。{what}，您的这张可以用到 {until}。",
            link="/inbox",
        )
        await tell_account(row["account"], message, dedupe=f"perk-absence:{args['absence_id']}")


@job("perks.follow_subjects")
async def follow_subjects(args: dict[str, Any]) -> None:
    """A breach was upheld, changed or cancelled: do these shops take part in perks still?"""
    await follow_measures(args["subject_ids"])


@job("perks.follow_measures", schedule="25 16 * * *", at_start=True)
async def follow_all_measures(args: dict[str, Any]) -> None:
    """At 00:25 in Qinghai: measures that begin, end or were repaired. Again: nothing."""
    await follow_measures()


async def _holders(perk_id: int) -> AsyncIterator[Any]:
    """Who holds a usable voucher of a perk, in the order of accounts."""
    last = 0
    while True:
        async with connection() as held:
            rows = await held.fetch(_HOLDERS, perk_id, last, MAX_AT_ONCE)
        for row in rows:
            yield row
        if len(rows) < MAX_AT_ONCE:
            return
        last = rows[-1]["id"]
