"""Redeeming a voucher at a shop or gate (核销): once, by who may, for what was agreed.

Locks in this order, as everywhere in the slice: voucher, stock, day of the place, budgets.
"""

import hashlib
from typing import Any, Final

import asyncpg
import msgspec

from credit.codes.core.digits import digits_to_token
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.trust.queries import list_key_entries
from credit.identity.queries import AccessibleSubject, access_subject
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.idempotency import asked_of, once
from credit.kit.problems import Problem
from credit.perks.attempts.recording import Refused, note_refusal
from credit.perks.claims.queries import ClaimRow, get_claim
from credit.perks.claims.rechecking import find_lapsed_condition
from credit.perks.programme.rules.terms import use_fault, use_value
from credit.perks.redemptions.queries import get_redemption, list_on_bill
from credit.perks.redemptions.rules import (
    OtherUse,
    areas_of,
    free_slot,
    offline_fault,
    stacking_fault,
    voucher_fault,
)
from credit.perks.redemptions.schemas import RedeemVoucher, RedemptionView, VoucherPreview
from credit.perks.redemptions.voucher import ShownVoucher, open_voucher, verify_voucher

# Staff at a till may act at their own place only, and see nothing else of the shop.
ROLES: Final = ("owner", "redeem")
_PLACE: Final = """
SELECT pp.per_day,
  (SELECT a.ends_on FROM perk_absence a WHERE a.perk_id = $1 AND a.subject_id = $2
    AND a.role = 'place' AND a.ended_at IS NULL AND ($5 OR a.began_at < $4)) AS away_until,
  ARRAY(SELECT slot FROM perk_redemption r WHERE r.claim_id = $3 AND NOT r.undone) AS slots
FROM perk_place pp WHERE pp.perk_id = $1 AND pp.subject_id = $2 AND NOT pp.withdrawn
"""
_BILL_LOCK: Final = "SELECT pg_advisory_xact_lock($1)"
_REDEEM: Final = """
WITH moved AS (
  UPDATE perk_claim SET uses_left = uses_left - 1, next_use = next_use + 1, open_fen = $2,
    state = CASE WHEN $3 THEN 'redeemed' ELSE state END
  WHERE id = $1 AND state = 'claimed' AND uses_left > 0 AND usable_until > $4
  RETURNING id, perk_id, account_id, next_use - 1 AS number
), stock AS (
  UPDATE perk_stock t SET open_fen = t.open_fen - $5, spent_fen = t.spent_fen + $6
  FROM moved WHERE t.perk_id = moved.perk_id
), made AS (
  INSERT INTO perk_redemption (public_id, claim_id, perk_id, place_id, division, number, slot,
    code_step, bill_no, bill_fen, value_fen, offline, accepted_at, redeemed_at, day, staff)
  SELECT gen_random_uuid(), id, perk_id, $7, $8, number, $9, $10, $11, $12, $6, $13, $4,
    statement_timestamp(), (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, $14
  FROM moved RETURNING id, public_id, perk_id, day
), today AS (
  INSERT INTO perk_place_day AS d (perk_id, place_id, day, used, cap)
  SELECT perk_id, $7, day, 1, $15 FROM made
  ON CONFLICT (perk_id, place_id, day) DO UPDATE SET used = d.used + 1, cap = excluded.cap
), budget AS (
  UPDATE perk_budget b SET spent_fen = b.spent_fen + $6
  FROM moved WHERE b.perk_id = moved.perk_id
    AND (b.scope = 'place' AND b.key = $16 OR b.scope = 'division' AND b.key = ANY($17))
), paid AS (
  INSERT INTO ledger_transfer (kind, from_kind, from_key, to_kind, to_key, amount_fen, perk_id,
    redemption_id, place_id)
  SELECT 'redeem', 'perk', perk_id, 'merchant', $7, $6, perk_id, id, $7 FROM made WHERE $6 > 0
), noted AS (
  INSERT INTO perk_attempt (kind, perk_id, claim_id, account_id, place_id)
  SELECT 'redeem', perk_id, id, account_id, $7 FROM moved
)
SELECT public_id::text FROM made
"""
# What the guards of the database say when two come at once.
_REFUSALS: Final = {
    "ck_perk_place_day_used": "本店今天的名额已经用完",
    "ck_perk_budget_spent": "本店或本地区的权益预算已经用完",
    "uq_perk_redemption_claim_id_code_step": "这个码已经用过，请顾客等下一个码",
    "uq_perk_redemption_slot": "这张权益已经用完",
    "uq_perk_redemption_claim_id_number": "这张权益已经用完",
}


_LATE: Final = (Fault.OUTDATED, Fault.EXPIRED, Fault.NOT_YET_VALID)
# Not refused, only asked again too early or otherwise: says nothing about the voucher.
_REPEATS: Final = ("request-in-flight", "idempotency-conflict")


class _Use(msgspec.Struct, frozen=True):
    """One use as the rules allow it."""

    value_fen: int
    open_after: int
    released_fen: int
    slot: int
    per_day: int
    done: bool


async def redeem_voucher(
    caller: Caller, uscc: str, given: RedeemVoucher, key: str
) -> RedemptionView:
    """Redeem what a phone shows, at a place that the caller may act for; answers the receipt.

    Raises Problem forbidden, invalid-input for a code that is not genuine or an amount that
    cannot be, not-usable with the reason, request-in-flight or idempotency-conflict.
    """
    place = await access_subject(caller, uscc, roles=ROLES)
    shown: ShownVoucher | None = None
    try:
        _, shown = _read(given.digits)
        asked = asked_of(caller.id, "perk-redeem", key, place.uscc, given)
        return await once(asked, RedemptionView, lambda held: _redeem(held, caller, place, given))
    except (CodeFault, Problem, asyncpg.IntegrityConstraintViolationError) as error:
        problem = _problem(error)
        claim = str(shown.claims.claim) if shown else None
        outcome = outcome_of(error, problem, offline=given.accepted_at is not None)
        note_refusal(Refused(kind="redeem", outcome=outcome, claim=claim, place=place.uscc))
        raise problem from error


async def preview_voucher(caller: Caller, uscc: str, given: RedeemVoucher) -> VoucherPreview:
    """What a shown voucher would give here, before anything is done; nothing about its holder."""
    place = await access_subject(caller, uscc, roles=ROLES)
    refusal = ""
    try:
        async with transaction() as held:
            claim, _ = await _genuine(given)
            try:
                await _use(held, claim, place, msgspec.structs.replace(given, bill_no=""))
            except Problem as problem:
                refusal = problem.detail or problem.title
    except CodeFault as error:
        refused = _problem(error)
        outcome = outcome_of(error, refused, offline=False)
        note_refusal(Refused(kind="redeem", outcome=outcome, place=place.uscc))
        raise refused from error
    terms = claim.terms
    return VoucherPreview(
        title=terms.title,
        category=terms.category,
        benefit=terms.benefit.kind,
        value_fen=claim.use_fen,
        percent=terms.benefit.percent,
        uses_left=claim.uses_left,
        left_fen=claim.open_fen,
        usable_until=claim.usable_until,
        refusal=refusal,
        demo=place.demo,
    )


async def _redeem(
    held: Connection, caller: Caller, place: AccessibleSubject, given: RedeemVoucher
) -> RedemptionView:
    claim, shown = await _genuine(given, lock=True)
    use = await _use(held, claim, place, given)
    division = place.division or ""
    public_id = await held.fetchval(
        _REDEEM, claim.id, use.open_after, use.done, given.accepted_at or claim.now,
        use.released_fen, use.value_fen, place.id, division, use.slot, shown.absolute_step,
        given.bill_no.strip(), given.bill_fen, given.accepted_at is not None, caller.id,
        use.per_day, place.uscc, areas_of(division),
    )  # fmt: skip
    if public_id is None:
        raise Problem("not-usable", detail="这张权益已经用完或过期")
    return (await get_redemption(public_id, place.id)).view


def _read(digits: str) -> tuple[bytes, ShownVoucher]:
    token = digits_to_token(digits)
    return token, open_voucher(token)[1]


async def _genuine(given: RedeemVoucher, *, lock: bool = False) -> tuple[ClaimRow, ShownVoucher]:
    """The voucher behind a code that our key signed and that is fresh at this moment."""
    token, opened = _read(given.digits)
    claim = await get_claim(str(opened.claims.claim), lock=lock)
    at = given.accepted_at or claim.now
    shown = verify_voucher(token, await list_key_entries(), int(at.timestamp()))
    # A newer phone of the holder shows it now. What a till took without a network stays good.
    if given.accepted_at is None and shown.claims.anchor != claim.anchor:
        raise Problem("not-usable", detail="顾客已在另一部手机上打开这张权益，请出示那一部")
    return claim, shown


async def _use(
    held: Connection, claim: ClaimRow, place: AccessibleSubject, given: RedeemVoucher
) -> _Use:
    """What this use comes to; Problem not-usable or invalid-input when it cannot be."""
    at = given.accepted_at or claim.now
    rechecks = claim.terms.grace == "recheck"
    values = (claim.perk_id, place.id, claim.id, claim.claimed_at, rechecks)
    row = await held.fetchrow(_PLACE, *values)
    if row is None:
        raise Problem("not-usable", detail="这张权益不能在本店使用")
    faults = (
        offline_fault(at, claim.now) if given.accepted_at else "",
        voucher_fault(claim.state, claim.usable_until, claim.uses_left, at),
        use_fault(claim.terms.windows, at),
        _absence_fault(row),
        await _stacking(held, claim, place, given.bill_no.strip()),
        "" if row["slots"] or given.accepted_at else await _condition_fault(claim),
    )
    for fault in faults:
        if fault:
            raise Problem("not-usable", detail=fault)
    return _amounts(claim, given, free_slot(row["slots"]), row["per_day"])


def _absence_fault(row: Any) -> str:
    """While the shop takes no part: of vouchers claimed since, and of unused ones whose terms say
    that conditions must go on. What people held before is good to its end."""
    if row["away_until"] is None or row["slots"]:
        return ""
    return f"本店在 {row['away_until']} 前暂停参加这项权益，请到其他地点使用"


async def _condition_fault(claim: ClaimRow) -> str:
    """Of a voucher that was never used; what a till took in good faith without a network stays.

    A till is not told which condition: that is between the holder and the platform.
    """
    lapsed = await find_lapsed_condition(claim)
    return "领取时约定的条件不再满足，请持有人在平台上查看原因" if lapsed else ""


def _amounts(claim: ClaimRow, given: RedeemVoucher, slot: int, per_day: int) -> _Use:
    benefit = claim.terms.benefit
    try:
        value = use_value(
            benefit, bill_fen=given.bill_fen, open_fen=claim.open_fen, asked_fen=given.use_fen
        )
    except ValueError as error:
        raise Problem("invalid-input", errors=[("billFen", str(error))]) from None
    is_balance = benefit.kind == "balance"
    after = claim.open_fen - (value if is_balance else claim.use_fen)
    done = claim.uses_left == 1 or (is_balance and after == 0)
    after = 0 if done else after
    return _Use(value, after, claim.open_fen - after, slot, per_day, done)


async def _stacking(
    held: Connection, claim: ClaimRow, place: AccessibleSubject, bill_no: str
) -> str:
    if not bill_no:
        return ""
    digest = hashlib.sha256(f"{place.id}\n{bill_no}".encode()).digest()
    await held.execute(_BILL_LOCK, int.from_bytes(digest[:8], "big") >> 1)
    own = OtherUse(claim.terms.stacking, claim.category)
    return stacking_fault(own, await list_on_bill(place.id, bill_no))


def outcome_of(error: Exception, problem: Problem, *, offline: bool) -> str:
    """What is put on record of a refused use: a code that is none apart from one that came late,
    and what a till had accepted without a network apart from the rest."""
    if problem.slug in _REPEATS:
        return problem.slug
    guessed = isinstance(error, CodeFault) and error.fault not in _LATE
    outcome = "false-code" if guessed else problem.slug
    return f"offline-{outcome}" if offline else outcome


def _problem(error: Any) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, CodeFault):
        if error.fault in _LATE:
            return Problem("not-usable", detail="码已经过时，请顾客让屏幕上的码转到最新")
        return Problem("invalid-input", errors=[("digits", "不是有效的权益码")])
    name = getattr(error, "constraint_name", "") or ""
    if name not in _REFUSALS:
        raise error
    return Problem("not-usable", detail=_REFUSALS[name])
