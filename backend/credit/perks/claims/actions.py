"""Claiming, confirming and giving back vouchers."""

from typing import Any, Final

from credit.identity.queries import access_subject, read_public_id
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.idempotency import asked_of, once
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit
from credit.perks.attempts.recording import Refused, note_refusal
from credit.perks.availability import Availability, find_availability, forget_perk
from credit.perks.claims.batching import give_one
from credit.perks.claims.giving import Wish
from credit.perks.claims.queries import ClaimRow, get_own_claim, view_of
from credit.perks.claims.schemas import ClaimPerk, ClaimView
from credit.perks.programme.facts import facts_of_merchant, facts_of_person
from credit.perks.programme.rows import PerkRow, get_perk
from credit.perks.programme.rules.eligibility import Answer, explain

# Open without Redis: it only spares PostgreSQL, which refuses whatever is one too many.
PER_PERSON: Final = Limit(name="perk-claims", count=30, seconds=60)
REFUSALS: Final = {
    "not-started": "领取还没有开始",
    "ended": "领取已经结束",
    "paused": "这项权益暂停领取",
    "sold-out": "这项权益已经领完",
}
BY_DRAW: Final = "这项权益由摇号决定给谁，请报名参加"
_MOVE: Final = """
WITH moved AS (
  UPDATE perk_claim SET state = $2::text, state_reason = $3,
    open_fen = CASE WHEN $2::text = 'claimed' THEN open_fen ELSE 0 END
  WHERE id = $1 AND state = $4::text AND CASE $4::text WHEN 'reserved'
    THEN reserved_until > statement_timestamp() ELSE usable_until > statement_timestamp() END
  RETURNING id
)
INSERT INTO perk_attempt (kind, perk_id, claim_id, account_id)
SELECT $5, $6, id, $7 FROM moved RETURNING id
"""
_GIVE_BACK: Final = """
UPDATE perk_stock SET left_count = left_count + 1, open_fen = open_fen - $2 WHERE perk_id = $1
RETURNING left_count, waiting
"""
_USED: Final = "SELECT EXISTS (SELECT FROM perk_redemption WHERE claim_id = $1 AND NOT undone)"


async def claim_perk(caller: Caller, public_id: str, given: ClaimPerk, key: str) -> ClaimView:
    """Claim (or reserve) a voucher; the same key gives the same answer again.

    Raises Problem not-found, not-started, ended, paused, sold-out, already-claimed, not-eligible
    with each condition in `errors`, forbidden, rate-limited, request-in-flight (409) or
    idempotency-conflict (422), or by-draw for what is only drawn.
    """
    try:
        return await _claim(caller, public_id, given, key)
    except Problem as problem:
        kind = "reserve" if given.reserve else "claim"
        note_refusal(Refused(kind=kind, outcome=problem.slug, perk=public_id, account=caller.id))
        raise


async def _claim(caller: Caller, public_id: str, given: ClaimPerk, key: str) -> ClaimView:
    known = await find_availability(public_id)
    _turn_away(known, caller)
    await check_limit(PER_PERSON, f"user:{caller.id}")
    perk = await get_perk(public_id)
    if perk.terms.draw:
        raise Problem("by-draw", detail=BY_DRAW)
    subject_id = await _subject(caller, perk, given.uscc)
    answer = await _qualify(caller, perk, subject_id)
    asked = asked_of(caller.id, "perk-claim", key, public_id, given.reserve, subject_id)
    if not answer.eligible and not await _is_repeat(asked.scope, asked.key):
        raise not_eligible(answer)
    account = read_public_id(caller.id)
    if account is None:
        raise Problem("unauthenticated")
    outcome = await give_one(perk.id, Wish(account, subject_id, given.reserve, asked))
    if isinstance(outcome, Problem):
        raise outcome
    return outcome


def not_eligible(answer: Answer) -> Problem:
    """Why not, condition by condition, each with what was found and what would help."""
    missing = [check for check in answer.checks if not check.met]
    errors = [(c.condition, f"{c.found}。{c.remedy}".rstrip("。")) for c in missing]
    return Problem("not-eligible", detail="这项权益的条件还没有满足", errors=errors)


async def confirm_claim(caller: Caller, claim_id: str, key: str) -> ClaimView:
    """Take what was reserved; Problem not-found, or conflict when the time is over."""

    async def effect(held: Connection) -> ClaimView:
        claim = await get_own_claim(caller.id, claim_id, lock=True)
        await _move(held, claim, "claimed", "reserved", "confirm", "保留的时间已过，请重新领取")
        return view_of(await get_own_claim(caller.id, claim_id))

    return await once(asked_of(caller.id, "perk-confirm", key, claim_id), ClaimView, effect)


async def cancel_claim(caller: Caller, claim_id: str, key: str, *, reason: str = "") -> ClaimView:
    """Give a voucher back before its first use, so that somebody else may have it.

    Problem not-found, or conflict when it was used, is over, or was given back before.
    """

    async def effect(held: Connection) -> ClaimView:
        claim = await get_own_claim(caller.id, claim_id, lock=True)
        if await held.fetchval(_USED, claim.id):
            raise Problem("conflict", detail="已经用过的权益不能退回")
        after, before = (
            ("lapsed", "reserved") if claim.state == "reserved" else ("cancelled", "claimed")
        )
        await _move(held, claim, after, before, "cancel", "这张权益已经不能退回", reason)
        stock = await held.fetchrow(_GIVE_BACK, claim.perk_id, claim.open_fen)
        if stock["waiting"]:
            await enqueue("perks.offer", {"perk_id": claim.perk_id})
        if stock["left_count"] == 1:
            await forget_perk(str(claim.perk_public_id))
        return view_of(await get_own_claim(caller.id, claim_id))

    return await once(asked_of(caller.id, "perk-cancel", key, claim_id), ClaimView, effect)


async def _move(  # noqa: PLR0913 - one statement's values
    held: Connection, claim: ClaimRow, after: str, before: str, kind: str, refusal: str,
    reason: str = "",
) -> None:  # fmt: skip
    values: tuple[Any, ...] = (claim.id, after, reason, before, kind, claim.perk_id)
    if await held.fetchval(_MOVE, *values, claim.account_id) is None:
        raise Problem("conflict", detail=refusal)


def _turn_away(known: Availability | None, caller: Caller) -> None:
    refusal = known.refusal(caller.id) if known else None
    if refusal:
        raise Problem(refusal, detail=REFUSALS[refusal])


async def _subject(caller: Caller, perk: PerkRow, uscc: str | None) -> int | None:
    """For whom: the merchant named, in a role that may bind it; nobody else for citizens' perks."""
    if perk.audience == "citizen":
        if caller.kind != "citizen" or uscc is not None:
            raise Problem("forbidden", detail="这项权益由个人领取")
        return None
    if uscc is None:
        raise Problem("invalid-input", errors=[("uscc", "请选择为哪个主体领取")])
    return (await access_subject(caller, uscc, roles=("owner",))).id


async def _qualify(caller: Caller, perk: PerkRow, subject_id: int | None) -> Answer:
    today = clock.day_of(perk.now)
    if subject_id is None:
        facts = await facts_of_person(caller.id, today)
    else:
        facts = await facts_of_merchant(subject_id, today)
    return explain(perk.terms.eligibility, facts, today)


async def _is_repeat(scope: str, key: str) -> bool:
    """Whether the key has an answer: who no longer qualifies still gets the first one again."""
    async with transaction() as held:
        known = await held.fetchval(
            "SELECT true FROM idempotency_key WHERE scope = $1 AND key = $2", scope, key
        )
    return bool(known)
