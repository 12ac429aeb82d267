"""Claim, show, redeem, reverse: the way of one voucher, through the API."""

from typing import Any

import httpx

from credit.perks.ledger.reconciling import list_differences
from perks.world import Phone, claim, key, make_citizen, make_world, redeem, reverse


async def test_a_voucher_is_claimed_redeemed_and_taken_back(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world()
    citizen = await make_citizen()
    made = await claim(client, citizen, world.perk)
    assert made.status_code == 201, made.text
    voucher = made.json()
    assert (voucher["state"], voucher["openFen"], voucher["usesLeft"]) == ("claimed", 500, 1)
    phone = Phone(client, citizen)
    assert (await phone.fetch(voucher["id"])).status_code == 200
    digits = phone.digits(voucher["id"])
    done = await redeem(client, world.till, world.uscc, digits, billFen=800)
    assert done.status_code == 201, done.text
    receipt = done.json()
    assert (receipt["valueFen"], receipt["usesLeft"], receipt["undone"]) == (500, 0, False)
    assert citizen.login not in done.text
    again = await redeem(client, world.till, world.uscc, digits, billFen=800)
    assert again.json()["type"].endswith("/not-usable"), again.text
    back = await reverse(client, world.till, world.uscc, receipt["id"])
    assert back.status_code == 200, back.text
    assert back.json()["undone"] and back.json()["usesLeft"] == 1
    own = await client.get(f"/api/perk-claims/{voucher['id']}", headers=citizen.headers)
    assert own.json()["state"] == "claimed"
    assert own.json()["openFen"] == 500
    assert await list_differences() == []


async def test_the_same_key_gives_the_same_answer(client: httpx.AsyncClient, db: Any) -> None:
    world = await make_world()
    citizen, headers = await make_citizen(), key()
    path = f"/api/perks/{world.perk}/claims"
    first = await client.post(path, json={}, headers=citizen.headers | headers)
    second = await client.post(path, json={}, headers=citizen.headers | headers)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    other = await client.post(path, json={"reserve": True}, headers=citizen.headers | headers)
    assert other.status_code == 422
    assert other.json()["type"].endswith("/idempotency-conflict")
    third = await claim(client, citizen, world.perk)
    assert third.json()["type"].endswith("/already-claimed")
    assert await db.fetchval("SELECT count(*) FROM perk_claim") == 1
