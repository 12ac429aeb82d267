"""The waitlist: who stands in line gets what comes free, and nobody who passes by. perks.offer."""

import asyncio
from random import Random
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest
from redis.asyncio import Redis

from credit.kit.db import transaction
from credit.perks.claims.jobs import expire
from credit.perks.ledger.reconciling import list_differences
from credit.perks.programme.actions.proposing import decide_version, propose_version
from credit.perks.programme.actions.running import move_perk
from credit.perks.programme.rules.eligibility import NeedsFact
from credit.perks.programme.rules.terms import Benefit, Money, Quota
from credit.perks.turns.jobs import offer, tell_of_step
from credit.perks.turns.offering import offer_all
from factories.accounts import Person
from perks.world import (
    World,
    claim,
    give_fact,
    key,
    make_citizen,
    make_world,
    shift,
    terms,
)

STOCK = "SELECT left_count, waiting, kept_count FROM perk_stock"


async def make_line(
    client: httpx.AsyncClient, *, people: int = 2, **changes: Any
) -> tuple[World, str, Person, list[Person]]:
    """A sold-out perk, its only voucher with its holder, and people in line."""
    changes = {"quota": Quota(total=1), "waitlist_hours": 24} | changes
    world = await make_world(**changes)
    holder = await make_citizen()
    voucher = (await claim(client, holder, world.perk)).json()["id"]
    line = [await make_citizen() for _ in range(people)]
    for person in line:
        assert (await join(client, person, world.perk)).status_code == 201
    return world, voucher, holder, line


async def join(client: httpx.AsyncClient, person: Person, perk: str) -> Any:
    return await client.post(f"/api/perks/{perk}/turn", headers=person.headers | key())


async def leave(client: httpx.AsyncClient, person: Person, perk: str) -> Any:
    return await client.post(f"/api/perks/{perk}/turn/leaving", headers=person.headers | key())


async def turn(client: httpx.AsyncClient, person: Person, perk: str) -> Any:
    return (await client.get(f"/api/perks/{perk}/turn", headers=person.headers)).json()["turn"]


async def give_back(client: httpx.AsyncClient, person: Person, voucher: str) -> None:
    path = f"/api/perk-claims/{voucher}/cancellation"
    answer = await client.post(path, json={}, headers=person.headers | key())
    assert answer.status_code == 200, answer.text


async def titles(client: httpx.AsyncClient, person: Person) -> list[str]:
    items = (await client.get("/api/inbox", headers=person.headers)).json()["items"]
    return [item["title"] for item in items]


def slug(answer: Any) -> str:
    return str(answer.json()["type"]).rsplit("/", 1)[-1]


async def test_what_comes_back_goes_to_the_first_in_line(
    client: httpx.AsyncClient, db: Any
) -> None:
    world, voucher, holder, (first, second) = await make_line(client)
    assert [(await turn(client, p, world.perk))["ahead"] for p in (first, second)] == [0, 1]
    await give_back(client, holder, voucher)
    assert tuple(await db.fetchrow(STOCK)) == (1, 2, 1)
    passer = await make_citizen()
    assert slug(await claim(client, passer, world.perk)) == "sold-out"
    seen = (await client.get(f"/api/perks/{world.perk}")).json()["card"]
    assert (seen["left"], seen["phase"]) == (0, "sold-out")
    await offer({})
    await offer({})
    offered = await turn(client, first, world.perk)
    assert offered["standing"] == "offered" and offered["keptUntil"]
    assert tuple(await db.fetchrow(STOCK)) == (0, 1, 0)
    assert await titles(client, first) == ["有一张权益为您留着"]
    assert await titles(client, second) == []
    taken = await client.post(
        f"/api/perk-claims/{offered['claim']}/confirmation", headers=first.headers | key()
    )
    assert taken.status_code == 200, taken.text
    assert (await turn(client, first, world.perk))["standing"] == "taken"
    assert (await turn(client, second, world.perk))["ahead"] == 0
    assert await list_differences() == []


async def test_the_database_keeps_a_freed_voucher_from_who_passes_by(
    client: httpx.AsyncClient, db: Any
) -> None:
    _, voucher, holder, _ = await make_line(client, people=1)
    await give_back(client, holder, voucher)
    with pytest.raises(asyncpg.CheckViolationError, match="ck_perk_stock_kept"):
        async with transaction() as held:
            await held.execute("UPDATE perk_stock SET left_count = left_count - 1")
    await db.execute("UPDATE perk_turn SET state = 'left', ended_at = now()")
    assert tuple(await db.fetchrow(STOCK)) == (1, 0, 0)
    with pytest.raises(asyncpg.CheckViolationError, match="cannot go from"):
        async with transaction() as held:
            await held.execute("UPDATE perk_turn SET state = 'waiting', ended_at = NULL")


async def test_what_is_not_taken_in_time_goes_to_the_next(
    client: httpx.AsyncClient, db: Any
) -> None:
    world, voucher, holder, (first, second) = await make_line(client)
    await give_back(client, holder, voucher)
    await offer({"perk_id": await db.fetchval("SELECT perk_id FROM perk_stock")})
    await shift(db, (await turn(client, first, world.perk))["claim"], reserved_until="-25 hours")
    await expire({})
    await offer({})
    assert (await turn(client, first, world.perk))["standing"] == "missed"
    assert (await turn(client, second, world.perk))["standing"] == "offered"
    again = await join(client, first, world.perk)
    assert again.status_code == 201 and again.json()["turn"]["ahead"] == 0
    kinds = await db.fetch("SELECT kind, count(*) FROM perk_attempt GROUP BY 1")
    assert dict(kinds) | {"join": 3, "reserve": 2, "lapse": 1, "cancel": 1} == dict(kinds)
    assert await list_differences() == []


async def test_conditions_are_looked_at_again_when_it_is_ones_turn(
    client: httpx.AsyncClient, db: Any
) -> None:
    world, voucher, holder, (first,) = await make_line(client, people=1)
    other = await make_citizen(brings=True)
    await give_fact(other, "volunteer", 60)
    saved = await client.put(
        "/api/perk-facts", json={"brings": ["volunteer"]}, headers=other.headers
    )
    assert saved.status_code == 200
    assert (await join(client, other, world.perk)).status_code == 201
    rule = NeedsFact(kind="volunteer", at_least=50)
    changed = terms(world.uscc, quota=Quota(total=1), waitlist_hours=24, eligibility=rule)
    await propose_version(world.proposer.caller, world.perk, changed)
    await decide_version(world.approver.caller, world.perk, decision="approve", reason="")
    assert slug(await join(client, await make_citizen(), world.perk)) == "not-eligible"
    await give_back(client, holder, voucher)
    await offer({})
    passed = await turn(client, first, world.perk)
    assert passed["standing"] == "unfit" and "志愿服务" in passed["reason"]
    assert await titles(client, first) == ["有一项权益这次没有轮给您"]
    assert (await turn(client, other, world.perk))["standing"] == "offered"
    assert await list_differences() == []


async def test_joining_is_refused_with_a_reason_and_leaving_is_free(
    client: httpx.AsyncClient, db: Any
) -> None:
    world, voucher, holder, (first,) = await make_line(client, people=1)
    assert slug(await join(client, first, world.perk)) == "conflict"
    assert slug(await join(client, holder, world.perk)) == "already-claimed"
    left = await leave(client, first, world.perk)
    assert left.json()["turn"]["standing"] == "left"
    assert slug(await leave(client, first, world.perk)) == "conflict"
    await give_back(client, holder, voucher)
    assert "直接领取" in (await join(client, first, world.perk)).json()["detail"]
    assert (await claim(client, first, world.perk)).status_code == 201
    without = await make_world(quota=Quota(total=1))
    await claim(client, holder, without.perk)
    assert "没有候补" in (await join(client, first, without.perk)).json()["detail"]


async def test_more_vouchers_and_freed_money_are_offered_too(
    client: httpx.AsyncClient, db: Any
) -> None:
    """Money is what is scarce here: five vouchers, money for one."""
    quota, money = Quota(total=5), Money(cap_fen=500)
    world, voucher, _, (first, second) = await make_line(client, quota=quota, money=money)
    await shift(db, voucher, usable_until="-90 days")
    await expire({})
    assert slug(await claim(client, await make_citizen(), world.perk)) == "sold-out"
    await offer({})
    assert (await turn(client, first, world.perk))["standing"] == "offered"
    assert (await turn(client, second, world.perk))["standing"] == "waiting"
    more = terms(world.uscc, quota=quota, money=Money(cap_fen=1000), waitlist_hours=24)
    await propose_version(world.proposer.caller, world.perk, more)
    await decide_version(world.approver.caller, world.perk, decision="approve", reason="")
    await offer({})
    assert (await turn(client, second, world.perk))["standing"] == "offered"
    assert await list_differences() == []


async def test_who_holds_or_waits_is_told_of_every_step(client: httpx.AsyncClient, db: Any) -> None:
    world, voucher, holder, (first,) = await make_line(client, people=1)
    for step, reason in (("pause", "设备检修"), ("resume", ""), ("end", "景区关闭")):
        await move_perk(world.proposer.caller, world.perk, step, reason=reason)  # type: ignore[arg-type]
    jobs = await db.fetch(
        "SELECT payload FROM pgqueuer WHERE entrypoint = 'perks.tell_step' ORDER BY id"
    )
    for job in [*jobs, *jobs]:
        await tell_of_step(msgspec.json.decode(job["payload"]))
    told = ["您在等的权益提前结束了", "有一项权益恢复了", "有一项权益暂停了"]
    assert await titles(client, holder) == told[1:]
    assert await titles(client, first) == told
    inbox = (await client.get("/api/inbox", headers=first.headers)).json()["items"]
    assert "景区关闭" in inbox[0]["body"]
    await give_back(client, holder, voucher)
    await offer({})
    assert (await turn(client, first, world.perk))["standing"] == "over"
    assert await titles(client, first) == told
    assert slug(await join(client, holder, world.perk)) == "ended"


async def test_a_line_ends_with_the_time_for_claiming(client: httpx.AsyncClient, db: Any) -> None:
    world, _, _, line = await make_line(client)
    await db.execute("UPDATE perk SET claim_until = now() - interval '1 second'")
    await offer({})
    await offer({})
    for person in line:
        assert (await turn(client, person, world.perk))["standing"] == "over"
        assert await titles(client, person) == ["候补结束了"]
    assert tuple(await db.fetchrow(STOCK)) == (0, 0, 0)


async def test_the_desk_counts_lines_and_names_nobody(client: httpx.AsyncClient, db: Any) -> None:
    world, _, _, line = await make_line(client)
    answer = await client.get("/api/perk-lines", headers=world.proposer.headers)
    (row,) = answer.json()["items"]
    assert (row["waiting"], row["offered"], row["byDraw"]) == (2, 0, False)
    assert line[0].caller.name not in answer.text
    refused = await client.get("/api/perk-lines", headers=line[0].headers)
    assert refused.status_code == 403


class Line:
    """What a perk with two vouchers and a waitlist must do, in a few lines."""

    def __init__(self) -> None:
        self.left, self.line = 2, list[int]()
        self.held: dict[int, str] = {}

    def claim(self, who: int) -> str:
        if who in self.held:
            return "already-claimed"
        if self.left <= len(self.line):
            return "sold-out"
        self.left, self.held[who] = self.left - 1, "claimed"
        return "ok"

    def join(self, who: int) -> str:
        if self.left > len(self.line) or who in self.line:
            return "conflict"
        if who in self.held:
            return "already-claimed"
        self.line.append(who)
        return "ok"

    def leave(self, who: int) -> str:
        if who not in self.line:
            return "conflict"
        self.line.remove(who)
        return "ok"

    def give_back(self, who: int) -> None:
        del self.held[who]
        self.left += 1

    def offer(self) -> None:
        while self.left and self.line:
            self.left, self.held[self.line.pop(0)] = self.left - 1, "reserved"


@pytest.mark.parametrize("seed", [1, 2])
async def test_any_order_of_steps_agrees_with_the_model(
    client: httpx.AsyncClient, db: Any, redis: Redis, seed: int
) -> None:
    world = await make_world(quota=Quota(total=2), waitlist_hours=24)
    people, random, model = [await make_citizen() for _ in range(5)], Random(seed), Line()
    for _ in range(50):
        await redis.flushall()
        who = random.randrange(5)
        person, step = people[who], random.choice(["claim", "join", "leave", "back", "offer"])
        if step == "offer":
            await offer({})
            model.offer()
        elif step == "back":
            if who in model.held:
                await give_back(client, person, await voucher_of(db, person))
                model.give_back(who)
        else:
            act = {"claim": claim, "join": join, "leave": leave}[step]
            answer = await act(client, person, world.perk)
            told = "ok" if answer.status_code < 300 else slug(answer)
            assert told == getattr(model, step)(who), (step, who)
        left, waiting, kept = await db.fetchrow(STOCK)
        assert (left, waiting) == (model.left, len(model.line))
        assert kept == min(left, waiting)
    assert await list_differences() == []


async def voucher_of(db: Any, person: Person) -> str:
    found: str = await db.fetchval(
        "SELECT c.public_id::text FROM perk_claim c JOIN account a ON a.id = c.account_id "
        "WHERE a.public_id = $1 AND c.state IN ('claimed', 'reserved')",
        person.caller.id,
    )
    return found


async def test_closing_an_account_leaves_the_line(client: httpx.AsyncClient, db: Any) -> None:
    world, _, _, (first, second) = await make_line(client)
    await db.execute(
        "DELETE FROM perk_turn q USING account a WHERE a.id = q.account_id AND a.public_id = $1",
        first.caller.id,
    )
    assert (await turn(client, second, world.perk))["ahead"] == 0
    assert tuple(await db.fetchrow(STOCK)) == (0, 1, 0)
    assert await list_differences() == []


async def test_offers_cancellations_and_claims_at_once(
    app: Any, committed_db: None, redis: Redis
) -> None:
    """Two workers offer while holders give back and others try to take: the order holds."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as web:
        free = Benefit(kind="priority")
        world = await make_world(
            quota=Quota(total=4), waitlist_hours=24, benefit=free, money=Money()
        )
        holders = [await make_citizen() for _ in range(4)]
        vouchers = [(await claim(web, h, world.perk)).json()["id"] for h in holders]
        line = [await make_citizen() for _ in range(6)]
        for person in line:
            assert (await join(web, person, world.perk)).status_code == 201
        async with transaction() as held:
            perk_id = await held.fetchval("SELECT perk_id FROM perk_stock")
        passers = [await make_citizen() for _ in range(8)]
        answers = await asyncio.gather(
            *(give_back(web, h, v) for h, v in zip(holders, vouchers, strict=True)),
            *(claim(web, person, world.perk) for person in passers),
            *(offer_all(perk_id) for _ in range(4)),
            leave(web, line[1], world.perk),
        )
        await asyncio.gather(offer_all(perk_id), offer_all(perk_id))
        assert {slug(a) for a in answers[4:12]} == {"sold-out"}
        standings = [(await turn(web, person, world.perk))["standing"] for person in line]
        offered = [n for n, standing in enumerate(standings) if standing == "offered"]
        assert len(offered) == 4 and offered in ([0, 2, 3, 4], [0, 1, 2, 3])
        assert await list_differences() == []
