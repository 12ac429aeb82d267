"""Reading the desk: all perks, and who would qualify for terms, as counts only."""

from typing import Any, Final

from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.perks.programme.actions.proposing import ROLES, find_faults
from credit.perks.programme.desk.schemas import DeskPage, DeskPerk, DryRun, TryTerms
from credit.perks.programme.facts import list_brought_facts
from credit.perks.programme.rows import get_perk, terms_of
from credit.perks.programme.rules.eligibility import Facts, explain
from credit.perks.programme.rules.terms import Terms

# Fewer are told as "fewer than": a count of three in a village would name people.
FLOOR: Final = 5
# Providers read tens: two runs that differ in one condition must not single anybody out.
STEP: Final = 10
MAX_SHOWN: Final = 200
_DESK: Final = """
SELECT p.public_id::text AS id, v.terms, o.name AS provider, p.audience, p.status,
  p.status_reason, p.version, coalesce(t.left_count, 0) AS left, coalesce(t.issued, 0) AS issued,
  w.terms AS waiting, w.created_at AS waiting_since, coalesce(w.created_by = $1, false) AS own,
  p.demo, coalesce((SELECT r.reason FROM perk_version r WHERE r.perk_id = p.id
    AND r.state = 'refused' ORDER BY r.number DESC LIMIT 1), '') AS refusal,
  coalesce(n.state = 'refused', false) AS refused
FROM perk p JOIN subject o ON o.id = p.provider_id
JOIN perk_version v ON v.perk_id = p.id AND v.number = greatest(p.version, 1)
LEFT JOIN perk_stock t ON t.perk_id = p.id
LEFT JOIN perk_version w ON w.perk_id = p.id AND w.state = 'proposed'
LEFT JOIN LATERAL (SELECT x.state FROM perk_version x WHERE x.perk_id = p.id
  ORDER BY x.number DESC LIMIT 1) AS n ON true
{where} ORDER BY (w.id IS NULL), p.id DESC LIMIT $2
"""
_LIST: Final = _DESK.format(where="")
_OF_PROVIDER: Final = _DESK.format(where="WHERE p.provider_id = $3")
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


async def list_provided(caller: Caller, uscc: str) -> DeskPage:
    """What a provider offers or has proposed, for who owns it; at most 200, waiting ones first."""
    provider = await access_subject(caller, uscc, roles=ROLES)
    async with connection() as held:
        rows = await held.fetch(_OF_PROVIDER, caller.id, MAX_SHOWN, provider.id)
    return DeskPage(items=[_desk_perk(row) for row in rows])


async def try_terms(caller: Caller, given: TryTerms) -> DryRun:
    """The same for terms that nobody has proposed yet; what is wrong with them is said first.

    Raises Problem unknown-subject, forbidden, or invalid-input with the fields.
    """
    await access_subject(caller, given.provider, roles=ROLES)
    async with connection() as held:
        faults = await find_faults(held, given.terms)
    if faults:
        raise Problem("invalid-input", errors=faults)
    return await _run(given.terms, exact=caller.kind == "officer")


async def dry_run(public_id: str) -> DryRun:
    """The waiting terms of a perk, else those in force, on the counts of today.

    Problem not-found.
    """
    perk = await get_perk(public_id)
    async with connection() as held:
        waiting = await held.fetchval(_WAITING, perk.id)
    return await _run(terms_of(waiting) if waiting else perk.terms, exact=True)


async def _run(terms: Terms, *, exact: bool) -> DryRun:
    looked_at, qualify = await _count(terms)
    if not exact:
        looked_at, qualify = (n if n < FLOOR else n // STEP * STEP for n in (looked_at, qualify))
    claims = min(qualify * terms.quota.per_person, terms.quota.total)
    return DryRun(
        audience=terms.audience,
        looked_at=looked_at,
        qualify=qualify if qualify >= FLOOR or qualify == looked_at else None,
        floor=FLOOR,
        exact=exact,
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
    if not values.pop("refused"):
        values["refusal"] = ""
    return DeskPerk(
        **values,
        title=terms.title,
        benefit=terms.benefit.kind,
        waiting=terms_of(waiting) if waiting is not None else None,
    )
