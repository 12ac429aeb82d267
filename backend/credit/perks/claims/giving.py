"""Giving out vouchers of one perk, one or many in a transaction: the same statements for both.

Order: keys of idempotency, the stock row (locked: from here on nobody else takes of this perk),
vouchers and stock in one statement, attempts, answers. CHECK, UNIQUE and triggers would refuse
whatever these statements got wrong. Why so: decision 0032.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.kit.db import Connection, transaction
from credit.kit.idempotency import Asked, check_same, in_flight
from credit.kit.problems import Problem
from credit.perks.availability import drop_here, forget_perk
from credit.perks.claims.queries import view_of_row
from credit.perks.claims.rules import affordable
from credit.perks.claims.schemas import ClaimView
from credit.perks.programme.rows import terms_of
from credit.perks.programme.rules.terms import Terms, period_day, usable_until

_LOCKS: Final = "SELECT pg_try_advisory_xact_lock(k) AS got FROM unnest($1::bigint[]) AS k"
_KNOWN: Final = """
SELECT w.place, i.fingerprint, i.answer
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w (scope, key, place)
JOIN idempotency_key i ON i.scope = w.scope AND i.key = w.key
"""
# A statement of its own: what is read after it is as new as the lock.
_LOCK_STOCK: Final = "SELECT FROM perk_stock WHERE perk_id = $1 FOR UPDATE"
_STOCK: Final = """
SELECT p.id, p.public_id::text, p.status, p.version, p.claim_from, p.claim_until, p.per_person,
  p.per_period, p.uses, p.value_fen, p.reserve_seconds, t.left_count, t.open_fen, t.spent_fen,
  t.cap_fen, (SELECT terms FROM perk_version v WHERE v.perk_id = p.id AND v.number = p.version)
    AS terms, statement_timestamp() AS now
FROM perk_stock t JOIN perk p ON p.id = t.perk_id WHERE t.perk_id = $1
"""
# Reservations that ran out go back into stock as soon as somebody asks (also by a job).
LAPSE: Final = """
WITH gone AS (
  UPDATE perk_claim SET state = 'lapsed', open_fen = 0
  FROM (SELECT id AS old_id, open_fen AS was FROM perk_claim
        WHERE perk_id = $1 AND state = 'reserved' AND reserved_until <= statement_timestamp()
        FOR UPDATE SKIP LOCKED) AS old
  WHERE id = old_id RETURNING id, account_id, was
), noted AS (
  INSERT INTO perk_attempt (kind, perk_id, claim_id, account_id)
  SELECT 'lapse', $1, id, account_id FROM gone
)
UPDATE perk_stock t SET left_count = t.left_count + n.count, open_fen = t.open_fen - n.fen
FROM (SELECT count(*)::int AS count, coalesce(sum(was), 0)::bigint AS fen FROM gone) AS n
WHERE t.perk_id = $1 AND n.count > 0 RETURNING n.count
"""
# Which numbers the holders have left; the stock row is locked, so nobody adds to them meanwhile.
_NUMBERS: Final = """
SELECT w.place, (SELECT min(n) FROM generate_series(0, $4 - 1) AS n WHERE NOT EXISTS (
    SELECT FROM perk_claim c WHERE c.perk_id = $1 AND c.holder = w.holder AND c.seq = n
      AND c.state NOT IN ('cancelled', 'lapsed'))) AS seq,
  CASE WHEN $5::date IS NULL THEN 0 ELSE (
    SELECT min(n) FROM generate_series(0, $6 - 1) AS n WHERE NOT EXISTS (
      SELECT FROM perk_claim c WHERE c.perk_id = $1 AND c.holder = w.holder
        AND c.period_day = $5 AND c.period_seq = n AND c.state NOT IN ('cancelled', 'lapsed')))
  END AS period_seq, w.account_id, w.holder
FROM (SELECT u.place, a.id AS account_id, coalesce(u.subject_id, a.id) AS holder
      FROM unnest($2::uuid[], $3::bigint[]) WITH ORDINALITY AS u (account, subject_id, place)
      JOIN account a ON a.public_id = u.account AND a.active) AS w
"""
_GIVE: Final = """
WITH made AS (
  INSERT INTO perk_claim (public_id, perk_id, version, account_id, subject_id, holder, seq,
    period_day, period_seq, state, reserved_until, claimed_at, usable_until, uses_left, open_fen)
  SELECT gen_random_uuid(), $1, $2, g.account_id, g.subject_id, g.holder, g.seq, $3, g.period_seq,
    CASE WHEN g.reserve THEN 'reserved' ELSE 'claimed' END,
    CASE WHEN g.reserve THEN $4::timestamptz + make_interval(secs => $5) END, $4, $6, $7, $8
  FROM unnest($9::bigint[], $10::bigint[], $11::bigint[], $12::int[], $13::int[], $14::bool[])
    AS g (account_id, subject_id, holder, seq, period_seq, reserve)
  RETURNING id, public_id, account_id, holder, state, claimed_at, usable_until, reserved_until,
    uses_left, open_fen
), taken AS (
  UPDATE perk_stock SET left_count = left_count - (SELECT count(*)::int FROM made),
    open_fen = open_fen + (SELECT count(*) FROM made) * $8
  WHERE perk_id = $1
), noted AS (
  INSERT INTO perk_attempt (kind, perk_id, claim_id, account_id)
  SELECT CASE state WHEN 'reserved' THEN 'reserve' ELSE 'claim' END, $1, id, account_id FROM made
)
SELECT * FROM made
"""
_KEEP: Final = """
INSERT INTO idempotency_key (scope, key, fingerprint, answer, at)
SELECT k.*, now() FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[]) AS k
"""


class Wish(msgspec.Struct, frozen=True):
    """One request for a voucher: by an account, perhaps for a subject that it acts for."""

    account: UUID
    subject_id: int | None
    reserve: bool
    asked: Asked


class _Place(msgspec.Struct, frozen=True):
    """A wish that can be met, and with which numbers."""

    place: int
    account_id: int
    subject_id: int | None
    holder: int
    seq: int
    period_seq: int
    reserve: bool


Outcome = ClaimView | Problem


async def give_out(perk_id: int, wishes: Sequence[Wish]) -> list[Outcome]:
    """One outcome a wish, in order, all in one transaction. At most one wish a holder and key.

    Raises what the database raises; then nothing has happened.
    """
    async with transaction() as held:
        outcomes = await _known(held, wishes)
        fresh = [place for place in range(len(wishes)) if place not in outcomes]
        if fresh:
            given = await _give(held, perk_id, [wishes[place] for place in fresh])
            outcomes |= dict(zip(fresh, given, strict=True))
    return [outcomes[place] for place in range(len(wishes))]


async def _known(held: Connection, wishes: Sequence[Wish]) -> dict[int, Outcome]:
    """What can be answered without giving: under way elsewhere, or answered before."""
    locks = await held.fetch(_LOCKS, [wish.asked.lock for wish in wishes])
    found: dict[int, Outcome] = {
        place: in_flight() for place, lock in enumerate(locks) if not lock["got"]
    }
    scopes, keys = [w.asked.scope for w in wishes], [w.asked.key for w in wishes]
    for row in await held.fetch(_KNOWN, scopes, keys):
        place = row["place"] - 1
        if place not in found:
            found[place] = _replay(wishes[place].asked, row)
    return found


def _replay(asked: Asked, row: Any) -> Outcome:
    try:
        check_same(asked, row["fingerprint"])
    except Problem as problem:
        return problem
    return msgspec.json.decode(row["answer"], type=ClaimView)


async def _give(held: Connection, perk_id: int, wishes: Sequence[Wish]) -> list[Outcome]:
    await held.execute(_LOCK_STOCK, perk_id)
    stock = await held.fetchrow(_STOCK, perk_id)
    if refused := _refusal(stock):
        return [refused] * len(wishes)
    stock = dict(stock)
    most = _affordable(stock)
    if most < len(wishes) and await held.fetchval(LAPSE, perk_id):
        stock = dict(await held.fetchrow(_STOCK, perk_id))
        most = _affordable(stock)
    terms = terms_of(stock["terms"])
    outcomes: list[Outcome] = [Problem("sold-out", detail="这项权益已经领完")] * len(wishes)
    places = await _places(held, stock, terms, wishes, outcomes)
    if places := places[:most]:
        await _write(held, stock, terms, places, wishes, outcomes)
    if places and most == len(places):
        await forget_perk(stock["public_id"])
    elif most == 0:
        drop_here(stock["public_id"])
    return outcomes


def _affordable(stock: dict[str, Any]) -> int:
    return affordable(
        left=stock["left_count"],
        open_fen=stock["open_fen"],
        spent_fen=stock["spent_fen"],
        cap_fen=stock["cap_fen"],
        value_fen=stock["value_fen"],
    )


def _refusal(stock: Any) -> Problem | None:
    """Why nothing is given now, by the database's time; None when it may be."""
    if stock is None or stock["status"] == "draft":
        return Problem("not-found", detail="没有这项权益")
    if stock["status"] != "running":
        return Problem("paused" if stock["status"] == "paused" else "ended")
    if stock["now"] < stock["claim_from"]:
        return Problem("not-started", detail="领取还没有开始")
    if stock["now"] >= stock["claim_until"]:
        return Problem("ended", detail="领取已经结束")
    return None


async def _places(
    held: Connection,
    stock: dict[str, Any],
    terms: Terms,
    wishes: Sequence[Wish],
    outcomes: list[Outcome],
) -> list[_Place]:
    """Who gets one, first come first; the others' outcomes say why not."""
    day = period_day(terms.quota.period, stock["now"])
    rows = await held.fetch(
        _NUMBERS, stock["id"], [w.account for w in wishes], [w.subject_id for w in wishes],
        stock["per_person"], day, stock["per_period"],
    )  # fmt: skip
    found = {row["place"] - 1: row for row in rows}
    places: list[_Place] = []
    for place, wish in enumerate(wishes):
        row = found.get(place)
        if row is None:
            outcomes[place] = Problem("unauthenticated")
        elif row["seq"] is None or row["period_seq"] is None:
            outcomes[place] = _claimed_already(terms, row["seq"] is None)
        elif wish.reserve and not stock["reserve_seconds"]:
            outcomes[place] = Problem("invalid-input", errors=[("reserve", "这项权益不能预留")])
        else:
            numbers = (row["account_id"], wish.subject_id, row["holder"], row["seq"])
            places.append(_Place(place, *numbers, row["period_seq"], wish.reserve))
    return places


def _claimed_already(terms: Terms, in_all: bool) -> Problem:
    if in_all:
        return Problem("already-claimed", detail=f"每人限领 {terms.quota.per_person} 张，您已领过")
    word = {"day": "今天", "week": "本周", "month": "本月"}[terms.quota.period]
    return Problem("already-claimed", detail=f"{word}的名额您已领过")


async def _write(
    held: Connection,
    stock: dict[str, Any],
    terms: Terms,
    places: Sequence[_Place],
    wishes: Sequence[Wish],
    outcomes: list[Outcome],
) -> None:
    now: datetime = stock["now"]
    columns = [
        [getattr(place, name) for place in places]
        for name in ("account_id", "subject_id", "holder", "seq", "period_seq", "reserve")
    ]
    rows = await held.fetch(
        _GIVE, stock["id"], stock["version"], period_day(terms.quota.period, now), now,
        float(stock["reserve_seconds"]), usable_until(terms.windows, now), stock["uses"],
        stock["value_fen"], *columns,
    )  # fmt: skip
    made = {row["holder"]: view_of_row(row, stock["public_id"], terms.title) for row in rows}
    kept: list[tuple[str, str, bytes, bytes]] = []
    for place in places:
        view = outcomes[place.place] = made[place.holder]
        asked = wishes[place.place].asked
        kept.append((asked.scope, asked.key, asked.fingerprint, msgspec.json.encode(view)))
    await held.execute(_KEEP, *map(list, zip(*kept, strict=True)))
