"""Reminding of vouchers that are about to expire, once each."""

from datetime import datetime
from typing import Any, Final

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account
from credit.kit import clock
from credit.kit.db import transaction
from credit.perks.programme.rows import terms_of

SOON: Final = register_kind("perks.expiring", "权益快到期")
BATCH: Final = 300
# Three days before the end, but never in the first half of a voucher's life.
_DUE: Final = """
WITH due AS (
  UPDATE perk_claim SET reminded_at = statement_timestamp() WHERE id IN (
    SELECT id FROM perk_claim WHERE state = 'claimed' AND reminded_at IS NULL
      AND usable_until > statement_timestamp()
      AND usable_until < statement_timestamp() + interval '3 days'
      AND statement_timestamp() > claimed_at + (usable_until - claimed_at) / 2
    ORDER BY usable_until, id LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING public_id, perk_id, version, account_id, usable_until
)
SELECT d.public_id::text AS claim, a.public_id::text AS account, v.terms, d.usable_until
FROM due d JOIN account a ON a.id = d.account_id
JOIN perk_version v ON v.perk_id = d.perk_id AND v.number = d.version
"""


async def remind_holders() -> int:
    """Tells holders of unused vouchers whose time is nearly over; returns how many."""
    total = 0
    while True:
        async with transaction() as held:
            rows = await held.fetch(_DUE, BATCH)
            for row in rows:
                await tell_account(
                    row["account"], _message(row), dedupe=f"perk-soon:{row['claim']}"
                )
        total += len(rows)
        if len(rows) < BATCH:
            return total


def _message(row: Any) -> Message:
    end: datetime = row["usable_until"].astimezone(clock.SHANGHAI)
    title = terms_of(row["terms"]).title
    return Message(
        kind=SOON,
        title="有一张权益快到期",
        body=f"{title}能用到 {end.month} 月 {end.day} 日 {end:%H:%M}，过期就不能用了。",
        link=f"/perks/mine/{row['claim']}",
    )
