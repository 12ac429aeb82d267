"""Taking a use back, wholly or a part of its money (冲正): opposite entries, never a deletion."""

from typing import Final

import msgspec

from credit.identity.queries import AccessibleSubject, access_subject
from credit.kit.caller import Caller
from credit.kit.db import Connection
from credit.kit.idempotency import asked_of, once
from credit.kit.problems import Problem
from credit.perks.attempts.recording import Refused, note_refusal
from credit.perks.claims.queries import ClaimRow, get_claim
from credit.perks.redemptions.queries import RedemptionRow, get_redemption
from credit.perks.redemptions.rules import areas_of, reversal_fault
from credit.perks.redemptions.schemas import RedemptionView, ReverseRedemption

ROLES: Final = ("owner", "redeem")
_REVERSE: Final = """
WITH used AS (
  UPDATE perk_redemption SET reversed_fen = reversed_fen + $2, undone = $3
  WHERE id = $1 AND NOT undone AND reversed_fen + $2 <= value_fen
  RETURNING id, claim_id, perk_id, place_id, division, day
), back AS (
  UPDATE perk_claim c SET state = $4, open_fen = c.open_fen + $5, uses_left = c.uses_left + $6
  FROM used WHERE c.id = used.claim_id RETURNING c.id, c.account_id
), stock AS (
  UPDATE perk_stock t SET open_fen = t.open_fen + $5, spent_fen = t.spent_fen - $2
  FROM used WHERE t.perk_id = used.perk_id
), today AS (
  UPDATE perk_place_day d SET used = d.used - 1 FROM used
  WHERE $3 AND d.perk_id = used.perk_id AND d.place_id = used.place_id AND d.day = used.day
), budget AS (
  UPDATE perk_budget b SET spent_fen = b.spent_fen - $2
  FROM used WHERE b.perk_id = used.perk_id
    AND (b.scope = 'place' AND b.key = $7 OR b.scope = 'division' AND b.key = ANY($8))
), made AS (
  INSERT INTO perk_reversal (public_id, redemption_id, amount_fen, whole, reason, reversed_at, day,
    staff)
  SELECT gen_random_uuid(), id, $2, $3, $9, statement_timestamp(),
    (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, $10
  FROM used RETURNING id
), paid AS (
  INSERT INTO ledger_transfer (kind, from_kind, from_key, to_kind, to_key, amount_fen, perk_id,
    reversal_id, place_id)
  SELECT 'reverse', 'merchant', used.place_id, 'perk', used.perk_id, $2, used.perk_id, made.id,
    used.place_id
  FROM used, made WHERE $2 > 0
), noted AS (
  INSERT INTO perk_attempt (kind, perk_id, claim_id, account_id, place_id)
  SELECT 'reverse', used.perk_id, back.id, back.account_id, used.place_id FROM used, back
)
SELECT true FROM made
"""


class _Back(msgspec.Struct, frozen=True):
    """What a reversal gives back to the voucher."""

    amount_fen: int
    whole: bool
    state: str
    open_fen: int
    uses: int


async def reverse_redemption(
    caller: Caller, uscc: str, redemption_id: str, given: ReverseRedemption, key: str
) -> RedemptionView:
    """Take back a use at the caller's own place, within the perk's hours; answers the receipt.

    The whole: money and use come back, and the voucher can be used again while it lives. A part:
    that money only. Raises Problem forbidden, not-found, conflict with the reason, invalid-input
    for too much, request-in-flight or idempotency-conflict.
    """
    place = await access_subject(caller, uscc, roles=ROLES)
    asked = asked_of(caller.id, "perk-reverse", key, place.uscc, redemption_id, given)
    try:
        return await once(
            asked,
            RedemptionView,
            lambda held: _reverse(held, caller, place, redemption_id, given),
        )
    except Problem as problem:
        note_refusal(Refused(kind="reverse", outcome=problem.slug, place=place.uscc))
        raise


async def _reverse(
    held: Connection,
    caller: Caller,
    place: AccessibleSubject,
    redemption_id: str,
    given: ReverseRedemption,
) -> RedemptionView:
    first = await get_redemption(redemption_id, place.id)
    claim = await get_claim(str(first.claim_public_id), lock=True)  # the voucher is locked first
    row = await get_redemption(redemption_id, place.id)
    fault = reversal_fault(
        redeemed_at=row.redeemed_at, hours=row.reversal_hours, undone=row.undone, now=row.now
    )
    if fault:
        raise Problem("conflict", detail=fault)
    back = _back(row, claim, given.amount_fen)
    done = await held.fetchval(
        _REVERSE, row.id, back.amount_fen, back.whole, back.state, back.open_fen, back.uses,
        place.uscc, areas_of(row.division), given.reason.strip(), caller.id,
    )  # fmt: skip
    if done is None:
        raise Problem("conflict", detail="这次核销刚刚被别人冲正")
    return (await get_redemption(redemption_id, place.id)).view


def _back(row: RedemptionRow, claim: ClaimRow, asked_fen: int | None) -> _Back:
    rest = row.value_fen - row.reversed_fen
    if asked_fen is not None and asked_fen > rest:
        raise Problem("invalid-input", errors=[("amountFen", f"最多可退 {rest / 100:.2f} 元")])
    whole = asked_fen is None or asked_fen == rest
    amount = rest if asked_fen is None else asked_fen
    lives = claim.state in ("claimed", "redeemed") and claim.usable_until > claim.now
    is_balance = claim.terms.benefit.kind == "balance"
    if not lives:
        state = "expired" if whole and claim.state == "redeemed" else claim.state
        return _Back(amount, whole, state, 0, 0)
    returns = whole or is_balance
    state = "claimed" if returns else claim.state
    # A part of a balance comes back to a voucher that may have no use left: it gets one.
    uses = 1 if whole or (is_balance and claim.uses_left == 0) else 0
    return _Back(amount, whole, state, amount if returns else 0, uses)
