"""Reading turns: one's own, and how all lines stand."""

from typing import Any, Final

import msgspec

from credit.identity.queries import read_public_id
from credit.kit.caller import Caller
from credit.kit.db import Connection, connection
from credit.perks.programme.rows import terms_of
from credit.perks.turns.rules import roughly, standing_of
from credit.perks.turns.schemas import LinePage, LineView, TurnView

MAX_SHOWN: Final = 200
_OWN: Final = """
SELECT q.id, p.public_id::text AS perk, q.state, q.joined_at, q.number, q.rank, q.reason,
  c.public_id::text AS claim, c.state AS claim_state, c.reserved_until AS kept_until,
  CASE WHEN q.state = 'waiting' THEN (
    SELECT count(*)::int FROM perk_turn o WHERE o.perk_id = q.perk_id AND o.state = 'waiting'
      AND (coalesce(o.rank, 0), o.id) < (coalesce(q.rank, 0), q.id)) END AS ahead
FROM perk_turn q JOIN perk p ON p.id = q.perk_id JOIN account a ON a.id = q.account_id
LEFT JOIN perk_claim c ON c.id = q.claim_id
WHERE p.public_id = $1 AND a.public_id = $2 ORDER BY q.id DESC LIMIT 1
"""
_LINES: Final = """
SELECT p.public_id::text AS perk, v.terms, p.status, t.left_count AS left, t.issued, t.waiting,
  t.draw_only AS by_draw, n.offered, n.taken, n.missed, n.unfit,
  coalesce(d.state, '') AS draw_state,
  CASE WHEN d.state = 'open' THEN n.entered ELSE coalesce(d.entries, 0) END AS entries,
  d.enter_from, d.enter_until, d.draw_at, coalesce(d.public_source, '') AS public_source,
  coalesce(d.public_number, '') AS public_number,
  coalesce(d.public_number_by = $1, false) AS public_number_own,
  coalesce(d.public_number_confirmed_by <> '', false) AS public_number_confirmed
FROM perk p JOIN perk_stock t ON t.perk_id = p.id
JOIN perk_version v ON v.perk_id = p.id AND v.number = p.version
LEFT JOIN perk_draw d ON d.perk_id = p.id
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE q.state = 'entered')::int AS entered,
    count(*) FILTER (WHERE c.state = 'reserved')::int AS offered,
    count(*) FILTER (WHERE c.state NOT IN ('reserved', 'lapsed'))::int AS taken,
    count(*) FILTER (WHERE c.state = 'lapsed')::int AS missed,
    count(*) FILTER (WHERE q.state = 'unfit')::int AS unfit
  FROM perk_turn q LEFT JOIN perk_claim c ON c.id = q.claim_id WHERE q.perk_id = p.id) AS n
WHERE t.draw_only OR t.waiting > 0 OR (v.terms::jsonb ->> 'waitlistHours')::int > 0
ORDER BY (p.status = 'ended'), (t.waiting = 0), p.id DESC LIMIT $2
"""


async def find_own_turn(account: str, perk: str) -> TurnView | None:
    """The account's newest turn for a perk; public ids."""
    async with connection() as held:
        row = await held.fetchrow(_OWN, read_public_id(perk), read_public_id(account))
    return turn_of(row) if row else None


def turn_of(row: Any) -> TurnView:
    """A stored turn for its person."""
    standing = standing_of(row["state"], row["claim_state"])
    return TurnView(
        perk=row["perk"],
        standing=standing,
        joined_at=row["joined_at"],
        number=row["number"],
        rank=row["rank"],
        ahead=None if row["ahead"] is None else roughly(row["ahead"]),
        claim=row["claim"],
        kept_until=row["kept_until"] if standing == "offered" else None,
        reason=row["reason"],
    )


async def list_lines(caller: Caller) -> LinePage:
    """Waitlists and draws of all perks, as counts; at most 200."""
    async with connection() as held:
        rows = await held.fetch(_LINES, caller.id, MAX_SHOWN)
    return LinePage(items=[_line(row) for row in rows])


def _line(row: Any) -> LineView:
    values = dict(row)
    return LineView(**values | {"title": terms_of(values.pop("terms")).title})


class Stock(msgspec.Struct, frozen=True):
    """What may be offered of a perk; the stock row is locked."""

    perk: str
    status: str
    version: int
    uses: int
    value_fen: int
    per_person: int
    claim_until: Any
    left_count: int
    open_fen: int
    spent_fen: int
    cap_fen: int
    waiting: int
    draw_only: bool
    terms: str
    now: Any


_LOCK: Final = "SELECT FROM perk_stock WHERE perk_id = $1 FOR UPDATE"
_STOCK: Final = """
SELECT p.public_id::text AS perk, p.status, p.version, p.uses, p.value_fen, p.per_person,
  p.claim_until, t.left_count, t.open_fen, t.spent_fen, t.cap_fen, t.waiting, t.draw_only, v.terms,
  statement_timestamp() AS now
FROM perk_stock t JOIN perk p ON p.id = t.perk_id
JOIN perk_version v ON v.perk_id = p.id AND v.number = p.version WHERE t.perk_id = $1
"""


async def lock_stock(held: Connection, perk_id: int) -> Stock | None:
    """The stock of a perk, locked first as by whoever takes of it; None before it ran."""
    await held.execute(_LOCK, perk_id)
    row = await held.fetchrow(_STOCK, perk_id)
    return Stock(**row) if row else None
