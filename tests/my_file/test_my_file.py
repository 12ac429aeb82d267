"""My file: every fact with what it does; a citizen's without any grade; who looked at both."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from commitments.breaches.rig import make_rig
from credit.kit.db import Connection
from factories.accounts import Person, make_account
from objections.world import World, make_world


@pytest.fixture
async def world(client: httpx.AsyncClient, tmp_path: Path) -> World:
    return await make_world(client, tmp_path, 9001)


async def get(client: httpx.AsyncClient, who: Person, path: str) -> Any:
    answer = await client.get(f"/api{path}", headers=who.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_fact_tells_source_basis_effect_end_and_what_is_under_way(world: World) -> None:
    path = f"/subjects/{world.subject.uscc}/file"
    [entry] = (await get(world.client, world.owner, path))["items"]
    assert (entry["standing"], entry["tone"], entry["points"]) == ("counting", "bad", -60)
    assert entry["source"] and entry["legalBasis"] and entry["endsOn"] and entry["remedy"]
    assert (entry["objectionId"], entry["repairId"]) == ("", "")
    objection = await world.filed()
    body = {"record": entry["id"]}
    repairs = f"/subjects/{world.subject.uscc}/repairs"
    repair = (await world.send(world.owner, "POST", repairs, body)).json()
    [entry] = (await get(world.client, world.owner, path))["items"]
    assert (entry["objectionId"], entry["objectionState"]) == (objection, "已提交，等待受理")
    assert entry["repairId"] == repair["card"]["id"] and entry["repairState"] == "草稿"


async def test_a_thousand_facts_page_by_year_and_filter(world: World, db: Connection) -> None:
    await db.execute(
        "INSERT INTO record (public_id, record_class, subject_id, natural_key, decided_on,"
        " valid_until, title, content_hash, agency)"
        " SELECT gen_random_uuid(), 1, $1, decode(md5(n::text || 'file'), 'hex'),"
        " date '2026-11-01' - n * 3, CASE WHEN n % 2 = 0 THEN date '2020-01-01' END,"
        " '示例许可' || n, decode(md5(n::text), 'hex'), '示例局'"
        " FROM generate_series(1, 999) AS n", world.subject.id,
    )  # fmt: skip
    path = f"/subjects/{world.subject.uscc}/file"
    first = await get(world.client, world.owner, path)
    assert sum(year["facts"] for year in first["years"]) == 1000
    seen, after = [], ""
    while after is not None:
        page = await get(world.client, world.owner, path + (f"?after={after}" if after else ""))
        seen += [(item["decidedOn"], item["id"]) for item in page["items"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == 1000
    assert [day for day, _ in seen] == sorted((day for day, _ in seen), reverse=True)
    ended = await get(world.client, world.owner, f"{path}?shown=ended&year=2024")
    assert {item["standing"] for item in ended["items"]} == {"ended"}
    assert {item["decidedOn"][:4] for item in ended["items"]} == {"2024"}
    assert len((await get(world.client, world.owner, f"{path}?shown=bad"))["items"]) == 1


async def test_what_counts_no_more_stays_and_says_so(world: World, db: Connection) -> None:
    path = f"/subjects/{world.subject.uscc}/file"
    for change, standing in (
        ("withheld = true", "withheld"),
        ("withheld = false, publicity_until = '2026-07-01'", "ended"),
        ("state = 'repaired'", "repaired"),
        ("state = 'withdrawn'", "withdrawn"),
    ):
        await db.execute(f"UPDATE record SET {change} WHERE subject_id = $1", world.subject.id)
        [entry] = (await get(world.client, world.owner, path))["items"]
        assert (entry["standing"], entry["points"]) == (standing, 0)


async def test_a_file_is_the_owner_s_and_an_officer_s_look_is_on_record(world: World) -> None:
    path = f"/subjects/{world.subject.uscc}/file"
    other = await make_account()
    assert (await world.send(other, "GET", path)).status_code == 403
    assert (await world.send(world.officer, "GET", path)).status_code == 403
    stated = {"uscc": world.subject.uscc, "purpose": "counter", "note": "店主到窗口查询"}
    await world.send(world.officer, "POST", "/access-purposes", stated)
    await get(world.client, world.officer, path)
    objection = await world.filed()
    await get(world.client, world.officer, f"/objections/{objection}")
    log = f"/subjects/{world.subject.uscc}/access-log"
    looks = (await get(world.client, world.owner, log))["items"]
    assert [look["what"] for look in looks] == ["异议和材料", "店铺没有公开的资料：信用档案"]
    assert looks[0]["objectId"] == objection
    assert (await world.send(world.officer, "GET", log)).status_code == 403
    assert (await world.send(other, "GET", log)).status_code == 403


async def test_who_reported_sees_looks_at_the_report_and_no_table_links_them(
    client: httpx.AsyncClient, db: Connection
) -> None:
    rig = await make_rig(client)
    await rig.report()
    number = str((await rig.queue())[0]["number"])
    await rig.case(number)
    log = (await get(client, rig.people[0], "/me/access-log"))["items"]
    assert [(look["what"], look["objectId"]) for look in log] == [("违诺举报和答辩", number)]
    assert (await get(client, rig.people[1], "/me/access-log"))["items"] == []
    shop = f"/subjects/{rig.uscc}/access-log"
    assert (await get(client, rig.owner, shop))["items"] == [], "not told of the case yet"
    await rig.desk(number, "acceptance", {"accept": True})
    assert len((await get(client, rig.owner, shop))["items"]) == 1
    assert await db.fetchval("SELECT count(account_id) FROM access_entry") == 0


async def test_a_citizen_s_file_has_no_grade(client: httpx.AsyncClient, db: Connection) -> None:
    citizen = await make_account("citizen")
    await db.execute(
        "INSERT INTO courtesy (account_id, title, agency, legal_basis, granted_on, valid_until)"
        " SELECT id, '示例好人', '示例市', '示例办法', '2025-01-01', '2025-12-31' FROM account"
        " WHERE public_id = $1", citizen.caller.id,
    )  # fmt: skip
    text = (await client.get("/api/consents/texts/citizen_pass")).json()
    consent = {"purpose": "citizen_pass", "textVersion": text["version"]}
    await client.post("/api/consents", json=consent, headers=citizen.headers)
    ask = {"kind": "correction", "text": "名字错了"}
    await client.post("/api/me/requests", json=ask, headers=citizen.headers)
    file = await get(client, citizen, "/me/file")
    found = {(item["kind"], item["state"]) for item in file["items"]}
    assert found == {("honour", "已到期"), ("consent", "有效"), ("request", "办理中")}
    assert not {"grade", "score", "points"} & set(file["items"][0])
    assert "名字错了" not in str(file)
    assert (await client.get("/api/me/file", headers=(await make_account()).headers)).status_code \
        == 403  # fmt: skip
