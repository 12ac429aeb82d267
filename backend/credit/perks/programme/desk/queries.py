"""Reading the desk: all perks, and who would qualify for terms, as counts only."""

from typing import Any, Final

from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.perks.programme.desk.schemas import DeskPage, DeskPerk, DryRun
from credit.perks.programme.facts import list_brought_facts
from credit.perks.programme.rows import get_perk, terms_of
from credit.perks.programme.rules.eligibility import Facts, explain
from credit.perks.programme.rules.terms import Terms

# Fewer are told as "fewer than": a count of three in a village would name people.
FLOOR: Final = 5
MAX_SHOWN: Final = 200
_LIST: Final = """
SELECT p.public_id::text AS id, v.terms, o.name AS provider, p.audience, p.status,
  p.status_reason, p.version, coalesce(t.left_count, 0) AS left, coalesce(t.issued, 0) AS issued,
  w.terms AS waiting, w.created_at AS waiting_since, coalesce(w.created_by = $1, false) AS own,
  p.demo
FROM perk p JOIN subject o ON o.id = p.provider_id
JOIN perk_version v ON v.perk_id = p.id AND v.number = greatest(p.version, 1)
LEFT JOIN perk_stock t ON t.perk_id = p.id
LEFT JOIN perk_version w ON w.perk_id = p.id AND w.state = 'proposed'
ORDER BY (w.id IS NULL), p.id DESC LIMIT $2
"""
_WAITING: Final = "SELECT terms FROM perk_version WHERE perk_id = $1 AND state = 'proposed'"
_MERCHANTS: Final = """
SELECT grade, trade, division, commitments, count(*)::int AS count FROM (
  SELECT s.grade, s.trade, coalesce(s.division, '') AS division,
    ARRAY(SELECT DISTINCT template FROM commitment c WHERE c.subject_id = s.id
      AND c.withdrawn_at IS NULL AND c.made_on <= $1 AND coalesce(c.valid_until, $1) >= $1
      ORDER BY 1) AS commitments
  FROM subject s) AS kinds
GROUP BY grade, trade, division, commitments
"""


async def list_desk(caller: Caller) -> DeskPage:
    """All perks, those that wait for a second person first; at most 200."""
    async with connection() as held:
        rows = await held.fetch(_LIST, caller.id, MAX_SHOWN)
    return DeskPage(items=[_desk_perk(row) for row in rows])


async def dry_run(public_id: str) -> DryRun:
    """The waiting terms of a perk, else those in force, on the counts of today.

    Problem not-found.
    """
    perk = await get_perk(public_id)
    async with connection() as held:
        waiting = await held.fetchval(_WAITING, perk.id)
    terms = terms_of(waiting) if waiting else perk.terms
    looked_at, qualify = await _count(terms)
    claims = min(qualify * terms.quota.per_person, terms.quota.total)
    return DryRun(
        audience=terms.audience,
        looked_at=looked_at,
        qualify=qualify if qualify >= FLOOR or qualify == looked_at else None,
        floor=FLOOR,
        total=terms.quota.total,
        cost_fen=min(claims * terms.claim_value_fen, terms.money.cap_fen),
        cap_fen=terms.money.cap_fen,
    )


async def _count(terms: Terms) -> tuple[int, int]:
    """(how many were looked at, how many qualify)."""
    today = clock.today()
    if terms.audience == "citizen":
        found = [(facts, 1) for facts in await list_brought_facts(today)]
    else:
        async with connection() as held:
            rows = await held.fetch(_MERCHANTS, today)
        found = [(_merchant(row), int(row["count"])) for row in rows]
    fit = (n for facts, n in found if explain(terms.eligibility, facts, today).eligible)
    return sum(n for _, n in found), sum(fit)


def _merchant(row: Any) -> Facts:
    return Facts(
        audience="merchant",
        grade=row["grade"],
        trade=row["trade"],
        division=row["division"],
        commitments=frozenset(row["commitments"]),
    )


def _desk_perk(row: Any) -> DeskPerk:
    values = dict(row)
    terms, waiting = terms_of(values.pop("terms")), values.pop("waiting")
    return DeskPerk(
        **values, title=terms.title, waiting=terms_of(waiting) if waiting is not None else None
    )
