"""Who overhears a voucher cannot show it, and no code counts twice (see test_access for phones)."""

import hashlib
from typing import Any

import httpx

from credit.perks.programme.rules.terms import Quota
from perks.world import Phone, claim, make_citizen, make_world, redeem


async def test_an_overheard_token_and_a_seen_code_are_worth_nothing(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world(quota=Quota(total=10, uses=3))
    holder = await make_citizen()
    voucher = (await claim(client, holder, world.perk)).json()["id"]
    phone, thief = Phone(client, holder), Phone(client, await make_citizen())
    await phone.fetch(voucher)
    # The signed token as the network carried it; the seed never left the phone.
    thief.held[voucher] = (hashlib.sha256(b"guess").digest()[:16], *phone.held[voucher][1:])
    forged = await redeem(client, world.till, world.uscc, thief.digits(voucher), billFen=900)
    assert forged.status_code == 400 and forged.json()["errors"][0]["field"] == "digits"
    shown = phone.digits(voucher)
    assert (await redeem(client, world.till, world.uscc, shown, billFen=900)).status_code == 201
    again = await redeem(client, world.till, world.uscc, shown, billFen=900)
    assert again.status_code == 409 and "这个码已经用过" in again.json()["detail"]
    assert await db.fetchval("SELECT uses_left FROM perk_claim") == 2, "refusals cost nothing"
