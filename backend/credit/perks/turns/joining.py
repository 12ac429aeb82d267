"""Joining a waitlist and leaving any line: each attempt is on record."""

from typing import Final

from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection
from credit.kit.idempotency import asked_of, once
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit
from credit.perks.attempts.recording import Refused, note_refusal
from credit.perks.availability import forget_perk
from credit.perks.claims.actions import REFUSALS, not_eligible
from credit.perks.claims.rules import affordable
from credit.perks.programme.facts import facts_of_person
from credit.perks.programme.rows import PerkRow, get_perk
from credit.perks.programme.rules.eligibility import explain
from credit.perks.turns.queries import Stock, find_own_turn, lock_stock
from credit.perks.turns.schemas import OwnTurn

PER_PERSON: Final = Limit(name="perk-turns", count=20, seconds=60)
_ACCOUNT: Final = "SELECT id FROM account WHERE public_id = $1 AND active"
_LIVING: Final = """
SELECT EXISTS (SELECT FROM perk_turn WHERE perk_id = $1 AND account_id = $2
  AND state IN ('entered', 'waiting'))
"""
_HELD: Final = """
SELECT count(*)::int FROM perk_claim
WHERE perk_id = $1 AND holder = $2 AND state NOT IN ('cancelled', 'lapsed')
"""
_JOIN: Final = "INSERT INTO perk_turn (perk_id, account_id, state) VALUES ($1, $2, 'waiting')"
_LEAVE: Final = """
UPDATE perk_turn SET state = 'left', ended_at = statement_timestamp()
WHERE perk_id = $1 AND account_id = $2 AND state IN ('entered', 'waiting') RETURNING number
"""
_NOTE: Final = """
INSERT INTO perk_attempt (kind, outcome, perk_id, account_id) VALUES ($1, $2, $3, $4)
"""


async def join_waitlist(caller: Caller, public_id: str, key: str) -> OwnTurn:
    """Stand in line for the next voucher that comes free; the same key gives the same answer.

    Problem not-found, forbidden, not-started, ended, paused, not-eligible with each condition,
    already-claimed, rate-limited, or conflict: no waitlist, some are left, in line already.
    """
    try:
        await check_limit(PER_PERSON, f"user:{caller.id}")
        return await _join(caller, await get_perk(public_id), key)
    except Problem as problem:
        note_refusal(Refused(kind="join", outcome=problem.slug, perk=public_id, account=caller.id))
        raise


async def _join(caller: Caller, perk: PerkRow, key: str) -> OwnTurn:
    public_id = str(perk.public_id)

    async def effect(held: Connection) -> OwnTurn:
        await check_eligible(caller, perk)
        stock = await lock_stock(held, perk.id)
        if stock is None:
            raise Problem("not-found", detail="没有这项权益")
        _check_joinable(perk, stock)
        account = await account_of(held, caller)
        await check_free(held, perk, account, stock.per_person)
        await held.execute(_JOIN, perk.id, account)
        await note(held, "join", "done", perk.id, account)
        return OwnTurn(turn=await find_own_turn(caller.id, public_id))

    return await once(asked_of(caller.id, "perk-join", key, public_id), OwnTurn, effect)


def _check_joinable(perk: PerkRow, stock: Stock) -> None:
    check_open(stock)
    if not perk.terms.waitlist_hours:
        raise Problem("conflict", detail="这项权益没有候补")
    free = affordable(
        left=stock.left_count,
        open_fen=stock.open_fen,
        spent_fen=stock.spent_fen,
        cap_fen=stock.cap_fen,
        value_fen=stock.value_fen,
        spoken_for=stock.waiting,
    )
    if free:
        raise Problem("conflict", detail="现在还有名额，直接领取就行")


def check_open(stock: Stock) -> None:
    """Problem paused or ended: nobody joins a line that leads nowhere."""
    if stock.status != "running":
        slug = "paused" if stock.status == "paused" else "ended"
        raise Problem(slug, detail=REFUSALS[slug])
    if stock.now >= stock.claim_until:
        raise Problem("ended", detail=REFUSALS["ended"])


async def check_eligible(caller: Caller, perk: PerkRow) -> None:
    """Problem not-eligible with each condition that is not met."""
    today = clock.day_of(perk.now)
    answer = explain(perk.terms.eligibility, await facts_of_person(caller.id, today), today)
    if not answer.eligible:
        raise not_eligible(answer)


async def check_free(held: Connection, perk: PerkRow, account: int, per_person: int) -> None:
    """Problem already-claimed or conflict: who has all that one may have, or stands in line."""
    if await held.fetchval(_LIVING, perk.id, account):
        raise Problem("conflict", detail="您已经在排队了，不用再报一次")
    if await held.fetchval(_HELD, perk.id, account) >= per_person:
        raise Problem("already-claimed", detail=f"每人限领 {per_person} 张，您已领过")


async def leave_line(caller: Caller, public_id: str, key: str) -> OwnTurn:
    """Leave a waitlist, or take an entry for a draw back; one may come again while it is open.

    Problem not-found, or conflict when the caller stands in no line.
    """
    perk = await get_perk(public_id)

    async def effect(held: Connection) -> OwnTurn:
        await lock_stock(held, perk.id)
        account = await account_of(held, caller)
        number = await held.fetchval(_LEAVE, perk.id, account)
        if number is None:
            raise Problem("conflict", detail="您现在没有在排队")
        await note(held, "draw" if number else "join", "left", perk.id, account)
        await forget_perk(public_id)
        return OwnTurn(turn=await find_own_turn(caller.id, public_id))

    return await once(asked_of(caller.id, "perk-leave", key, public_id), OwnTurn, effect)


async def account_of(held: Connection, caller: Caller) -> int:
    """The key of the caller's account; Problem unauthenticated when it is closed."""
    account: int | None = await held.fetchval(_ACCOUNT, read_public_id(caller.id))
    if account is None:
        raise Problem("unauthenticated")
    return account


async def note(held: Connection, kind: str, outcome: str, perk_id: int, account: int) -> None:
    """An attempt with an effect, on record in its transaction."""
    await held.execute(_NOTE, kind, outcome, perk_id, account)
