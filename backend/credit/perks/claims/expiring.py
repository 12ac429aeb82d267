"""What time does to vouchers: reservations lapse, unused vouchers expire."""

from typing import Final

from credit.kit.db import Connection, transaction
from credit.perks.availability import forget_perk
from credit.perks.claims.giving import LAPSE

MAX_AT_ONCE: Final = 5000
_OVERDUE: Final = """
SELECT DISTINCT c.perk_id, p.public_id::text AS perk
FROM perk_claim c JOIN perk p ON p.id = c.perk_id
WHERE c.state = 'reserved' AND c.reserved_until <= now() ORDER BY c.perk_id LIMIT 1000
"""
# Vouchers in the order of their perks, then the stock rows in the same order: no crosswise wait.
_EXPIRE: Final = """
WITH due AS (
  SELECT id, open_fen AS was FROM perk_claim
  WHERE state = 'claimed' AND usable_until <= statement_timestamp()
  ORDER BY perk_id, id LIMIT $1 FOR UPDATE SKIP LOCKED
), gone AS (
  UPDATE perk_claim c SET state = 'expired', open_fen = 0 FROM due WHERE c.id = due.id
  RETURNING c.id, c.perk_id, c.account_id, due.was
), noted AS (
  INSERT INTO perk_attempt (kind, perk_id, claim_id, account_id)
  SELECT 'expire', perk_id, id, account_id FROM gone
)
SELECT perk_id, sum(was)::bigint AS fen, count(*)::int AS count FROM gone
GROUP BY perk_id ORDER BY perk_id
"""
_RELEASE: Final = "UPDATE perk_stock SET open_fen = open_fen - $2 WHERE perk_id = $1"


async def expire_claims() -> int:
    """Expires what nobody can use any more; what it could have cost is free again.

    Returns how many; a batch at a time, so that no voucher is locked for long.
    """
    total = 0
    while True:
        async with transaction() as held:
            rows = await held.fetch(_EXPIRE, MAX_AT_ONCE)
            for row in rows:
                await held.execute(_RELEASE, row["perk_id"], row["fen"])
        count = sum(int(row["count"]) for row in rows)
        total += count
        if count < MAX_AT_ONCE:
            return total


async def lapse_reservations() -> int:
    """Puts what was kept and not taken back into stock; returns how many vouchers."""
    async with transaction() as held:
        overdue = await held.fetch(_OVERDUE)
    total = 0
    for row in overdue:
        async with transaction() as held:
            total += await _lapse(held, row["perk_id"], row["perk"])
    return total


async def _lapse(held: Connection, perk_id: int, public_id: str) -> int:
    # The stock row first, as whoever gives out does: it takes lapsed ones back as well.
    await held.execute("SELECT FROM perk_stock WHERE perk_id = $1 FOR UPDATE", perk_id)
    count: int = await held.fetchval(LAPSE, perk_id) or 0
    if count:
        await forget_perk(public_id)
    return count
