"""专项信用报告: what was searched, what was found, what is not covered."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from credit.kit import clock
from credit.kit.db import Connection
from credit.records.catalogue import RecordClass
from credit.records.repairing import get_negative_fact, repair_record
from credit.reports.clearance.fields import find_field, load_fields
from reports.test_checking import checked, judged
from reports.test_paper import file_of
from reports.world import World, add_penalty, bring, judgments, make_world, section, with_key


@pytest.fixture
async def world(db: Connection) -> World:
    return await make_world()


async def clear(client: httpx.AsyncClient, world: World, *fields: str, **more: Any) -> Any:
    body = {
        "purpose": "listing", "fields": list(fields), "first": "2024-01-01",
        "last": str(clock.today()),
    }  # fmt: skip
    path = f"/api/subjects/{world.uscc}/clearance-reports"
    return await client.post(path, json=body | more, headers=with_key(world.owner))


async def test_each_field_says_what_was_found(client: httpx.AsyncClient, world: World) -> None:
    record = await add_penalty(world)
    answer = await clear(client, world, "market", "environment", "tax")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    outcomes = {one["code"]: one["outcome"] for one in made["report"]["fields"]}
    assert outcomes == {"market": "found", "environment": "none_found", "tax": "not_covered"}
    scope = {pair["name"]: pair["text"] for pair in section(made["report"], 1)["pairs"]}
    assert scope["查询领域"] == "市场监管、生态环境、税务" and "信用代证" in scope["出具依据"]
    assert section(made["report"], 2)["groups"][0]["facts"][0]["id"] == record
    assert "未查到生态环境领域" in section(made["report"], 3)["groups"][0]["empty"]
    tax = {pair["name"]: pair["text"] for pair in section(made["report"], 4)["pairs"]}
    assert tax["结果"] == "没有接入，不能证明" and "请向上列部门开具证明" in tax["归集情况"]
    assert section(made["report"], 4)["groups"] == []
    assert "已经修复" in "".join(section(made["report"], 5)["notes"])
    number = made["card"]["number"]
    found = await judged(client, await file_of(client, world, number))
    assert found["verdict"] == "genuine" and len(found["report"]["fields"]) == 3
    fact = await get_negative_fact(record)
    await repair_record(fact.natural_key, actor="test", decision="示例修复")
    after = await checked(client, number, made["card"]["contentSha256"])
    assert after["verdict"] == "superseded"
    again = (await clear(client, world, "market")).json()["report"]
    assert again["fields"][0]["outcome"] == "none_found"


async def test_only_the_period_is_searched(client: httpx.AsyncClient, world: World) -> None:
    await add_penalty(world, CF_JDRQ="2026-06-17")
    for first, last, outcome in (
        ("2026-06-17", "2026-06-17", "found"),
        ("2026-06-18", "2026-07-01", "none_found"),
        ("2026-01-01", "2026-06-16", "none_found"),
    ):
        made = await clear(client, world, "market", first=first, last=last)
        assert made.json()["report"]["fields"][0]["outcome"] == outcome, (first, last)


async def test_courts_are_a_field_of_judgments(client: httpx.AsyncClient, world: World) -> None:
    await bring("judgments", judgments(world, 2))
    made = (await clear(client, world, "courts", "market")).json()
    assert [one["count"] for one in made["report"]["fields"]] == [2, 0]


async def test_what_cannot_be_asked_for(client: httpx.AsyncClient, world: World) -> None:
    today = clock.today()
    for fields, change in (
        (["nonsense"], {}),
        ([], {}),
        (["market"], {"first": "2001-01-01"}),
        (["market"], {"last": str(today + timedelta(days=1))}),
        (["market"], {"first": str(today), "last": "2026-01-01"}),
        (["market"], {"purpose": "approval"}),
    ):
        assert (await clear(client, world, *fields, **change)).status_code == 400, (fields, change)


async def test_the_form_says_which_fields_are_covered(
    client: httpx.AsyncClient, world: World
) -> None:
    form = (await client.get("/api/credit-report-form", headers=world.owner.headers)).json()
    covered = {one["code"]: one["covered"] for one in form["fields"]}
    assert covered["market"] and not covered["tax"] and form["validDays"] == 90
    assert "approval" not in {one["code"] for one in form["purposes"]}


def test_fields_name_departments_and_a_basis() -> None:
    fields = load_fields().field
    assert len({one.code for one in fields}) == len(fields) >= 18
    assert all(one.departments and one.agencies and one.legal_basis for one in fields)
    assert all(set(one.classes) <= {each.slug for each in RecordClass} for one in fields)
    market = find_field("market")
    assert market and market.since and market.since < date(2026, 1, 1)
    assert market.holds(RecordClass.PENALTY, "城西区示例市场监督管理局")
    assert not market.holds(RecordClass.LICENCE, "城西区示例市场监督管理局")
    assert not market.holds(RecordClass.PENALTY, "城西区示例消防救援大队")
