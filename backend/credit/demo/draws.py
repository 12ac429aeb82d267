"""A perk with a waitlist and two drawn ones, one of them drawn already; through the real actions.

A stage of its own that runs once, after the perks. The first draw closes seconds after it was
published, and the worker holds it, so that there is a proof to look at.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from credit.demo.perks import DONE, PLACES, caller_of, make_terms
from credit.demo.showcase import showcase_uscc
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.problems import Problem
from credit.kit.progress import Report
from credit.perks.claims.actions import claim_perk
from credit.perks.claims.schemas import ClaimPerk
from credit.perks.draws.entering import enter_draw
from credit.perks.draws.steps import publish_draws
from credit.perks.programme.actions.proposing import decide_version, propose_perk
from credit.perks.programme.rules.eligibility import AllOf
from credit.perks.programme.rules.terms import Benefit, DrawTerms, Quota, Terms
from credit.perks.turns.joining import join_waitlist

STAGE: Final = "demo.draws"
OPEN_SECONDS: Final = 4
ENTRANTS: Final = 18
# Fictitious people without a login: nobody signs in as them.
_ENTRANT: Final = """
INSERT INTO account (public_id, kind, name, demo, created_at)
SELECT gen_random_uuid(), 'citizen', '示例市民 ' || n, true, now() FROM generate_series(1, $1) AS n
RETURNING public_id::text, name
"""
WAITED = ("祁连山观光车票", "只有一张，领完可以候补", "scenic",
          Benefit(kind="free", value_fen=8000), Quota(total=1), AllOf())  # fmt: skip
DRAWN = ("青海湖环湖骑行体验", "三个名额，摇号决定给谁", "scenic",
         Benefit(kind="free", value_fen=20_000), Quota(total=3), AllOf())  # fmt: skip
OPEN = ("门源花海热气球体验", "五个名额，报名参加摇号", "scenic",
        Benefit(kind="free", value_fen=60_000), Quota(total=5), AllOf())  # fmt: skip


async def offer_draws(progress: Report) -> None:
    """Proposes, approves, and lets demo people wait and enter; once, and all or nothing."""
    async with transaction() as held:
        if await held.fetchval(DONE, STAGE):
            return
        places = tuple(row["uscc"] for row in await held.fetch(PLACES))
        await _offer_all(places)
        await append_audit(
            actor="demo", action=STAGE, object_type="demo", object_id="draws", detail={"perks": 3}
        )
    progress("候补和摇号", 3, 3)


async def _offer_all(places: tuple[str, ...]) -> None:
    entrants = await _make_entrants()
    first, second = await caller_of("citizen"), await caller_of("citizen2")
    soon = clock.now() + timedelta(seconds=OPEN_SECONDS)
    drawn = await _offer(DRAWN, places, draw=_draw(soon, soon))
    later = clock.now().replace(minute=0, second=0) + timedelta(days=6)
    open_ = await _offer(OPEN, places, draw=_draw(later, later + timedelta(days=1)))
    await publish_draws()
    await _enter((first, second, *entrants), drawn)
    await _enter(entrants[:7], open_)
    waited = await _offer(WAITED, places, hours=24)
    await claim_perk(first, waited, ClaimPerk(), f"demo-first-{waited}")
    for person in (*entrants[:2], second):
        await join_waitlist(person, waited, f"demo-wait-{waited}")


def _draw(until: datetime, at: datetime) -> DrawTerms:
    return DrawTerms(enter_from=clock.now() - timedelta(days=3), enter_until=until, draw_at=at)


async def _offer(
    plan: tuple[Any, ...],
    places: tuple[str, ...],
    *,
    hours: int = 0,
    draw: DrawTerms | None = None,
) -> str:
    shop = showcase_uscc("excellent")
    where = (shop, *(place for place in places if place != shop))
    terms: Terms = make_terms(plan, where, waitlist_hours=hours, draw=draw)
    perk = await propose_perk(await caller_of("officer"), shop, terms)
    await decide_version(await caller_of("reviewer"), perk, decision="approve", reason="")
    return perk


async def _make_entrants() -> list[Caller]:
    async with transaction() as held:
        rows = await held.fetch(_ENTRANT, ENTRANTS)
    return [Caller(row["public_id"], "citizen", row["name"]) for row in rows]


async def _enter(people: Sequence[Caller], perk: str) -> None:
    """Who comes too late on a slow machine is not in it; the draw is as good."""
    for person in people:
        try:
            await enter_draw(person, perk, f"demo-enter-{perk}")
        except Problem as problem:
            if problem.slug != "ended":
                raise
