"""Browsing perks: what there is, what one can get now, and why not."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from credit.identity.queries import access_subject, read_public_id
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.perks.programme.facts import facts_of_merchant, facts_of_person
from credit.perks.programme.rows import (
    PERK_COLUMNS,
    PERK_JOINS,
    PerkRow,
    get_perk,
    perk_of,
)
from credit.perks.programme.rules.eligibility import Answer, Audience, Facts, explain
from credit.perks.programme.rules.terms import CATEGORY_NAMES
from credit.perks.programme.schemas import PerkCard, PerkPage, PerkPlaceView, PerkView

MAX_PAGE: Final = 100
MAX_PLACES: Final = 500
# Nearest first when a place is given, else newest; the distance is on the plane, good to 1 %.
_LIST: Final = f"""
SELECT {PERK_COLUMNS}, near.metres
{PERK_JOINS}
LEFT JOIN LATERAL (
  SELECT min(sqrt(((s.lng - $3) * cos(radians($4)) * 111320) ^ 2 + ((s.lat - $4) * 110570) ^ 2))
    AS metres
  FROM perk_place pp JOIN subject s ON s.id = pp.subject_id
  WHERE pp.perk_id = p.id AND NOT pp.withdrawn AND $3::float IS NOT NULL) AS near ON true
WHERE p.status IN ('running', 'paused') AND p.claim_until > now() AND p.audience = $1
  AND ($2::text IS NULL OR p.category = $2)
ORDER BY near.metres NULLS LAST, p.id DESC LIMIT $5
"""  # noqa: S608 - constants
_HELD: Final = """
SELECT c.perk_id, count(*)::int AS held FROM perk_claim c JOIN account a ON a.id = c.account_id
WHERE a.public_id = $1 AND c.perk_id = ANY($2) AND c.state NOT IN ('cancelled', 'lapsed')
GROUP BY c.perk_id
"""
_HELD_BY_SHOP: Final = """
SELECT c.perk_id, count(*)::int AS held FROM perk_claim c
WHERE c.holder = $1 AND c.subject_id = $1 AND c.perk_id = ANY($2)
  AND c.state NOT IN ('cancelled', 'lapsed')
GROUP BY c.perk_id
"""
_PLACES: Final = """
SELECT coalesce(s.uscc, '') AS uscc, coalesce(nullif(s.short_name, ''), s.name) AS name, s.address,
  s.lng, s.lat, s.grade, a.ends_on AS away_until
FROM perk_place pp JOIN subject s ON s.id = pp.subject_id
LEFT JOIN perk_absence a ON a.perk_id = pp.perk_id AND a.subject_id = pp.subject_id
  AND a.role = 'place' AND a.ended_at IS NULL
WHERE pp.perk_id = $1 AND NOT pp.withdrawn ORDER BY s.name, s.id LIMIT $2
"""


class Viewer(msgspec.Struct, frozen=True):
    """For whom conditions are looked at: a citizen's account, or a shop that the caller owns."""

    account: str = ""
    shop: int | None = None


NOBODY: Final = Viewer()


async def viewer_of(caller: Caller | None, uscc: str) -> Viewer:
    """Who looks; Problem unknown-subject or forbidden for a shop that the caller does not own."""
    if caller is None:
        return NOBODY
    if uscc:
        return Viewer(shop=(await access_subject(caller, uscc, roles=("owner",))).id)
    return Viewer(account=caller.id) if caller.kind == "citizen" else NOBODY


async def list_perks(
    viewer: Viewer,
    *,
    audience: Audience = "citizen",
    category: str | None = None,
    near: tuple[float, float] | None = None,
    obtainable: bool = False,
    limit: int = 20,
) -> PerkPage:
    """Perks to look at; with `obtainable` only those that the viewer can claim now."""
    lng, lat = near or (None, None)
    wanted = MAX_PAGE if obtainable else limit
    async with connection() as held:
        rows = await held.fetch(_LIST, audience, category, lng, lat, wanted)
    perks = [(perk_of(row), row["metres"]) for row in rows]
    facts = await _facts(viewer, perks[0][0]) if perks else None
    own = await _held(viewer, [perk.id for perk, _ in perks])
    cards = [card_of(p, _explained(p, facts), own.get(p.id, 0), metres) for p, metres in perks]
    if obtainable:
        cards = [card for card in cards if card.obtainable]
    return PerkPage(items=cards[:limit])


async def read_perk(viewer: Viewer, public_id: str) -> PerkView:
    """A perk in full, with every condition as it stands for the viewer; Problem not-found."""
    perk = await get_perk(public_id)
    answer = _explained(perk, await _facts(viewer, perk))
    held_count = (await _held(viewer, [perk.id])).get(perk.id, 0)
    async with connection() as held:
        rows = await held.fetch(_PLACES, perk.id, MAX_PLACES)
    return PerkView(
        card=card_of(perk, answer, held_count, None),
        provider_uscc=perk.provider_uscc,
        terms=perk.terms,
        version=perk.version,
        status_reason=perk.status_reason,
        places=[PerkPlaceView(**row) for row in rows],
        checks=list(answer.checks) if answer else [],
        held=held_count,
    )


def card_of(perk: PerkRow, answer: Answer | None, held: int, metres: float | None) -> PerkCard:
    """A perk for a list, as it is for somebody whose conditions were looked at."""
    terms, phase = perk.terms, perk.phase
    may_claim = phase == "running" and held < terms.quota.per_person
    if terms.draw:
        may_claim &= terms.draw.enter_from <= perk.now < terms.draw.enter_until
    first = next((c for c in answer.checks if not c.met), None) if answer else None
    missing = (
        f"{first.condition}：{first.found}" if first and answer and not answer.eligible else ""
    )
    return PerkCard(
        id=str(perk.public_id),
        title=terms.title,
        summary=terms.summary,
        category=terms.category,
        category_name=CATEGORY_NAMES[terms.category],
        audience=perk.audience,
        provider=perk.provider,
        benefit=terms.benefit.kind,
        value_fen=terms.benefit.value_fen,
        percent=terms.benefit.percent,
        phase=phase,
        left=perk.left,
        issued=perk.issued,
        claim_until=terms.windows.claim_until,
        use_until=terms.windows.use_until,
        near_m=None if metres is None else round(metres),
        obtainable=may_claim and answer.eligible if answer else None,
        enter_until=terms.draw.enter_until if terms.draw else None,
        waitlist=terms.waitlist_hours > 0,
        missing=missing,
        demo=perk.demo,
    )


async def _facts(viewer: Viewer, perk: PerkRow) -> Facts | None:
    """The viewer's facts for perks of this audience; None when they are not asked for."""
    today = clock.day_of(perk.now)
    if viewer.shop and perk.audience == "merchant":
        return await facts_of_merchant(viewer.shop, today)
    if viewer.account and perk.audience == "citizen":
        return await facts_of_person(viewer.account, today)
    return None


def _explained(perk: PerkRow, facts: Facts | None) -> Answer | None:
    return explain(perk.terms.eligibility, facts, clock.day_of(perk.now)) if facts else None


async def _held(viewer: Viewer, perk_ids: Sequence[int]) -> dict[int, int]:
    """How many vouchers of each perk the viewer has had."""
    if viewer == NOBODY or not perk_ids:
        return {}
    of_shop = (_HELD_BY_SHOP, viewer.shop)
    sql, whose = of_shop if viewer.shop else (_HELD, read_public_id(viewer.account))
    async with connection() as held:
        rows: Sequence[Any] = await held.fetch(sql, whose, list(perk_ids))
    return {row["perk_id"]: row["held"] for row in rows}
