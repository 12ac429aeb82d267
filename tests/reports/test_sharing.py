"""Links to a report: one recipient and purpose, until a moment, seen by the owner, dead at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from credit.kit import clock
from credit.kit.db import Connection
from credit.records.repairing import get_negative_fact, repair_record
from credit.reports.sharing.rules import state_of
from reports.world import World, add_honour, add_penalty, facts, issued, make_world

OPEN, FILE = "/api/report-shares/open", "/api/report-shares/file"


@pytest.fixture
async def world(db: Connection) -> World:
    return await make_world()


async def share(client: httpx.AsyncClient, world: World, number: str, **body: Any) -> Any:
    path = f"/api/subjects/{world.uscc}/credit-reports/{number}/shares"
    wanted = {"recipient": "示例银行小张", "purpose": "loan", "withPassCode": False} | body
    answer = await client.post(path, json=wanted, headers=world.owner.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def opened(client: httpx.AsyncClient, token: str, code: str = "") -> httpx.Response:
    return await client.post(OPEN, json={"token": token, "passCode": code})


async def lookups(client: httpx.AsyncClient, world: World) -> list[Any]:
    path = f"/api/subjects/{world.uscc}/report-lookups"
    answer = await client.get(path, headers=world.owner.headers)
    items: list[Any] = answer.json()["items"]
    return items


async def test_a_link_opens_without_signing_in_and_the_owner_sees_it(
    client: httpx.AsyncClient, world: World, db: Connection
) -> None:
    await add_honour(world)
    number = (await issued(client, world))["card"]["number"]
    made = await share(client, world, number)
    answer = await opened(client, made["token"])
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    seen = answer.json()
    assert (seen["recipient"], seen["purposeName"], seen["news"]) == (
        "示例银行小张", "贷款融资", False,
    )  # fmt: skip
    assert seen["report"]["number"] == number and len(facts(seen["report"], 3)) == 1
    pdf = await client.post(FILE, json={"ticket": seen["ticket"]})
    assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF-")
    first, second = (await lookups(client, world))[:2]
    assert (first["kind"], second["kind"], second["by"]) == ("saved", "opened", "recipient")
    assert second["who"] == "示例银行小张"
    row = await db.fetchrow("SELECT * FROM report_share WHERE public_id = $1", made["id"])
    assert made["token"] not in str(row) and "小张".encode() not in bytes(row["recipient_sealed"])


async def test_taken_back_it_is_dead_at_once(client: httpx.AsyncClient, world: World) -> None:
    number = (await issued(client, world))["card"]["number"]
    made = await share(client, world, number)
    ticket = (await opened(client, made["token"])).json()["ticket"]
    path = f"/api/subjects/{world.uscc}/report-shares/{made['id']}"
    assert (await client.delete(path, headers=world.lawyer.headers)).status_code == 403
    assert (await client.delete(path, headers=world.owner.headers)).status_code == 204
    assert (await opened(client, made["token"])).status_code == 404
    assert (await client.post(FILE, json={"ticket": ticket})).status_code == 404
    listed = await client.get(
        f"/api/subjects/{world.uscc}/report-shares", headers=world.owner.headers
    )
    assert [one["state"] for one in listed.json()["items"]] == ["revoked"]
    assert (await client.delete(path, headers=world.owner.headers)).status_code == 404


async def test_a_pass_code_is_asked_for_and_five_wrong_ones_lock_it(
    client: httpx.AsyncClient, world: World
) -> None:
    number = (await issued(client, world))["card"]["number"]
    made = await share(client, world, number, withPassCode=True)
    asked = await opened(client, made["token"])
    assert (asked.status_code, asked.json()["detail"]) == (401, "请输入口令")
    assert (await opened(client, made["token"], made["passCode"])).status_code == 200
    for _ in range(5):
        assert (await opened(client, made["token"], "000000x")).status_code == 401
    assert (await opened(client, made["token"], made["passCode"])).status_code == 404
    assert [one["kind"] for one in await lookups(client, world)][:5] == ["refused"] * 5


async def test_once_means_once_and_an_end_is_an_end(
    client: httpx.AsyncClient, world: World
) -> None:
    number = (await issued(client, world))["card"]["number"]
    made = await share(client, world, number, once=True)
    ticket = (await opened(client, made["token"])).json()["ticket"]
    assert (await opened(client, made["token"])).status_code == 404
    assert (await client.post(FILE, json={"ticket": ticket})).status_code == 200
    other = await share(client, world, number, hours=1)
    with clock.frozen(datetime.now(UTC) + timedelta(minutes=61)):
        assert (await opened(client, other["token"])).status_code == 404
        assert (await client.post(FILE, json={"ticket": ticket})).status_code == 404


async def test_what_was_repaired_since_is_not_shown_any_more(
    client: httpx.AsyncClient, world: World
) -> None:
    record = await add_penalty(world)
    await add_honour(world)
    number = (await issued(client, world))["card"]["number"]
    made = await share(client, world, number)
    assert "明码标价" in (await opened(client, made["token"])).text
    fact = await get_negative_fact(record)
    await repair_record(fact.natural_key, actor="test", decision="示例修复")
    answer = await opened(client, made["token"])
    seen = answer.json()
    assert (seen["news"], seen["file"], len(facts(seen["report"], 3))) == (True, False, 1)
    assert "明码标价" not in answer.text
    refused = await client.post(FILE, json={"ticket": seen["ticket"]})
    assert refused.status_code == 409


async def test_an_own_version_is_not_shared_and_limits_hold(
    client: httpx.AsyncClient, world: World
) -> None:
    own = await issued(client, world, purpose="own_reading", audience="own")
    others = (await issued(client, world))["card"]["number"]
    path = f"/api/subjects/{world.uscc}/credit-reports"

    async def refused(number: str, **change: Any) -> int:
        body = {"recipient": "示例银行", "purpose": "loan"} | change
        answer = await client.post(
            f"{path}/{number}/shares", json=body, headers=world.owner.headers
        )
        return answer.status_code

    assert await refused(own["card"]["number"]) == 409
    assert await refused(others, hours=721) == 400
    assert await refused(others, hours=0) == 400
    assert await refused(others, purpose="own_reading") == 400
    assert await refused(others, purpose="approval") == 400
    assert await refused(others, recipient="") == 400
    assert await refused("2" * 22) == 404
    assert (await opened(client, "A" * 22)).status_code == 404
    assert (await opened(client, "short")).status_code == 400


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "open"),
        ({"revoked": True}, "revoked"),
        ({"opened": 1, "once": True}, "used"),
        ({"opened": 9}, "open"),
        ({"wrong_codes": 5}, "locked"),
        ({"wrong_codes": 4}, "open"),
        ({"now": datetime(2026, 12, 1, 12, tzinfo=UTC)}, "expired"),
    ],
)
def test_states(change: dict[str, Any], state: str) -> None:
    share: dict[str, Any] = {
        "expires_at": datetime(2026, 12, 1, 12, tzinfo=UTC), "revoked": False, "once": False,
        "opened": 0, "wrong_codes": 0, "now": datetime(2026, 12, 1, 11, 59, tzinfo=UTC),
    }  # fmt: skip
    assert state_of(**(share | change)) == state
