"""Reconciling (对账): what the counters say against what the rows say, in one snapshot.

Laws, for each perk:
    waiting       people in line = turns that wait
    issued        issued = left + reserved + claimed + redeemed + expired + revoked
    open          money that living vouchers may cost = sum over the vouchers
    spent         money spent = uses minus what was taken back
    ledger        the same in the ledger: paid out of the perk's account minus paid back
    places        uses counted for places and days = uses not taken back
    statements    no signed amount differs from its lines
Nothing is mended by a machine: a difference is written down, counted, alarmed and looked into.
"""

from datetime import datetime
from typing import Final

import msgspec

from credit.kit import metrics
from credit.kit.db import connection, transaction

Law = str
_LAWS: Final = """
WITH c AS (
  SELECT perk_id, count(*) FILTER (WHERE state NOT IN ('cancelled', 'lapsed')) AS counted,
    coalesce(sum(open_fen), 0) AS open_fen
  FROM perk_claim GROUP BY perk_id
), r AS (
  SELECT perk_id, sum(value_fen - reversed_fen) AS spent, count(*) FILTER (WHERE NOT undone) AS uses
  FROM perk_redemption GROUP BY perk_id
), l AS (
  SELECT perk_id, sum(CASE kind WHEN 'redeem' THEN amount_fen ELSE -amount_fen END) AS paid
  FROM ledger_transfer WHERE kind IN ('redeem', 'reverse') GROUP BY perk_id
), d AS (
  SELECT perk_id, sum(used) AS used FROM perk_place_day GROUP BY perk_id
), q AS (
  SELECT perk_id, count(*) AS waiting FROM perk_turn WHERE state = 'waiting' GROUP BY perk_id
), laws AS (
  SELECT t.perk_id, x.law, x.expected, x.actual
  FROM perk_stock t LEFT JOIN c USING (perk_id) LEFT JOIN r USING (perk_id)
  LEFT JOIN l USING (perk_id) LEFT JOIN d USING (perk_id)
  LEFT JOIN q USING (perk_id), LATERAL (VALUES
    ('issued', t.issued::bigint, t.left_count + coalesce(c.counted, 0)),
    ('open', t.open_fen, coalesce(c.open_fen, 0)::bigint),
    ('waiting', t.waiting::bigint, coalesce(q.waiting, 0)),
    ('spent', t.spent_fen, coalesce(r.spent, 0)::bigint),
    ('ledger', t.spent_fen, coalesce(l.paid, 0)::bigint),
    ('places', coalesce(d.used, 0)::bigint, coalesce(r.uses, 0)::bigint)
  ) AS x (law, expected, actual)
  UNION ALL
  SELECT p.id, 'statements', s.amount_fen, sum(n.amount_fen)::bigint
  FROM perk_statement s JOIN perk_statement_line n ON n.statement_id = s.id
  CROSS JOIN LATERAL (SELECT min(id) AS id FROM perk) AS p
  GROUP BY p.id, s.id, s.amount_fen
)
SELECT perk_id, law, expected, actual FROM laws WHERE expected <> actual
ORDER BY perk_id, law LIMIT 500
"""
_KEEP: Final = """
INSERT INTO reconcile_fault (found_at, perk_id, law, expected, actual)
SELECT now(), f.* FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[])
  AS f (perk_id, law, expected, actual)
WHERE NOT EXISTS (SELECT FROM reconcile_fault k WHERE k.perk_id = f.perk_id AND k.law = f.law
  AND k.cleared_at IS NULL)
"""
_CHECKED: Final = """
INSERT INTO reconcile_check (id, checked_at, differences) VALUES (1, now(), $1)
ON CONFLICT (id) DO UPDATE SET checked_at = excluded.checked_at,
  differences = excluded.differences
"""
_LAST: Final = "SELECT checked_at FROM reconcile_check"
_COUNT: Final = "SELECT count(*) FROM reconcile_fault WHERE cleared_at IS NULL"
_OPEN: Final = """
SELECT f.id, f.found_at, p.public_id::text AS perk, v.terms::jsonb ->> 'title' AS title, f.law,
  f.expected, f.actual
FROM reconcile_fault f JOIN perk p ON p.id = f.perk_id
JOIN perk_version v ON v.perk_id = p.id AND v.number = greatest(p.version, 1)
WHERE f.cleared_at IS NULL ORDER BY f.id DESC LIMIT 200
"""
_CONSERVED: Final = """
SELECT p.public_id::text AS perk, v.terms::jsonb ->> 'title' AS title, t.issued, t.left_count,
  n.reserved, n.claimed, n.redeemed, n.expired, n.revoked, t.open_fen, t.spent_fen, t.cap_fen
FROM perk_stock t JOIN perk p ON p.id = t.perk_id
JOIN perk_version v ON v.perk_id = p.id AND v.number = p.version
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE state = 'reserved')::int AS reserved,
    count(*) FILTER (WHERE state = 'claimed')::int AS claimed,
    count(*) FILTER (WHERE state = 'redeemed')::int AS redeemed,
    count(*) FILTER (WHERE state = 'expired')::int AS expired,
    count(*) FILTER (WHERE state = 'revoked')::int AS revoked
  FROM perk_claim c WHERE c.perk_id = t.perk_id) AS n
ORDER BY p.id LIMIT 500
"""
_faults = [0.0]
metrics.gauge(
    "credit_perk_reconcile_faults",
    "Differences between counters and rows of the perks; alarm above 0",
    lambda: _faults[0],
)


class Difference(msgspec.Struct, frozen=True):
    """A law that does not hold for a perk: what the counter says, what the rows say."""

    perk_id: int
    law: Law
    expected: int
    actual: int


class OpenFault(msgspec.Struct, frozen=True, rename="camel"):
    """A difference that was written down and not yet cleared."""

    id: int
    found_at: datetime
    perk: str
    title: str
    law: Law
    expected: int
    actual: int


class Conserved(msgspec.Struct, frozen=True, rename="camel"):
    """Where the issued vouchers of a perk are, and its money in 分."""

    perk: str
    title: str
    issued: int
    left_count: int
    reserved: int
    claimed: int
    redeemed: int
    expired: int
    revoked: int
    open_fen: int
    spent_fen: int
    cap_fen: int


async def list_differences() -> list[Difference]:
    """Every law that does not hold at this instant; empty when the books balance."""
    async with connection() as held:
        return [Difference(**row) for row in await held.fetch(_LAWS)]


async def reconcile() -> list[Difference]:
    """Looks, writes new differences down, and sets the alarm's gauge."""
    found = await list_differences()
    async with transaction() as held:
        if found:
            columns = zip(*((f.perk_id, f.law, f.expected, f.actual) for f in found), strict=True)
            await held.execute(_KEEP, *map(list, columns))
        await held.execute(_CHECKED, len(found))
        _faults[0] = float(await held.fetchval(_COUNT))
    return found


async def read_last_check() -> datetime | None:
    """When the books were last reconciled; None before the first time."""
    async with connection() as held:
        at: datetime | None = await held.fetchval(_LAST)
    return at


async def list_open_faults() -> list[OpenFault]:
    """What waits for a person, newest first; at most 200."""
    async with connection() as held:
        return [OpenFault(**row) for row in await held.fetch(_OPEN)]


async def list_conserved() -> list[Conserved]:
    """The state of every perk's stock; at most 500."""
    async with connection() as held:
        return [Conserved(**row) for row in await held.fetch(_CONSERVED)]
