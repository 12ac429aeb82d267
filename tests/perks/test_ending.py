"""What ends a voucher besides time and use: a lapsed condition that was agreed on, and revoking."""

from typing import Any

import httpx
import pytest

from credit.perks.claims.jobs import recheck
from credit.perks.ledger.reconciling import list_differences
from credit.perks.programme.rules.eligibility import NeedsGrade
from credit.perks.programme.rules.terms import Quota
from factories.accounts import Person, make_account
from perks.world import Phone, World, claim, key, make_citizen, make_world, redeem

WHY = {"reason": "同一活动重复发放", "legalBasis": "《中华人民共和国行政许可法》第六十九条（示例）"}
LEFT = "SELECT left_count, open_fen, spent_fen FROM perk_stock"


async def held_by_merchant(
    client: httpx.AsyncClient, db: Any, **changes: Any
) -> tuple[World, Person, str]:
    """A grade A merchant with a voucher, at a shop where its till may redeem."""
    world = await make_world(audience="merchant", eligibility=NeedsGrade(at_least="A"), **changes)
    await db.execute("UPDATE subject SET grade = 'A' WHERE uscc = $1", world.uscc)
    made = await claim(client, world.owner, world.perk, uscc=world.uscc)
    assert made.status_code == 201, made.text
    return world, world.owner, made.json()["id"]


async def own(client: httpx.AsyncClient, person: Person, voucher: str) -> Any:
    return (await client.get(f"/api/perk-claims/{voucher}", headers=person.headers)).json()


async def inbox(client: httpx.AsyncClient, person: Person) -> str:
    return (await client.get("/api/inbox", headers=person.headers)).text


@pytest.mark.parametrize(("grace", "after"), [("keep", "claimed"), ("recheck", "expired")])
async def test_a_lapsed_grade_ends_an_unused_voucher_only_where_agreed(
    client: httpx.AsyncClient, db: Any, grace: Any, after: str
) -> None:
    world, owner, voucher = await held_by_merchant(client, db, grace=grace)
    await recheck({})
    assert (await own(client, owner, voucher))["state"] == "claimed"
    await db.execute("UPDATE subject SET grade = 'B' WHERE uscc = $1", world.uscc)
    phone = Phone(client, owner)
    await phone.fetch(voucher)
    if grace == "recheck":
        refused = await redeem(client, world.till, world.uscc, phone.digits(voucher))
        assert "条件不再满足" in refused.json()["detail"] and "B" not in refused.json()["detail"]
    await recheck({})
    await recheck({})
    shown = await own(client, owner, voucher)
    assert shown["state"] == after and shown["policy"]
    assert ("当前 B 级" in shown["reason"]) == (grace == "recheck")
    told = (await inbox(client, owner)).count("没有用过的权益失效")
    assert told == (1 if grace == "recheck" else 0)
    assert await db.fetchval("SELECT open_fen FROM perk_stock") == (0 if told else 500)
    assert await list_differences() == []


async def test_what_was_used_is_not_looked_at_again(client: httpx.AsyncClient, db: Any) -> None:
    world, owner, voucher = await held_by_merchant(
        client, db, grace="recheck", quota=Quota(total=5, uses=2)
    )
    phone = Phone(client, owner)
    await phone.fetch(voucher)
    used = await redeem(client, world.till, world.uscc, phone.digits(voucher), billFen=900)
    assert used.status_code == 201, used.text
    await db.execute("UPDATE subject SET grade = 'D' WHERE uscc = $1", world.uscc)
    await recheck({})
    assert (await own(client, owner, voucher))["state"] == "claimed"


async def propose(client: httpx.AsyncClient, officer: Person, voucher: str, **body: str) -> Any:
    return await client.post(
        f"/api/perk-claims/{voucher}/revocations",
        json=WHY | body,
        headers=officer.headers | key(),
    )


async def decide(client: httpx.AsyncClient, officer: Person, revocation: str, **body: str) -> Any:
    return await client.post(
        f"/api/perk-revocations/{revocation}/decision",
        json={"decision": "approve"} | body,
        headers=officer.headers | key(),
    )


async def test_two_officers_take_a_voucher_back_and_the_holder_is_told_why(
    client: httpx.AsyncClient, db: Any
) -> None:
    world, citizen = await make_world(), await make_citizen()
    first, second = await make_account("officer"), await make_account("officer")
    voucher = (await claim(client, citizen, world.perk)).json()["id"]
    assert (await propose(client, world.owner, voucher)).status_code == 403
    assert (await propose(client, first, voucher, legalBasis="")).status_code == 400
    made = await propose(client, first, voucher)
    assert made.status_code == 201, made.text
    assert citizen.login not in made.text and citizen.caller.id not in made.text
    assert (await propose(client, second, voucher)).status_code == 409
    assert (await own(client, citizen, voucher))["state"] == "claimed"
    waiting = await client.get("/api/perk-revocations", headers=second.headers)
    assert [item["id"] for item in waiting.json()["items"]] == [made.json()["id"]]
    assert (await decide(client, first, made.json()["id"])).status_code == 403
    done = await decide(client, second, made.json()["id"])
    assert (done.status_code, done.json()["claimState"]) == (200, "revoked"), done.text
    assert (await decide(client, second, made.json()["id"])).status_code == 409
    shown = await own(client, citizen, voucher)
    assert (shown["state"], shown["reason"]) == ("revoked", WHY["reason"])
    assert shown["legalBasis"] == WHY["legalBasis"]
    told = await inbox(client, citizen)
    assert WHY["reason"] in told and WHY["legalBasis"] in told and "行政复议" in told
    # One of the issued ones stays counted; the money is free again.
    assert tuple(await db.fetchrow(LEFT)) == (9, 0, 0)
    assert await list_differences() == []


async def test_a_refused_or_overtaken_proposal_changes_nothing(
    client: httpx.AsyncClient, db: Any
) -> None:
    world, citizen = await make_world(), await make_citizen()
    first, second = await make_account("officer"), await make_account("officer")
    voucher = (await claim(client, citizen, world.perk)).json()["id"]
    made = (await propose(client, first, voucher)).json()["id"]
    assert (await decide(client, second, made, decision="refuse")).status_code == 400
    refused = await decide(client, second, made, decision="refuse", note="理由不成立")
    assert refused.json()["state"] == "refused", refused.text
    assert (await own(client, citizen, voucher))["state"] == "claimed"
    again = (await propose(client, first, voucher)).json()["id"]
    await client.post(
        f"/api/perk-claims/{voucher}/cancellation", json={}, headers=citizen.headers | key()
    )
    assert (await decide(client, second, again)).status_code == 409
    assert (await own(client, citizen, voucher))["state"] == "cancelled"
    waiting = await client.get("/api/perk-revocations", headers=second.headers)
    assert len(waiting.json()["items"]) == 1  # undecided: the failed approval left no trace
    assert (await propose(client, first, voucher)).status_code == 409
    assert await list_differences() == []
