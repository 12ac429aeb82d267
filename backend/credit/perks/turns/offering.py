"""Offering what came free to the next in line: a voucher that is kept for a while, and a notice.

One person a transaction: the stock row is locked first, as by whoever takes of it, then the first
in line is looked at again. Killed between two, it goes on with the next; run twice at once, the
second waits for the lock and finds the next one.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account
from credit.kit import clock
from credit.kit.db import Connection, connection, transaction
from credit.perks.availability import forget_perk
from credit.perks.claims.giving import LAPSE, PERIOD_DAY
from credit.perks.claims.rules import affordable
from credit.perks.programme.facts import facts_of_person
from credit.perks.programme.rows import terms_of
from credit.perks.programme.rules.eligibility import explain
from credit.perks.programme.rules.terms import Terms, usable_until
from credit.perks.turns.queries import Stock, lock_stock

OFFER: Final = register_kind("perks.offer", "轮到您了")
PASSED: Final = register_kind("perks.passed_over", "候补结果")
# For those who still wait when new terms have no waitlist any more.
DEFAULT_HOURS: Final = 24
_DUE: Final = """
SELECT t.perk_id FROM perk_stock t JOIN perk p ON p.id = t.perk_id
WHERE t.waiting > 0 AND p.status = 'running' AND p.claim_until > now()
  AND (t.left_count > 0 OR EXISTS (SELECT FROM perk_claim c WHERE c.perk_id = t.perk_id
    AND c.state = 'reserved' AND c.reserved_until <= now()))
ORDER BY t.perk_id LIMIT 1000
"""
_FIRST: Final = """
SELECT q.id, q.account_id, q.number, q.rank, a.public_id::text AS account, a.active,
  (SELECT min(n) FROM generate_series(0, $2::int - 1) AS n WHERE NOT EXISTS (
    SELECT FROM perk_claim c WHERE c.perk_id = $1 AND c.holder = q.account_id AND c.seq = n
      AND c.state NOT IN ('cancelled', 'lapsed'))) AS seq
FROM perk_turn q JOIN account a ON a.id = q.account_id
WHERE q.perk_id = $1 AND q.state = 'waiting' ORDER BY q.rank, q.id LIMIT 1
"""
_PERIOD: Final = f"""
SELECT d.day, CASE WHEN d.day IS NULL THEN 0 ELSE (
  SELECT min(n) FROM generate_series(0, p.per_period - 1) AS n WHERE NOT EXISTS (
    SELECT FROM perk_claim c WHERE c.perk_id = p.id AND c.holder = $2 AND c.period_day = d.day
      AND c.period_seq = n AND c.state NOT IN ('cancelled', 'lapsed'))) END AS seq
FROM perk p, LATERAL (SELECT {PERIOD_DAY} AS day) AS d WHERE p.id = $1
"""  # noqa: S608 - constants
_SKIP: Final = """
UPDATE perk_turn SET state = 'unfit', reason = $2, ended_at = statement_timestamp() WHERE id = $1
"""
_MAKE: Final = """
INSERT INTO perk_claim (public_id, perk_id, version, account_id, holder, seq, period_day,
  period_seq, state, reserved_until, claimed_at, usable_until, uses_left, open_fen)
VALUES (gen_random_uuid(), $1, $2, $3, $3, $4, $5, $6, 'reserved', $7, $8, $9, $10, $11)
RETURNING id, public_id::text
"""
_OFFERED: Final = """
UPDATE perk_turn SET state = 'offered', claim_id = $2, ended_at = $3 WHERE id = $1
"""
# After the turn's own statement: its trigger has counted it out of the line.
_TAKE: Final = """
WITH taken AS (
  UPDATE perk_stock SET left_count = left_count - 1, open_fen = open_fen + $2,
    kept_count = least(kept_count, left_count - 1)
  WHERE perk_id = $1
)
INSERT INTO perk_attempt (kind, perk_id, claim_id, account_id) VALUES ('reserve', $1, $3, $4)
"""


async def offer_due() -> int:
    """Offers everywhere where something is free and somebody waits; returns how many offers."""
    async with connection() as held:
        due = [row["perk_id"] for row in await held.fetch(_DUE)]
    return sum([await offer_all(perk_id) for perk_id in due])


async def offer_all(perk_id: int) -> int:
    """Offers of one perk until nothing is free or nobody waits; returns how many."""
    offers = 0
    while True:
        async with transaction() as held:
            done = await _offer_next(held, perk_id)
        if done is None:
            return offers
        offers += done


async def _offer_next(held: Connection, perk_id: int) -> int | None:
    """1: an offer was made; 0: somebody was passed over; None: nothing to do."""
    stock = await lock_stock(held, perk_id)
    if stock is None or not stock.waiting or stock.status != "running":
        return None
    if stock.now >= stock.claim_until:
        return None
    if not _free(stock):
        if not await held.fetchval(LAPSE, perk_id):
            return None
        stock = await lock_stock(held, perk_id)
    if stock is None or not _free(stock):
        return None
    first = await held.fetchrow(_FIRST, perk_id, stock.per_person)
    terms = terms_of(stock.terms)
    await forget_perk(stock.perk)
    if why := await _unfit(first, terms, stock.now):
        await _pass_over(held, first, stock, terms, why)
        return 0
    return await _offer(held, perk_id, first, stock, terms)


def _free(stock: Stock) -> int:
    return affordable(
        left=stock.left_count,
        open_fen=stock.open_fen,
        spent_fen=stock.spent_fen,
        cap_fen=stock.cap_fen,
        value_fen=stock.value_fen,
    )


async def _unfit(first: Any, terms: Terms, now: datetime) -> str:
    """Why the first in line gets none after all; empty when they do."""
    if not first["active"]:
        return "账号已停用"
    if first["seq"] is None:
        return f"每人限领 {terms.quota.per_person} 张，您已领过"
    today = clock.day_of(now)
    answer = explain(terms.eligibility, await facts_of_person(first["account"], today), today)
    if answer.eligible:
        return ""
    check = next(check for check in answer.checks if not check.met)
    return f"{check.condition}：{check.found}"[:300]


async def _pass_over(held: Connection, first: Any, stock: Stock, terms: Terms, why: str) -> None:
    await held.execute(_SKIP, first["id"], why)
    message = Message(
        kind=PASSED,
        title="有一项权益这次没有轮给您",
        body=f"{terms.title}：轮到您时条件没有满足（{why}）。名额已给下一位；条件恢复后可以再报名。",
        link=f"/perks/{stock.perk}",
    )
    await tell_account(first["account"], message, dedupe=f"perk-unfit:{first['id']}")


async def _offer(held: Connection, perk_id: int, first: Any, stock: Stock, terms: Terms) -> int:
    account, now = first["account_id"], stock.now
    period = await held.fetchrow(_PERIOD, perk_id, account)
    if period["seq"] is None:
        await _pass_over(held, first, stock, terms, "本周期的名额您已领过")
        return 0
    until = min(now + timedelta(hours=_hours(terms)), stock.claim_until)
    made = await held.fetchrow(
        _MAKE, perk_id, stock.version, account, first["seq"], period["day"], period["seq"], until,
        now, usable_until(terms.windows, now), stock.uses, stock.value_fen,
    )  # fmt: skip
    await held.execute(_OFFERED, first["id"], made["id"], now)
    await held.execute(_TAKE, perk_id, stock.value_fen, made["id"], account)
    message = _message(terms, until, made["public_id"], first["number"])
    await tell_account(first["account"], message, dedupe=f"perk-offer:{made['public_id']}")
    return 1


def _hours(terms: Terms) -> int:
    return terms.draw.accept_hours if terms.draw else terms.waitlist_hours or DEFAULT_HOURS


def _message(terms: Terms, until: datetime, claim: str, number: str) -> Message:
    end = until.astimezone(clock.SHANGHAI)
    when = f"{end.month} 月 {end.day} 日 {end:%H:%M}"
    why = f"您的编号 {number} 中签了" if number else "候补轮到您了"
    return Message(
        kind=OFFER,
        title="有一张权益为您留着",
        body=f"{terms.title}：{why}，为您留到 {when}。不领就会给下一位，不影响别的权益。",
        link=f"/perks/mine/{claim}",
    )
