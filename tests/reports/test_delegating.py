"""A law firm fetches the report: by consent, counted, told, until it is taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from credit.kit import clock
from credit.kit.db import Connection
from credit.records.repairing import get_negative_fact, repair_record
from credit.reports.delegating.texts import counting_versions, load_texts, text_on
from reports.world import World, add_penalty, make_world, with_key


@pytest.fixture
async def world(db: Connection) -> World:
    return await make_world()


async def give(client: httpx.AsyncClient, world: World, **change: Any) -> httpx.Response:
    path = f"/api/subjects/{world.uscc}/report-delegations"
    book = (await client.get(path, headers=world.owner.headers)).json()
    body = {
        "delegate": world.firm_uscc, "purpose": "cooperation", "fetches": 2,
        "endsOn": str(clock.today() + timedelta(days=30)),
        "textVersion": book["text"]["version"],
    }  # fmt: skip
    return await client.post(path, json=body | change, headers=world.owner.headers)


async def fetch(client: httpx.AsyncClient, world: World, delegation: str) -> httpx.Response:
    path = f"/api/subjects/{world.firm_uscc}/held-delegations/{delegation}/reports"
    return await client.post(path, headers=with_key(world.lawyer))


async def test_the_delegate_fetches_as_often_as_agreed_and_the_owner_is_told(
    client: httpx.AsyncClient, world: World, db: Connection
) -> None:
    given = (await give(client, world)).json()
    held_path = f"/api/subjects/{world.firm_uscc}/held-delegations"
    held = (await client.get(held_path, headers=world.lawyer.headers)).json()["items"]
    assert [(one["id"], one["state"]) for one in held] == [(given["id"], "open")]
    first = await fetch(client, world, given["id"])
    assert first.status_code == 201, first.text
    number = first.json()["card"]["number"]
    assert first.json()["report"]["uscc"] == world.uscc
    file = f"/api/subjects/{world.firm_uscc}/held-reports/{number}/file"
    assert (await client.get(file, headers=world.lawyer.headers)).status_code == 200
    assert (await fetch(client, world, given["id"])).status_code == 201
    third = await fetch(client, world, given["id"])
    assert (third.status_code, "次数用完" in third.json()["detail"]) == (409, True)
    path = f"/api/subjects/{world.uscc}/report-lookups"
    looked = (await client.get(path, headers=world.owner.headers)).json()["items"]
    assert {(one["by"], one["who"]) for one in looked} == {("delegate", "示例昆仑律师事务所")}
    told = await db.fetch("SELECT body FROM message WHERE title = '您的信用报告被领取' ORDER BY id")
    assert [row["body"][-7:] for row in told] == ["还剩 1 次。", "还剩 0 次。"]


async def test_taken_back_nothing_can_be_fetched(client: httpx.AsyncClient, world: World) -> None:
    given = (await give(client, world)).json()
    number = (await fetch(client, world, given["id"])).json()["card"]["number"]
    path = f"/api/subjects/{world.uscc}/report-delegations/{given['id']}/withdrawal"
    assert (await client.post(path, headers=world.lawyer.headers)).status_code == 403
    for _ in range(2):
        ended = await client.post(path, headers=world.owner.headers)
        assert ended.json()["state"] == "withdrawn"
    assert (await fetch(client, world, given["id"])).status_code == 409
    file = f"/api/subjects/{world.firm_uscc}/held-reports/{number}/file"
    assert (await client.get(file, headers=world.lawyer.headers)).status_code == 404


async def test_a_repair_ends_the_delegates_copy(client: httpx.AsyncClient, world: World) -> None:
    record = await add_penalty(world)
    given = (await give(client, world)).json()
    number = (await fetch(client, world, given["id"])).json()["card"]["number"]
    fact = await get_negative_fact(record)
    await repair_record(fact.natural_key, actor="test", decision="示例修复")
    file = f"/api/subjects/{world.firm_uscc}/held-reports/{number}/file"
    assert (await client.get(file, headers=world.lawyer.headers)).status_code == 409


async def test_only_the_delegate_fetches_and_only_until_the_day(
    client: httpx.AsyncClient, world: World
) -> None:
    given = (await give(client, world)).json()
    other = await make_world()
    assert (await fetch(client, other, given["id"])).status_code == 404
    with clock.frozen(datetime.now(UTC) + timedelta(days=32)):
        assert (await fetch(client, world, given["id"])).status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"delegate": "91630104MA7000000X"}, "delegate"),
        ({"purpose": "own_reading"}, "purpose"),
        ({"purpose": "approval"}, "purpose"),
        ({"fetches": 51}, "fetches"),
        ({"endsOn": "2020-01-01"}, "endsOn"),
        ({"endsOn": "2099-01-01"}, "endsOn"),
    ],
)
async def test_what_cannot_be_delegated(
    client: httpx.AsyncClient, world: World, change: dict[str, Any], field: str
) -> None:
    answer = await give(client, world, **change)
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == field
    assert (await give(client, world, delegate=world.uscc)).status_code == 400
    assert (await give(client, world, textVersion="2001")).status_code == 409


def test_the_text_has_a_hash_and_counts() -> None:
    today = clock.today()
    assert counting_versions(today)[-1] == text_on(today).version
    assert len({text.sha256 for text in load_texts()}) == len(load_texts())
