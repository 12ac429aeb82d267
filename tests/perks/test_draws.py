"""A draw from announcement to winners: perks.publish_draws, perks.draw_steps, perks.tell_draw."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest
from redis.asyncio import Redis

from credit.kit.db import transaction
from credit.perks.claims.jobs import remind
from credit.perks.draws import steps
from credit.perks.draws.jobs import publish, take_draw_steps, tell_result
from credit.perks.draws.proof import DrawProof, check_proof
from credit.perks.draws.rows import get_draw
from credit.perks.ledger.reconciling import list_differences
from credit.perks.programme.rules.terms import DrawTerms, Quota
from credit.perks.turns.jobs import offer
from factories.accounts import Person
from perks.test_waitlist import join, leave, slug, titles, turn
from perks.world import DAY, World, claim, key, make_citizen, make_world, shift

HOUR = timedelta(hours=1)


async def make_draw(*, total: int = 2, source: str = "", publish_now: bool = True) -> World:
    """A perk given by a draw that is open for entries."""
    now = datetime.now(UTC)
    draw = DrawTerms(
        enter_from=now - HOUR, enter_until=now + DAY, draw_at=now + 2 * DAY, public_source=source
    )
    world = await make_world(quota=Quota(total=total), draw=draw)
    if publish_now:
        await publish({})
    return world


async def enter(client: httpx.AsyncClient, person: Person, perk: str) -> Any:
    return await client.post(f"/api/perks/{perk}/draw/entry", headers=person.headers | key())


async def pass_time(db: Any, by: timedelta) -> None:
    """As if the draw had been announced so much earlier."""
    await db.execute("ALTER TABLE perk_draw DISABLE TRIGGER perk_draw_guard")
    await db.execute(
        "UPDATE perk_draw SET enter_from = enter_from - $1::interval,"
        " enter_until = enter_until - $1::interval, draw_at = draw_at - $1::interval",
        by,
    )
    await db.execute("ALTER TABLE perk_draw ENABLE TRIGGER perk_draw_guard")


async def file_of(client: httpx.AsyncClient, perk: str) -> DrawProof:
    answer = await client.get(f"/api/perks/{perk}/draw/file")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=DrawProof)


async def test_a_draw_from_announcement_to_voucher(client: httpx.AsyncClient, db: Any) -> None:
    world = await make_draw()
    people = [await make_citizen() for _ in range(5)]
    numbers = []
    for person in people:
        made = await enter(client, person, world.perk)
        assert made.status_code == 201, made.text
        numbers.append(made.json()["turn"]["number"])
    assert len(set(numbers)) == 5
    announced = await file_of(client, world.perk)
    assert (announced.state, announced.seed, announced.entries) == ("open", "", [])
    assert slug(await claim(client, people[0], world.perk)) == "by-draw"
    await pass_time(db, DAY)
    await take_draw_steps({})
    closed = await file_of(client, world.perk)
    assert closed.entries == sorted(numbers) and closed.seed == ""
    assert slug(await enter(client, await make_citizen(), world.perk)) == "ended"
    await pass_time(db, DAY)
    for _ in range(2):
        await take_draw_steps({})
        await offer({})
        await tell_result({"perk_id": await db.fetchval("SELECT perk_id FROM perk_draw")})
    drawn = await file_of(client, world.perk)
    assert check_proof(drawn) == [] and len(drawn.winning) == 2
    assert drawn.entries == closed.entries
    for person, number in zip(people, numbers, strict=True):
        own, place = await turn(client, person, world.perk), drawn.order.index(number)
        assert own["rank"] == place + 1
        assert own["standing"] == ("offered" if place < 2 else "waiting")
        told = "有一张权益为您留着" if place < 2 else "摇号结果出来了"
        assert await titles(client, person) == [told]
    assert await list_differences() == []
    public = (await client.get(f"/api/perks/{world.perk}/draw")).json()
    assert public["seed"] == drawn.seed and public["entries"] == 5
    assert people[0].caller.name not in str(public)


async def test_who_gives_up_makes_room_for_the_next_in_the_order(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_draw(total=1)
    people = {}
    for _ in range(3):
        person = await make_citizen()
        people[(await enter(client, person, world.perk)).json()["turn"]["number"]] = person
    await pass_time(db, 2 * DAY)
    await take_draw_steps({})
    await offer({})
    first, second, third = (people[n] for n in (await file_of(client, world.perk)).order)
    won = (await turn(client, first, world.perk))["claim"]
    path = f"/api/perk-claims/{won}/cancellation"
    gone = await client.post(path, json={}, headers=first.headers | key())
    assert gone.status_code == 200
    assert slug(await claim(client, await make_citizen(), world.perk)) == "by-draw"
    await leave(client, second, world.perk)
    await offer({})
    assert (await turn(client, third, world.perk))["standing"] == "offered"
    assert await list_differences() == []


async def test_an_entry_can_be_taken_back_and_made_again(
    client: httpx.AsyncClient, db: Any
) -> None:
    world, person = await make_draw(), await make_citizen()
    assert slug(await join(client, person, world.perk)) == "conflict"
    first = (await enter(client, person, world.perk)).json()["turn"]["number"]
    assert slug(await enter(client, person, world.perk)) == "conflict"
    assert (await leave(client, person, world.perk)).json()["turn"]["standing"] == "left"
    again = (await enter(client, person, world.perk)).json()["turn"]["number"]
    assert again != first
    assert (await client.get(f"/api/perks/{world.perk}/draw")).json()["entries"] == 1
    await pass_time(db, DAY)
    await take_draw_steps({})
    assert (await file_of(client, world.perk)).entries == [again]


async def test_the_public_number_counts_when_two_officers_typed_the_same(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_draw(source="双色球第 2026140 期红球")
    await enter(client, await make_citizen(), world.perk)
    path, right = f"/api/perks/{world.perk}/draw/public-number", {"number": "03 08 11"}
    first, second = world.proposer.headers, world.approver.headers
    assert slug(await client.post(path, json=right, headers=first)) == "conflict"  # still open
    await pass_time(db, 2 * DAY)
    await take_draw_steps({})
    assert (await file_of(client, world.perk)).state == "closed"
    wrong = await client.post(path, json={"number": "03 08 12"}, headers=first)
    assert wrong.status_code == 200
    assert slug(await client.post(path, json=right, headers=second)) == "conflict"
    assert (await client.post(path, json=right, headers=first)).status_code == 200
    await take_draw_steps({})
    assert (await file_of(client, world.perk)).state == "closed"
    assert (await client.post(path, json=right, headers=second)).status_code == 200
    await take_draw_steps({})
    drawn = await file_of(client, world.perk)
    assert drawn.public_number == "03 08 11" and check_proof(drawn) == []


async def test_what_was_announced_cannot_be_changed(client: httpx.AsyncClient, db: Any) -> None:
    world = await make_draw()
    await enter(client, await make_citizen(), world.perk)
    for change in (
        "seed_hash = sha256('x')",
        "winners = 9",
        "draw_at = draw_at + interval '1 day'",
    ):
        with pytest.raises(asyncpg.CheckViolationError, match="never changes"):
            async with transaction() as held:
                await held.execute(f"UPDATE perk_draw SET {change}")
    with pytest.raises(asyncpg.CheckViolationError, match="ck_perk_stock_kept"):
        async with transaction() as held:
            await held.execute("UPDATE perk_stock SET left_count = left_count - 1")
    other = {
        **(await client.get(f"/api/perks/{world.perk}")).json()["terms"],
        "quota": {"total": 3},
    }
    path, headers = f"/api/perks/{world.perk}/versions", world.proposer.headers
    refused = await client.post(path, json={"terms": other}, headers=headers)
    assert refused.status_code == 400 and "不能改" in refused.text
    row = await db.fetchrow("SELECT seed_sealed, seed_hash, seed FROM perk_draw")
    assert row["seed"] is None and row["seed_hash"] not in bytes(row["seed_sealed"])


async def test_a_step_that_is_killed_is_taken_again_as_a_whole(
    client: httpx.AsyncClient, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before its commit, in the middle of the draw and before its notices."""
    world = await make_draw(total=1, publish_now=False)
    await take_draw_steps({})
    seed_hash = (await get_draw(world.perk)).seed_hash
    await take_draw_steps({})
    assert (await get_draw(world.perk)).seed_hash == seed_hash
    await enter(client, await make_citizen(), world.perk)
    await pass_time(db, 2 * DAY)

    async def killed(*_: Any) -> None:
        raise ConnectionResetError

    for name in ("_audit", "enqueue", "_audit", "enqueue"):
        with monkeypatch.context() as patch, pytest.raises(ConnectionResetError):
            patch.setattr(steps, name, killed)
            await take_draw_steps({})
        assert (await file_of(client, world.perk)).seed == ""
    await take_draw_steps({})
    await offer({})
    assert check_proof(await file_of(client, world.perk)) == []
    assert await list_differences() == []


async def test_two_workers_draw_once(app: Any, committed_db: None, redis: Redis) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as web:
        world = await make_draw(publish_now=False)
        await asyncio.gather(*(publish({}) for _ in range(4)))
        people = [await make_citizen() for _ in range(6)]
        made = await asyncio.gather(*(enter(web, person, world.perk) for person in people))
        assert {answer.status_code for answer in made} == {201}
        async with transaction() as held:
            await pass_time(held, 2 * DAY)
        await asyncio.gather(*(take_draw_steps({}) for _ in range(4)))
        await asyncio.gather(*(offer({}) for _ in range(3)))
        drawn = await file_of(web, world.perk)
        assert check_proof(drawn) == [] and len(drawn.entries) == 6
        standings = [(await turn(web, person, world.perk))["standing"] for person in people]
        assert sorted(standings) == ["offered"] * 2 + ["waiting"] * 4
        assert await list_differences() == []


async def test_holders_are_reminded_once_before_the_end(client: httpx.AsyncClient, db: Any) -> None:
    world, person = await make_world(), await make_citizen()
    voucher = (await claim(client, person, world.perk)).json()["id"]
    await remind({})
    assert await titles(client, person) == []
    await shift(db, voucher, usable_until="-58 days")
    await remind({})  # two days left, but it was claimed a moment ago
    assert await titles(client, person) == []
    await db.execute("ALTER TABLE perk_claim DISABLE TRIGGER perk_claim_guard")
    await shift(db, voucher, claimed_at="-30 days")
    await db.execute("ALTER TABLE perk_claim ENABLE TRIGGER perk_claim_guard")
    await remind({})
    await remind({})
    assert await titles(client, person) == ["有一张权益快到期"]
