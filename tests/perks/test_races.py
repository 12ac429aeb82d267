"""What only real commits on many connections show."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from credit.kit.db import transaction
from credit.perks.attempts.recording import flush_refusals
from credit.perks.availability import peek
from credit.perks.ledger.reconciling import list_differences
from credit.perks.programme.rules.terms import Quota
from perks.world import Phone, claim, key, make_citizen, make_world, redeem, reverse

pytestmark = pytest.mark.usefixtures("committed_db", "redis")


@pytest.fixture
async def web(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP against the app, each request with connections of its own."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


def slugs(answers: list[Any]) -> dict[str, int]:
    names = ["ok" if a.status_code < 300 else a.json()["type"].rsplit("/", 1)[-1] for a in answers]
    return {name: names.count(name) for name in set(names)}


async def test_the_last_one_goes_to_one_of_many(web: httpx.AsyncClient) -> None:
    world = await make_world(quota=Quota(total=3))
    people = [await make_citizen() for _ in range(20)]
    answers = await asyncio.gather(*(claim(web, person, world.perk) for person in people))
    assert slugs(answers) == {"ok": 3, "sold-out": 17}
    assert await list_differences() == []


async def test_one_key_fifty_times_at_once_is_one_effect(web: httpx.AsyncClient) -> None:
    world = await make_world()
    citizen, headers = await make_citizen(), key()
    answers = await asyncio.gather(
        *(
            web.post(f"/api/perks/{world.perk}/claims", json={}, headers=citizen.headers | headers)
            for _ in range(50)
        )
    )
    counted = slugs(answers)
    assert set(counted) <= {"ok", "request-in-flight", "rate-limited"} and counted["ok"] >= 1
    assert len({a.content for a in answers if a.status_code == 201}) == 1
    async with transaction() as held:
        assert await held.fetchval("SELECT count(*) FROM perk_claim") == 1


async def test_one_code_at_five_tills_is_one_use_and_one_reversal(web: httpx.AsyncClient) -> None:
    world = await make_world()
    citizen = await make_citizen()
    voucher = (await claim(web, citizen, world.perk)).json()["id"]
    phone = Phone(web, citizen)
    await phone.fetch(voucher)
    digits = phone.digits(voucher)
    used = await asyncio.gather(
        *(redeem(web, world.till, world.uscc, digits, billFen=600) for _ in range(5))
    )
    assert slugs(used) == {"ok": 1, "not-usable": 4}
    receipt = next(a.json()["id"] for a in used if a.status_code == 201)
    back = await asyncio.gather(*(reverse(web, world.till, world.uscc, receipt) for _ in range(5)))
    assert slugs(back) == {"ok": 1, "conflict": 4}
    assert await list_differences() == []


async def test_sold_out_is_said_at_once_but_never_to_who_holds_one(web: httpx.AsyncClient) -> None:
    """And every refusal is on record, a moment later."""
    world = await make_world(quota=Quota(total=1))
    first, second = await make_citizen(), await make_citizen()
    headers, path = key(), f"/api/perks/{world.perk}/claims"
    got = await web.post(path, json={}, headers=first.headers | headers)
    await claim(web, second, world.perk)
    for _ in range(2):  # the second answer comes from what this process knows
        refused = await claim(web, second, world.perk)
        assert refused.status_code == 409 and refused.json()["detail"] == "这项权益已经领完"
        assert refused.json()["instance"] == refused.headers["x-request-id"]
    known = peek(world.perk)
    assert known and known.refusal(second.caller.id) == "sold-out"
    again = await web.post(path, json={}, headers=first.headers | headers)
    assert again.content == got.content and again.status_code == 201
    back = await web.post(
        f"/api/perk-claims/{got.json()['id']}/cancellation", json={}, headers=first.headers | key()
    )
    assert back.status_code == 200
    assert (await claim(web, second, world.perk)).status_code == 201
    await flush_refusals()
    async with transaction() as held:
        rows = await held.fetch(
            "SELECT outcome, count(*) FROM perk_attempt a JOIN perk p ON p.id = a.perk_id "
            "WHERE p.public_id = $1 AND kind IN ('claim', 'cancel') GROUP BY 1",
            UUID(world.perk),
        )
    assert dict(rows) == {"sold-out": 3, "done": 3}
