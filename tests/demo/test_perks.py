"""The perks of the demo: some for everybody, some that ask for something, one sold out."""

from typing import Any

import httpx

from credit.demo.accounts import create_demo_accounts, demo_accounts
from credit.demo.draws import DRAWN, ENTRANTS, OPEN, WAITED, offer_draws
from credit.demo.perk_cases import bank_uscc, found_bank, play_perk_cases
from credit.demo.perks import PLANS, SOLD_OUT, offer_perks
from credit.demo.reviews import review_perks
from credit.demo.showcase import showcase_uscc
from credit.perks.ledger.reconciling import list_differences
from factories.subjects import make_subject


async def make_people() -> None:
    """The shops and accounts of the demo, as far as its perks need them."""
    for show in {account.shows for account in demo_accounts() if account.shows}:
        await make_subject(f"示例店{show}", uscc=showcase_uscc(show))
    await create_demo_accounts()


async def test_the_demo_offers_perks_of_several_kinds(client: httpx.AsyncClient, db: Any) -> None:
    await make_people()
    await offer_perks(lambda what, done, total: None)
    await offer_perks(lambda what, done, total: None)
    listed = (await client.get("/api/perks?limit=100")).json()["items"]
    phases = {item["title"]: item["phase"] for item in listed}
    assert len(phases) == 9 and phases.pop(SOLD_OUT) == "sold-out"
    assert set(phases.values()) == {"running"} and all(item["demo"] for item in listed)
    merchants = (await client.get("/api/perks?audience=merchant")).json()["items"]
    assert len(phases) + len(merchants) == len(PLANS) - 1
    assert await list_differences() == []


async def test_the_demo_has_a_line_and_two_draws(client: httpx.AsyncClient, db: Any) -> None:
    """One is drawn as soon as the worker gets to it."""
    for show in {account.shows for account in demo_accounts() if account.shows}:
        await make_subject(f"示例店{show}", uscc=showcase_uscc(show))
    await create_demo_accounts()
    await offer_draws(lambda what, done, total: None)
    await offer_draws(lambda what, done, total: None)
    listed = (await client.get("/api/perks?limit=100")).json()["items"]
    assert {item["title"] for item in listed} == {plan[0] for plan in (WAITED, DRAWN, OPEN)}
    counts = await db.fetch("SELECT state, count(*) FROM perk_turn GROUP BY 1")
    assert dict(counts) == {"waiting": 3, "entered": 2 + ENTRANTS + 7}
    assert await list_differences() == []


async def test_two_anomalies_wait_in_the_demo(client: httpx.AsyncClient, db: Any) -> None:
    for show in {account.shows for account in demo_accounts() if account.shows}:
        await make_subject(f"示例店{show}", uscc=showcase_uscc(show))
    await db.execute("UPDATE subject SET demo = true")
    await create_demo_accounts()
    await review_perks(lambda what, done, total: None)
    await review_perks(lambda what, done, total: None)
    rows = await db.fetch("SELECT rule, state, seen, demo FROM perk_review ORDER BY rule")
    assert [tuple(row) for row in rows] == [
        ("pair_repeat", "held", 6, True),
        ("self_redeem", "open", 1, True),
    ]
    assert await list_differences() == []


async def test_the_demo_plays_cases_of_merchants_and_of_taking_back(
    client: httpx.AsyncClient, db: Any
) -> None:
    await make_people()
    for _ in range(2):
        await found_bank(lambda what, done, total: None)
        await play_perk_cases(lambda what, done, total: None)
    states = await db.fetch("SELECT state, legal_basis <> '' AS law FROM perk_claim ORDER BY 1")
    assert [row["state"] for row in states].count("revoked") == 1
    assert all(row["law"] == (row["state"] == "revoked") for row in states)
    lookups = "SELECT count(*) FROM perk_referral_lookup l JOIN perk_referral r"
    assert await db.fetchval(f"{lookups} ON r.id = l.referral_id") == 2
    assert await db.fetchval("SELECT count(*) FROM perk_revocation WHERE state = 'proposed'") == 1
    assert await db.fetchval("SELECT name FROM subject WHERE uscc = $1", bank_uscc())
    assert await list_differences() == []
