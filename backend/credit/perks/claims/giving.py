"""Giving out vouchers of one perk, one or many in a transaction: the same statements for both.

Order: the stock row (locked: from here on nobody else takes of this perk) and the keys of
idempotency; a look at answers and free numbers; vouchers, stock, attempts and answers. Each of the
three is one statement, since every round trip is time in which the whole queue waits. CHECK,
UNIQUE and triggers would refuse whatever these statements got wrong. Why so: decision 0032.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec

from credit.kit.db import Connection, transaction
from credit.kit.idempotency import Asked, check_same, in_flight
from credit.kit.problems import Problem
from credit.perks.availability import drop_here, forget_perk
from credit.perks.claims.queries import view_of_row
from credit.perks.claims.rules import affordable
from credit.perks.claims.schemas import ClaimView
from credit.perks.programme.rows import terms_of
from credit.perks.programme.rules.terms import Terms, usable_until

# The stock row first: who shares it waits here; a key that is under way elsewhere is not waited
# for. A statement of its own: what is read after it is as new as the locks.
_LOCK: Final = """
WITH stock AS MATERIALIZED (SELECT perk_id FROM perk_stock WHERE perk_id = $1 FOR UPDATE)
SELECT pg_try_advisory_xact_lock(k.lock) AS got
FROM unnest($2::bigint[]) WITH ORDINALITY AS k (lock, place) LEFT JOIN stock ON true
ORDER BY k.place
"""
# The day on which the running period (a `Period` of the terms) begins; null without periods.
PERIOD_DAY: Final = """CASE WHEN p.period <> '' THEN
      date_trunc(p.period, statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date END"""
# For each wish: the answer that its key has, or which numbers its holder has left; the stock row
# is locked, so nobody adds to them meanwhile. The perk stands in every row, its terms in the first.
# LIMIT 1 keeps the planner at one look into an index for each wish: in a rush its statistics are
# old, and it would read all accounts and keys for every batch.
_LOOK: Final = f"""
WITH s AS MATERIALIZED (
  SELECT p.id, p.public_id::text, p.status, p.version, p.claim_from, p.claim_until, p.per_person,
    p.per_period, p.uses, p.value_fen, p.reserve_seconds, t.left_count, t.open_fen, t.spent_fen,
    t.cap_fen, CASE WHEN t.draw_only THEN t.left_count ELSE t.waiting END AS spoken_for,
    v.terms, statement_timestamp() AS now,
    {PERIOD_DAY} AS day
  FROM perk_stock t JOIN perk p ON p.id = t.perk_id
  JOIN perk_version v ON v.perk_id = p.id AND v.number = p.version WHERE t.perk_id = $1
), w AS (
  SELECT u.*, a.id AS account_id, coalesce(u.subject_id, a.id) AS holder
  FROM unnest($2::text[], $3::text[], $4::uuid[], $5::bigint[]) WITH ORDINALITY
    AS u (scope, key, account, subject_id, place)
  LEFT JOIN LATERAL (
    SELECT id FROM account WHERE public_id = u.account AND active LIMIT 1) AS a ON true
)
SELECT w.account_id, w.holder, i.fingerprint, i.answer, s.id, s.public_id, s.status, s.version,
  s.claim_from, s.claim_until, s.uses, s.value_fen, s.reserve_seconds, s.left_count, s.open_fen,
  s.spent_fen, s.cap_fen, s.spoken_for,
  CASE WHEN w.place = 1 THEN s.terms END AS terms, s.now, s.day,
  (SELECT min(n) FROM generate_series(0, s.per_person - 1) AS n WHERE NOT EXISTS (
    SELECT FROM perk_claim c WHERE c.perk_id = s.id AND c.holder = w.holder AND c.seq = n
      AND c.state NOT IN ('cancelled', 'lapsed'))) AS seq,
  CASE WHEN s.day IS NULL THEN 0 ELSE (
    SELECT min(n) FROM generate_series(0, s.per_period - 1) AS n WHERE NOT EXISTS (
      SELECT FROM perk_claim c WHERE c.perk_id = s.id AND c.holder = w.holder
        AND c.period_day = s.day AND c.period_seq = n AND c.state NOT IN ('cancelled', 'lapsed')))
  END AS period_seq
FROM w LEFT JOIN s ON true
LEFT JOIN LATERAL (
  SELECT fingerprint, answer FROM idempotency_key WHERE scope = w.scope AND key = w.key LIMIT 1
) AS i ON true
ORDER BY w.place
"""  # noqa: S608 - constants
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
# Vouchers, stock, attempts and the answers under their keys: all in one statement.
_GIVE: Final = """
WITH g AS MATERIALIZED (
  SELECT * FROM unnest($8::uuid[], $9::bigint[], $10::bigint[], $11::bigint[], $12::int[],
      $13::int[], $14::timestamptz[], $15::text[], $16::text[], $17::bytea[], $18::bytea[])
    AS g (public_id, account_id, subject_id, holder, seq, period_seq, reserved_until, scope, key,
      fingerprint, answer)
), made AS (
  INSERT INTO perk_claim (public_id, perk_id, version, account_id, subject_id, holder, seq,
    period_day, period_seq, state, reserved_until, claimed_at, usable_until, uses_left, open_fen)
  SELECT g.public_id, $1, $2, g.account_id, g.subject_id, g.holder, g.seq, $3, g.period_seq,
    CASE WHEN g.reserved_until IS NULL THEN 'claimed' ELSE 'reserved' END, g.reserved_until, $4,
    $5, $6, $7
  FROM g RETURNING id, account_id, state
), taken AS (
  UPDATE perk_stock SET left_count = left_count - (SELECT count(*)::int FROM made),
    open_fen = open_fen + (SELECT count(*) FROM made) * $7
  WHERE perk_id = $1
), kept AS (
  INSERT INTO idempotency_key (scope, key, fingerprint, answer, at)
  SELECT scope, key, fingerprint, answer, now() FROM g
)
INSERT INTO perk_attempt (kind, perk_id, claim_id, account_id)
SELECT CASE state WHEN 'reserved' THEN 'reserve' ELSE 'claim' END, $1, id, account_id FROM made
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
    holder: int
    seq: int
    period_seq: int


Outcome = ClaimView | Problem


async def give_out(perk_id: int, wishes: Sequence[Wish]) -> list[Outcome]:
    """One outcome a wish, in order, all in one transaction. At most one wish a holder and key.

    Three statements, whatever the number of wishes. Raises what the database raises; then nothing
    has happened.
    """
    async with transaction() as held:
        locks = await held.fetch(_LOCK, perk_id, [wish.asked.lock for wish in wishes])
        rows = await _look(held, perk_id, wishes)
        outcomes: dict[int, Outcome] = {}
        for place, (lock, row) in enumerate(zip(locks, rows, strict=True)):
            if not lock["got"]:
                outcomes[place] = in_flight()
            elif row["fingerprint"] is not None:
                outcomes[place] = _replay(wishes[place].asked, row)
        fresh = [place for place in range(len(wishes)) if place not in outcomes]
        if fresh:
            outcomes |= await _give(held, perk_id, wishes, rows, fresh)
    return [outcomes[place] for place in range(len(wishes))]


async def _look(held: Connection, perk_id: int, wishes: Sequence[Wish]) -> Sequence[Any]:
    rows: Sequence[Any] = await held.fetch(
        _LOOK, perk_id, [w.asked.scope for w in wishes], [w.asked.key for w in wishes],
        [w.account for w in wishes], [w.subject_id for w in wishes],
    )  # fmt: skip
    return rows


def _replay(asked: Asked, row: Any) -> Outcome:
    try:
        check_same(asked, row["fingerprint"])
    except Problem as problem:
        return problem
    return msgspec.json.decode(row["answer"], type=ClaimView)


async def _give(
    held: Connection, perk_id: int, wishes: Sequence[Wish], rows: Sequence[Any], fresh: list[int]
) -> dict[int, Outcome]:
    """The outcomes of the wishes at the places `fresh`."""
    stock = rows[0]
    if refused := _refusal(stock):
        return dict.fromkeys(fresh, refused)
    most = _affordable(stock)
    if most < len(fresh) and await held.fetchval(LAPSE, perk_id):
        rows = await _look(held, perk_id, wishes)
        stock = rows[0]
        most = _affordable(stock)
    terms = terms_of(stock["terms"])
    sold_out: Outcome = Problem("sold-out", detail="这项权益已经领完")
    outcomes = dict.fromkeys(fresh, sold_out)
    places = _places(terms, wishes, rows, outcomes)
    if places := places[:most]:
        await _write(held, stock, terms, places, wishes, outcomes)
    if places and most == len(places):
        await forget_perk(stock["public_id"])
    elif most == 0:
        drop_here(stock["public_id"])
    return outcomes


def _affordable(stock: Any) -> int:
    """How many are there for who just comes: those that others wait for are not."""
    return affordable(
        spoken_for=stock["spoken_for"],
        left=stock["left_count"],
        open_fen=stock["open_fen"],
        spent_fen=stock["spent_fen"],
        cap_fen=stock["cap_fen"],
        value_fen=stock["value_fen"],
    )


def _refusal(stock: Any) -> Problem | None:
    """Why nothing is given now, by the database's time; None when it may be."""
    if stock["status"] in (None, "draft"):
        return Problem("not-found", detail="没有这项权益")
    if stock["status"] != "running":
        return Problem("paused" if stock["status"] == "paused" else "ended")
    if stock["now"] < stock["claim_from"]:
        return Problem("not-started", detail="领取还没有开始")
    if stock["now"] >= stock["claim_until"]:
        return Problem("ended", detail="领取已经结束")
    return None


def _places(
    terms: Terms, wishes: Sequence[Wish], rows: Sequence[Any], outcomes: dict[int, Outcome]
) -> list[_Place]:
    """Who gets one, first come first; the others' outcomes say why not."""
    places: list[_Place] = []
    for place in outcomes:
        row = rows[place]
        if row["account_id"] is None:
            outcomes[place] = Problem("unauthenticated")
        elif row["seq"] is None or row["period_seq"] is None:
            outcomes[place] = _claimed_already(terms, row["seq"] is None)
        elif wishes[place].reserve and not row["reserve_seconds"]:
            outcomes[place] = Problem("invalid-input", errors=[("reserve", "这项权益不能预留")])
        else:
            numbers = (row["account_id"], row["holder"], row["seq"], row["period_seq"])
            places.append(_Place(place, *numbers))
    return places


def _claimed_already(terms: Terms, in_all: bool) -> Problem:
    if in_all:
        return Problem("already-claimed", detail=f"每人限领 {terms.quota.per_person} 张，您已领过")
    word = {"day": "今天", "week": "本周", "month": "本月"}[terms.quota.period]
    return Problem("already-claimed", detail=f"{word}的名额您已领过")


async def _write(
    held: Connection,
    stock: Any,
    terms: Terms,
    places: Sequence[_Place],
    wishes: Sequence[Wish],
    outcomes: dict[int, Outcome],
) -> None:
    now: datetime = stock["now"]
    until, uses, value = usable_until(terms.windows, now), stock["uses"], stock["value_fen"]
    kept_until = now + timedelta(seconds=stock["reserve_seconds"])
    columns: list[tuple[Any, ...]] = []
    for each in places:
        wish, public_id = wishes[each.place], uuid4()
        reserved_until = kept_until if wish.reserve else None
        values = {
            "public_id": public_id, "state": "reserved" if wish.reserve else "claimed",
            "claimed_at": now, "usable_until": until, "reserved_until": reserved_until,
            "uses_left": uses, "open_fen": value, "state_reason": "", "legal_basis": "",
        }  # fmt: skip
        view = outcomes[each.place] = view_of_row(values, stock["public_id"], terms)
        asked = wish.asked
        columns.append((
            public_id, each.account_id, wish.subject_id, each.holder, each.seq, each.period_seq,
            reserved_until, asked.scope, asked.key, asked.fingerprint, msgspec.json.encode(view),
        ))  # fmt: skip
    await held.execute(
        _GIVE, stock["id"], stock["version"], stock["day"], now, until, uses, value,
        *map(list, zip(*columns, strict=True)),
    )  # fmt: skip
