"""Payout holds (暂缓结算): the money of named uses waits, the statement says what was used.

A statement's lines and hash stay what they are; only what signing it pays out is less by the held
uses and their reversals. When the hold is over, all of that is paid at once. A use that was paid
for already is not held: nothing is ever taken back from a shop here.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import asyncpg

from credit.kit.db import Connection
from credit.kit.problems import Problem

_PROPOSE: Final = """
INSERT INTO payout_hold (public_id, subject_id, reason, legal_basis, proposed_by, proposed_at,
  ends_on)
VALUES (gen_random_uuid(), $1, $2, $3, $4, now(), $5) RETURNING id
"""
# Not yet paid for: no signed statement of the shop has a line of it.
_LINES: Final = """
INSERT INTO payout_hold_line (hold_id, redemption_id)
SELECT $1, r.id FROM perk_redemption r
WHERE r.id = ANY($2) AND r.place_id = $3 AND r.value_fen > r.reversed_fen AND NOT EXISTS (
  SELECT FROM perk_statement_line n JOIN perk_statement t ON t.id = n.statement_id
  WHERE n.kind = 'redeem' AND n.source_id = r.id AND t.side = 'merchant'
    AND t.subject_id = $3 AND t.day = r.day AND t.signed_at IS NOT NULL)
RETURNING redemption_id
"""
_DECIDE: Final = """
UPDATE payout_hold SET state = $2, decided_by = $3, decided_at = now()
WHERE id = $1 AND state = 'proposed' RETURNING id
"""
_END: Final = """
UPDATE payout_hold SET state = 'ended', ended_at = now() WHERE id = $1 AND state = 'running'
RETURNING subject_id
"""
_FREE: Final = "UPDATE payout_hold_line SET active = false WHERE hold_id = $1"
# Who signs and who ends a hold wait for each other here.
_RUNNING: Final = """
SELECT id FROM payout_hold WHERE subject_id = $1 AND state = 'running' ORDER BY id FOR UPDATE
"""
# The lines of a statement that are about held uses; of a reversal, the use that it took back.
HELD_LINES: Final = """
perk_statement_line n LEFT JOIN perk_reversal x ON n.kind = 'reverse' AND x.id = n.source_id
JOIN payout_hold_line l ON l.active AND l.redemption_id =
  CASE n.kind WHEN 'redeem' THEN n.source_id ELSE x.redemption_id END
JOIN payout_hold h ON h.id = l.hold_id AND h.state = 'running'"""
_WITHHOLD: Final = f"""
INSERT INTO withheld_payout (hold_id, statement_id, amount_fen)
SELECT h.id, n.statement_id, sum(n.amount_fen) FROM {HELD_LINES}
WHERE n.statement_id = $1 GROUP BY h.id, n.statement_id HAVING sum(n.amount_fen) <> 0
RETURNING amount_fen
"""  # noqa: S608 - constants
_PAY: Final = """
UPDATE withheld_payout SET paid_at = now() WHERE hold_id = $1 AND paid_at IS NULL
RETURNING amount_fen
"""
_SETTLE: Final = """
INSERT INTO ledger_transfer (kind, from_kind, from_key, to_kind, to_key, amount_fen)
VALUES ('settle', $1, $2, $3, $4, $5)
"""


async def propose_hold(  # noqa: PLR0913 - one statement's values
    held: Connection, subject_id: int, uses: Sequence[int], *, reason: str, legal_basis: str,
    actor: str, ends_on: date,
) -> int:  # fmt: skip
    """A proposed hold on these uses (internal keys) of a shop; its key. Nothing is held yet.

    Raises Problem conflict: all are paid for or taken back, or one is in another hold.
    """
    hold: int = await held.fetchval(_PROPOSE, subject_id, reason, legal_basis, actor, ends_on)
    try:
        async with held.transaction():
            lines = await held.fetch(_LINES, hold, list(uses), subject_id)
    except asyncpg.UniqueViolationError:
        raise Problem("conflict", detail="其中有核销已经在另一件暂缓结算里") from None
    if not lines:
        raise Problem("conflict", detail="这些核销都已结算或冲正，没有可以暂缓的款项")
    return hold


async def decide_hold(held: Connection, hold: int, actor: str, *, approve: bool) -> None:
    """Approve, from when on the money waits, or refuse. Problem conflict when it was decided."""
    state = "running" if approve else "refused"
    if await held.fetchval(_DECIDE, hold, state, actor) is None:
        raise Problem("conflict", detail="这件暂缓结算已经有了决定")
    if not approve:
        await held.execute(_FREE, hold)


async def end_hold(held: Connection, hold: int) -> int:
    """The hold is over: what signed statements did not pay is paid now; how much, in 分."""
    subject_id = await held.fetchval(_END, hold)
    if subject_id is None:
        return 0
    await held.execute(_FREE, hold)
    amount = sum(int(row["amount_fen"]) for row in await held.fetch(_PAY, hold))
    await settle(held, ("merchant", subject_id), ("paid", subject_id), amount)
    return amount


async def withhold(held: Connection, statement_id: int, subject_id: int) -> int:
    """What a shop's statement that is being signed does not pay out for now, in 分."""
    if not await held.fetch(_RUNNING, subject_id):
        return 0
    return sum(int(row["amount_fen"]) for row in await held.fetch(_WITHHOLD, statement_id))


async def settle(held: Connection, owed: tuple[str, int], paid: tuple[str, int], fen: int) -> None:
    """Money from one account of the ledger to another; the other way round if negative."""
    if fen > 0:
        await held.execute(_SETTLE, *owed, *paid, fen)
    elif fen < 0:
        await held.execute(_SETTLE, *paid, *owed, -fen)
