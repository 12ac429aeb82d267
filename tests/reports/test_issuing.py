"""Asking for a report: ten sections, who may ask, numbers without gaps, what is kept."""

import asyncio
import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import jwt
import pytest

from commitments.acts import sign
from contracts.test_query_count import counted
from credit.kit import clock
from credit.kit.db import Connection
from credit.records.repairing import get_negative_fact, repair_record
from credit.reports.issuing.actions import forget_snapshots
from credit.reports.jobs import forget_daily
from credit.reports.snapshot.reading import read_known
from factories.accounts import make_account
from factories.subjects import make_subject
from reports.world import (
    World,
    add_honour,
    add_penalty,
    bring,
    facts,
    issue,
    issued,
    judgments,
    licences,
    make_world,
    section,
    with_key,
)


@pytest.fixture
async def world(db: Connection) -> World:
    return await make_world()


async def test_a_report_has_ten_sections_and_says_when_one_is_empty(
    client: httpx.AsyncClient, world: World
) -> None:
    await bring("permits", licences(world, 2))
    await add_penalty(world)
    await add_honour(world)
    made = await issued(client, world)
    report, card = made["report"], made["card"]
    assert [one["number"] for one in report["sections"]] == list(range(1, 11))
    assert [one["name"] for one in report["counts"]] == [
        "行政管理", "诚实守信", "严重失信", "经营异常", "信用承诺", "信用评价", "司法判决", "其他",
    ]  # fmt: skip
    assert [one["count"] for one in report["counts"]][:2] == [3, 1]
    for number, said in ((4, "没有严重失信主体名单信息"), (8, "没有司法判决及执行信息")):
        assert said in section(report, number)["groups"][0]["empty"]
    bad = next(fact for fact in facts(report, 2) if fact["negative"])
    assert (bad["agency"], bad["source"]) == ("示例县市场监督管理局", "示例县市场监督管理局")
    assert bad["legalBasis"] == "《中华人民共和国价格法》第四十二条"
    assert bad["period"].startswith("公示至 20") and "评价 -" in bad["effect"]
    assert report["sources"][0]["count"] == 3
    assert any("申请信用修复" in note for note in section(report, 10)["notes"])
    assert re.fullmatch(r"20\d{20}", card["number"]) and card["current"]
    assert card["validUntil"] == str(clock.today() + timedelta(days=90))


async def test_an_open_objection_is_marked(client: httpx.AsyncClient, world: World) -> None:
    record = await add_penalty(world)
    body = {"target": "fact", "recordId": record, "grounds": "not_ours", "statement": "同名。" * 5}
    path = f"/api/subjects/{world.uscc}/objections"
    answer = await client.post(path, json=body, headers=world.owner.headers)
    assert answer.status_code == 201, answer.text
    report = (await issued(client, world))["report"]
    assert facts(report, 2)[0]["disputedSince"] == str(clock.today())


async def test_promises_stand_with_their_kind_and_source(
    client: httpx.AsyncClient, world: World
) -> None:
    body = {"template": "no_reason_return", "parameters": {"exclusions": ["内衣"]}}
    assert (await sign(client, world.uscc, world.owner, body)).status_code == 201
    report = (await issued(client, world))["report"]
    (promise,) = facts(report, 6)
    assert promise["detail"].startswith("主动型；履行状态：未认定")
    assert [one["unit"] for one in report["sources"]] == ["信用青海"]


async def test_repaired_facts_are_in_the_owners_own_version_alone(
    client: httpx.AsyncClient, world: World
) -> None:
    record = await add_penalty(world)
    fact = await get_negative_fact(record)
    await repair_record(fact.natural_key, actor="test", decision="示例修复")
    assert facts((await issued(client, world))["report"], 2) == []
    own = await issued(client, world, purpose="own_reading", audience="own")
    assert [one["mark"] for one in facts(own["report"], 2)] == ["已修复"]
    assert any("本人查阅版" in note for note in own["report"]["notes"])
    for who, body in (
        (world.owner, {"audience": "own"}),
        (world.officer, {"purpose": "approval", "matter": "食品许可", "audience": "own"}),
    ):
        assert (await issue(client, world, who, **body)).status_code == 400


async def test_owners_and_officers_with_a_matter_may_ask(
    client: httpx.AsyncClient, world: World, db: Connection
) -> None:
    stranger = await make_account(owns=(await make_subject()).uscc or "")
    clerk = await make_account(owns=world.uscc, role="badge")
    for who in (stranger, clerk):
        assert (await issue(client, world, who)).status_code == 403
    citizen = await make_account("citizen")
    assert (await issue(client, world, citizen)).status_code == 403
    officer = {"who": world.officer, "purpose": "approval"}
    assert (await issue(client, world, **officer)).status_code == 400
    assert (await issue(client, world, purpose="approval")).status_code == 400
    made = await issue(client, world, **officer, matter="食品经营许可核查")
    assert made.status_code == 201
    number = made.json()["card"]["number"]
    path = f"/api/subjects/{world.uscc}/credit-reports/{number}"
    assert (await client.get(path, headers=world.officer.headers)).status_code == 200
    assert (await client.get(path, headers=world.owner.headers)).status_code == 404
    told = await db.fetchval("SELECT body FROM message WHERE title LIKE '有工作人员%'")
    assert "食品经营许可核查" in told
    noted = await db.fetchrow(
        "SELECT kind, subject_uscc FROM access_entry WHERE object_id = $1", number
    )
    assert (noted["kind"], noted["subject_uscc"]) == ("credit_report", world.uscc)
    looked = await client.get(
        f"/api/subjects/{world.uscc}/report-lookups", headers=world.owner.headers
    )
    first = looked.json()["items"][0]
    assert (first["by"], first["kind"], first["matter"]) == (
        "officer", "issued", "食品经营许可核查",
    )  # fmt: skip


async def test_an_officers_copy_ends_with_a_repair(client: httpx.AsyncClient, world: World) -> None:
    record = await add_penalty(world)
    made = await issue(client, world, world.officer, purpose="supervision", matter="节前检查")
    path = f"/api/subjects/{world.uscc}/credit-reports/{made.json()['card']['number']}"
    assert (await client.get(path, headers=world.officer.headers)).status_code == 200
    fact = await get_negative_fact(record)
    await repair_record(fact.natural_key, actor="test", decision="示例修复")
    assert (await client.get(path, headers=world.officer.headers)).status_code == 409


async def test_numbers_have_no_gap_and_a_repeated_request_takes_none(
    client: httpx.AsyncClient, world: World
) -> None:
    headers = with_key(world.owner)
    path = f"/api/subjects/{world.uscc}/credit-reports"
    answers = [await client.post(path, json={"purpose": "loan"}, headers=headers) for _ in range(2)]
    assert answers[0].json()["card"] == answers[1].json()["card"]
    await issue(client, world, purpose="nonsense")
    numbers = [answers[0].json()["card"]["number"]]
    numbers += [(await issued(client, world))["card"]["number"] for _ in range(3)]
    serials = [int(number[14:]) for number in numbers]
    assert serials == list(range(serials[0], serials[0] + 4))
    listed = await client.get(path, headers=world.owner.headers)
    assert [one["number"] for one in listed.json()["items"]] == numbers[::-1]


async def test_what_is_registered_is_signed_sealed_and_never_changed(
    client: httpx.AsyncClient, world: World, db: Connection
) -> None:
    await add_honour(world, "示例独一无二的荣誉")
    made = await issued(client, world)
    number = made["card"]["number"]
    row = await db.fetchrow("SELECT * FROM credit_report WHERE number = $1", number)
    assert "示例独一无二的荣誉".encode() not in bytes(row["snapshot_sealed"])
    keys = jwt.PyJWKSet.from_dict((await client.get("/api/credit-report-keys")).json())
    key = keys[jwt.get_unverified_header(row["statement"])["kid"]]
    claims: Any = jwt.decode(
        row["statement"], key, algorithms=["ES256"], options={"verify_iat": False}
    )
    assert claims["content"] == bytes(row["content_sha256"]).hex() == made["url"].partition("#")[2]
    audit = await db.fetchrow(
        "SELECT action, detail::text AS detail FROM audit_entry WHERE object_id = $1", number
    )
    assert audit["action"] == "report.issue" and claims["content"] in audit["detail"]
    for change in ("purpose = 'bidding'", "snapshot_sealed = 'x'", "valid_until = '2099-01-01'"):
        with pytest.raises(asyncpg.CheckViolationError):
            async with db.transaction():
                await db.execute(f"UPDATE credit_report SET {change} WHERE number = $1", number)
    with pytest.raises(asyncpg.CheckViolationError):
        async with db.transaction():
            await db.execute("DELETE FROM credit_report WHERE number = $1", number)


async def test_the_content_is_forgotten_when_its_time_is_over(
    client: httpx.AsyncClient, world: World
) -> None:
    made = await issued(client, world)
    number = made["card"]["number"]
    path = f"/api/subjects/{world.uscc}/credit-reports/{number}"
    assert await forget_snapshots() == 0
    later = datetime.combine(clock.today() + timedelta(days=121), datetime.min.time(), UTC)
    with clock.frozen(later):
        await forget_daily({})
    gone = await client.get(path, headers=world.owner.headers)
    assert gone.status_code == 404 and "已删除" in gone.json()["detail"]
    check = {"number": number, "content": hashlib.sha256().hexdigest()}
    assert (await client.post("/api/credit-reports/check", json=check)).json()["verdict"] == (
        "unknown"
    )
    check["content"] = made["card"]["contentSha256"]
    assert (await client.post("/api/credit-reports/check", json=check)).json()["verdict"] == (
        "genuine"
    )


async def test_the_statements_do_not_grow_with_the_facts(
    client: httpx.AsyncClient, world: World, db: Connection
) -> None:
    await add_penalty(world)
    with counted(db) as few:
        await read_known(world.subject_id)
        await asyncio.sleep(0)  # the last statement is told in the loop's next turn
    await bring("permits", licences(world, 40))
    await bring("judgments", judgments(world, 30))
    with counted(db) as many:
        await read_known(world.subject_id)
        await asyncio.sleep(0)  # the last statement is told in the loop's next turn
    assert len(few) == len(many) <= 7, many
