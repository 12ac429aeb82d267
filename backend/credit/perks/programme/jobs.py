"""Background work of the programme."""

from typing import Any, Final

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.jobs import job
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


@job(TELL_ENDED)
async def tell_ended(args: dict[str, Any]) -> None:
    """Whoever holds a usable voucher of a perk that ended early reads that it stays good."""
    perk = await get_perk(args["perk"])
    last = 0
    while True:
        async with connection() as held:
            rows = await held.fetch(_HOLDERS, perk.id, last, MAX_AT_ONCE)
        for row in rows:
            await _tell(row, perk.terms.title, args)
        if len(rows) < MAX_AT_ONCE:
            return
        last = rows[-1]["id"]


async def _tell(row: Any, title: str, args: dict[str, Any]) -> None:
    until = clock.day_of(row["until"])
    message = Message(
        kind=CLOSED,
        title="一项权益提前结束了，您手里的照常能用",
        body=f"{title}不再发放。原因：{args['reason']}。您领到的不受影响，可以用到 {until}。",
        link="/inbox",
    )
    await tell_account(row["account"], message, dedupe=f"perk-closed:{args['perk']}")
