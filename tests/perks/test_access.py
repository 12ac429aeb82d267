"""Who may do what, why not, and how many statements the hot ways cost."""

from datetime import UTC, datetime
from typing import Any

import httpx

from contracts.test_query_count import counted
from credit.commitments.pledges.actions import make_pledge
from credit.identity.consents.actions import give_consent
from credit.identity.consents.schemas import GiveConsent
from credit.identity.consents.texts import find_text
from credit.kit import clock
from credit.perks.programme.rules.eligibility import NeedsFact
from perks.world import (
    Phone,
    add_till,
    claim,
    give_fact,
    make_citizen,
    make_world,
    redeem,
    reverse,
    shift,
)

DONOR = NeedsFact(kind="blood_donation", at_least=2)


async def test_why_not_is_said_and_brought_facts_open_the_perk(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world(eligibility=DONOR)
    citizen = await make_citizen(brings=True)
    await give_fact(citizen, "blood_donation", 2)
    refused = await claim(client, citizen, world.perk)
    assert refused.json()["type"].endswith("/not-eligible")
    assert refused.json()["errors"] == [
        {"field": "无偿献血满 2 次", "message": "没有带来这类记录。还差 2 次"}
    ]
    shown = await client.get(f"/api/perks/{world.perk}", headers=citizen.headers)
    assert shown.json()["card"]["obtainable"] is False
    assert shown.json()["checks"][0]["met"] is False
    brought = await client.put(
        "/api/perk-facts", json={"brings": ["blood_donation"]}, headers=citizen.headers
    )
    assert brought.json()["facts"] == ["无偿献血 2 次"], brought.text
    listed = await client.get("/api/perks?obtainable=true", headers=citizen.headers)
    assert [item["id"] for item in listed.json()["items"]] == [world.perk]
    assert (await claim(client, citizen, world.perk)).status_code == 201
    # Taken back: nothing is read any more, what was claimed stays good.
    await client.delete("/api/consents/perk_facts", headers=citizen.headers)
    facts = (await client.get("/api/perk-facts", headers=citizen.headers)).json()
    assert facts["facts"] == [] and not facts["consented"]


async def test_pledges_count_under_both_consents_and_while_they_stand(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world(eligibility=NeedsFact(kind="pledge"))
    citizen = await make_citizen(brings=True)
    pledge = find_text("citizen_pledge", clock.today())
    assert pledge
    agreed = GiveConsent(purpose="citizen_pledge", text_version=pledge.version)
    await give_consent(citizen.caller, agreed)
    await make_pledge(citizen.caller.id, "honest_travel", 1)
    refused = await claim(client, citizen, world.perk)
    assert refused.json()["errors"][0]["field"] == "自愿承诺满 1 项"
    assert "我的承诺" in refused.json()["errors"][0]["message"]
    path = "/api/perk-facts"
    brought = await client.put(path, json={"brings": ["pledge"]}, headers=citizen.headers)
    assert brought.json()["facts"] == ["自愿承诺 1 项"], brought.text
    assert (await claim(client, citizen, world.perk)).status_code == 201
    await client.delete("/api/consents/citizen_pledge", headers=citizen.headers)
    assert (await client.get(path, headers=citizen.headers)).json()["facts"] == []


async def test_facts_need_the_consent(client: httpx.AsyncClient, db: Any) -> None:
    citizen = await make_citizen()
    refused = await client.put("/api/perk-facts", json={"brings": []}, headers=citizen.headers)
    assert refused.status_code == 403 and refused.json()["type"].endswith("/consent-required")


async def test_roles_places_and_owners(client: httpx.AsyncClient, db: Any) -> None:
    world, other = await make_world(), await make_world()
    citizen, stranger = await make_citizen(), await make_citizen()
    voucher = (await claim(client, citizen, world.perk)).json()["id"]
    assert (await Phone(client, stranger).fetch(voucher)).status_code == 404
    assert (
        await client.get(f"/api/perk-claims/{voucher}", headers=stranger.headers)
    ).status_code == 404
    phone = Phone(client, citizen)
    await phone.fetch(voucher)
    digits = phone.digits(voucher)
    badge = await add_till(world.uscc, "badge")
    for person, uscc in ((badge, world.uscc), (world.till, other.uscc), (citizen, world.uscc)):
        assert (await redeem(client, person, uscc, digits)).status_code == 403
    elsewhere = await redeem(client, other.till, other.uscc, digits)
    assert elsewhere.json()["detail"] == "这张权益不能在本店使用"
    preview = await client.post(
        f"/api/subjects/{world.uscc}/redemptions/preview", json={"digits": digits},
        headers=world.till.headers,
    )  # fmt: skip
    assert preview.json()["refusal"] == "" and citizen.login not in preview.text
    newer = Phone(client, citizen)
    await newer.fetch(voucher)
    assert "另一部手机" in (await redeem(client, world.till, world.uscc, digits)).json()["detail"]
    done = await redeem(client, world.till, world.uscc, newer.digits(voucher))
    assert done.status_code == 201
    assert (await reverse(client, other.till, other.uscc, done.json()["id"])).status_code == 404
    assert (await client.get("/api/perk-books", headers=world.owner.headers)).status_code == 403
    books = await client.get("/api/perk-books", headers=world.approver.headers)
    assert books.json()["balanced"] and len(books.json()["perks"]) == 2
    mine = await client.post(
        f"/api/perks/{world.perk}/versions", json={"terms": {}}, headers=citizen.headers
    )
    assert mine.status_code == 403


async def test_a_till_without_a_network_hands_in_later(client: httpx.AsyncClient, db: Any) -> None:
    world, citizen = await make_world(), await make_citizen()
    voucher = (await claim(client, citizen, world.perk)).json()["id"]
    phone = Phone(client, citizen)
    await phone.fetch(voucher)
    digits = phone.digits(voucher)
    await shift(db, voucher, claimed_at="0")
    late = await redeem(client, world.till, world.uscc, digits, acceptedAt="2020-01-01T00:00:00Z")
    assert late.status_code in (400, 409)
    moment = datetime.now(UTC).isoformat()  # not before the key that signed: it is this test's own
    taken = await redeem(client, world.till, world.uscc, digits, acceptedAt=moment)
    assert taken.status_code == 201 and taken.json()["offline"], taken.text
    twice = await redeem(client, world.till, world.uscc, digits, acceptedAt=moment)
    assert twice.status_code == 409


async def test_hot_ways_keep_their_number_of_statements(client: httpx.AsyncClient, db: Any) -> None:
    world, citizen = await make_world(), await make_citizen()
    for path, budget in (("/api/perks?limit=20", 1), (f"/api/perks/{world.perk}", 2)):
        with counted(db) as seen:
            assert (await client.get(path)).status_code == 200
        assert len(seen) <= budget, seen
    await client.get("/api/perk-claims", headers=citizen.headers)
    with counted(db) as seen:
        made = await claim(client, citizen, world.perk)
    assert made.status_code == 201 and len(seen) <= 10, seen
    phone = Phone(client, citizen)
    await phone.fetch(made.json()["id"])
    await client.get(f"/api/subjects/{world.uscc}/redemptions", headers=world.till.headers)
    with counted(db) as seen:
        done = await redeem(client, world.till, world.uscc, phone.digits(made.json()["id"]))
    assert done.status_code == 201 and len(seen) <= 10, seen
