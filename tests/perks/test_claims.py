"""Reserving, confirming, giving back: each edge, and what it does to the stock."""

from typing import Any

import httpx

from credit.perks.ledger.reconciling import list_differences
from credit.perks.programme.rules.terms import Quota
from perks.world import Phone, claim, key, make_citizen, make_world, redeem, shift


async def cancel(client: httpx.AsyncClient, person: Any, voucher: str) -> Any:
    return await client.post(
        f"/api/perk-claims/{voucher}/cancellation", json={}, headers=person.headers | key()
    )


async def confirm(client: httpx.AsyncClient, person: Any, voucher: str) -> Any:
    return await client.post(
        f"/api/perk-claims/{voucher}/confirmation", headers=person.headers | key()
    )


async def test_what_is_given_back_can_be_had_by_somebody_else(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world(quota=Quota(total=1))
    first, second = await make_citizen(), await make_citizen()
    voucher = (await claim(client, first, world.perk)).json()["id"]
    refused = await claim(client, second, world.perk)
    assert refused.json()["type"].endswith("/sold-out")
    back = await cancel(client, first, voucher)
    assert (back.status_code, back.json()["state"]) == (200, "cancelled"), back.text
    assert (await cancel(client, first, voucher)).status_code == 409
    assert (await claim(client, second, world.perk)).status_code == 201
    assert await list_differences() == []


async def test_a_reservation_is_confirmed_in_time_or_lapses(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world(quota=Quota(total=1), reserve_seconds=300)
    first, second = await make_citizen(), await make_citizen()
    kept = (await claim(client, first, world.perk, reserve=True)).json()
    assert kept["state"] == "reserved" and kept["reservedUntil"]
    assert (await Phone(client, first).fetch(kept["id"])).status_code == 409
    assert (await claim(client, second, world.perk)).json()["type"].endswith("/sold-out")
    await shift(db, kept["id"], reserved_until="-10 minutes")
    assert (await confirm(client, first, kept["id"])).status_code == 409
    shown = await client.get(f"/api/perk-claims/{kept['id']}", headers=first.headers)
    assert shown.json()["state"] == "lapsed"  # says so before a job has noted it
    assert (await claim(client, second, world.perk)).status_code == 201  # and is free at read
    assert await list_differences() == []


async def test_a_confirmed_reservation_is_a_voucher(client: httpx.AsyncClient, db: Any) -> None:
    world = await make_world(reserve_seconds=300)
    citizen = await make_citizen()
    kept = (await claim(client, citizen, world.perk, reserve=True)).json()["id"]
    done = await confirm(client, citizen, kept)
    assert (done.status_code, done.json()["state"]) == (200, "claimed"), done.text
    given_back = (await claim(client, await make_citizen(), world.perk, reserve=True)).json()["id"]
    assert (await confirm(client, citizen, given_back)).status_code == 404
    assert await list_differences() == []


async def test_a_used_voucher_is_not_given_back(client: httpx.AsyncClient, db: Any) -> None:
    world = await make_world(quota=Quota(total=2, uses=2))
    citizen = await make_citizen()
    voucher = (await claim(client, citizen, world.perk)).json()["id"]
    phone = Phone(client, citizen)
    await phone.fetch(voucher)
    used = await redeem(client, world.till, world.uscc, phone.digits(voucher))
    assert used.json()["usesLeft"] == 1
    assert (await cancel(client, citizen, voucher)).status_code == 409
    own = await client.get("/api/perk-claims?which=all", headers=citizen.headers)
    assert [item["id"] for item in own.json()["items"]] == [voucher]
    uses = await client.get(f"/api/perk-claims/{voucher}/uses", headers=citizen.headers)
    assert [use["valueFen"] for use in uses.json()["items"]] == [500]
