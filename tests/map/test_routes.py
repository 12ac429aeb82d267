"""The map over HTTP: what is shown, what is kept, what is refused."""

import asyncio
from typing import Any

import httpx
import pytest

from contracts.test_bad_input import faults_of
from contracts.test_query_count import counted
from credit.kit.db import Connection
from credit.map import answers, following
from credit.map.filters import NO_FILTER
from map.world import XINING, place_merchant, tile_of

TILE9 = "/".join(map(str, (9, *tile_of(XINING, 9))))
TILE16 = "/".join(map(str, (16, *tile_of(XINING, 16))))
TILE18 = "/".join(map(str, (18, *tile_of(XINING, 18))))


async def version_of(client: httpx.AsyncClient) -> int:
    answer = await client.get("/api/map/head")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["version"])


async def asked(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    """The JSON under the current version."""
    answer = await client.get(f"/api/map/v{await version_of(client)}/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def fields(answer: httpx.Response) -> dict[str, str]:
    """Field → message of a problem, which it must be."""
    assert not faults_of(answer), answer.text
    return {fault["field"]: fault["message"] for fault in answer.json()["errors"]}


async def test_the_head_counts_and_names_the_version(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await place_merchant(db, grade="A")
    await place_merchant(db, grade="N", division="632801")
    answer = await client.get("/api/map/head")
    head = answer.json()
    assert head["merchants"] == 2
    assert head["grades"] == {"a": 1, "b": 0, "c": 0, "d": 0, "n": 1}
    assert set(head["counties"].values()) <= {head["version"]}
    assert {"630104", "632801"} <= set(head["counties"])
    assert answer.headers["cache-control"] == "no-cache"
    known = {"if-none-match": answer.headers["etag"]}
    assert (await client.get("/api/map/head", headers=known)).status_code == 304


async def test_clusters_count_by_cell_and_grade(client: httpx.AsyncClient, db: Connection) -> None:
    for grade in "AABN":
        await place_merchant(db, grade=grade)
    await place_merchant(db, grade="C", place=(94.9, 36.4))
    tile = await asked(client, f"clusters/{TILE9}")
    assert tile["total"] == 4
    assert [cell[1:] for cell in tile["cells"]] == [[4, 2, 1, 0, 0, 1]]
    whole = await asked(client, "clusters/0/0/0")
    assert whole["total"] == 5
    assert (await asked(client, f"clusters/{TILE9}", f="g:B"))["total"] == 1
    empty = await asked(client, "clusters/9/0/0")
    assert (empty["total"], empty["cells"]) == (0, [])


async def test_an_answer_is_immutable_and_knows_what_the_caller_has(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await place_merchant(db)
    version = await version_of(client)
    for path in (f"clusters/{TILE9}", f"points/{TILE16}", "facets"):
        url = f"/api/map/v{version}/{path}"
        answer = await client.get(url)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        again = await client.get(url, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert (await client.head(url)).status_code == 200


async def test_an_old_version_is_refused_and_names_the_new_one(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db, grade="B")
    old = await version_of(client)
    etag = {"if-none-match": f'"{old}"'}
    await db.execute("UPDATE subject SET grade = 'D' WHERE id = $1", subject)
    new = await version_of(client)
    assert new > old
    for path in (f"clusters/{TILE9}", f"points/{TILE16}", "facets"):
        for headers in ({}, etag):  # no stale 304 either
            answer = await client.get(f"/api/map/v{old}/{path}", headers=headers)
            assert answer.status_code == 410
            assert fields(answer) == {"version": str(new)}
        future = await client.get(f"/api/map/v{new + 5}/{path}")
        assert (future.status_code, fields(future)) == (404, {"version": str(new)})
    tile = await asked(client, f"clusters/{TILE9}")
    assert tile["cells"][0][1:] == [1, 0, 0, 0, 1, 0]


@pytest.mark.parametrize(
    "change",
    [
        "grade = 'C'", "lng = 101.9", "lng = NULL, lat = NULL, geo_precision = ''",
        "geo_precision = 'exact'", "division = '632801'", "division = NULL", "trade = '民宿'",
        "demo = NOT demo", "name = '新名'", "short_name = '新简称'", "address = '新址'",
        "opening_hours = '24/7'",
    ],
)  # fmt: skip
async def test_every_change_that_shows_makes_a_version(
    change: str, client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db)
    before = (await client.get("/api/map/head")).json()
    await db.execute(f"UPDATE subject SET {change} WHERE id = $1", subject)
    after = (await client.get("/api/map/head")).json()
    assert after["version"] > before["version"]
    assert after["counties"]["630104"] == after["version"]  # the county that it left, too


async def test_what_does_not_show_makes_none(client: httpx.AsyncClient, db: Connection) -> None:
    subject, _ = await place_merchant(db)
    before = await version_of(client)
    await db.execute("UPDATE subject SET scope = 'x', grade = grade WHERE id = $1", subject)
    hidden = await place_merchant(db, place=XINING)
    assert await version_of(client) > before
    await db.execute("DELETE FROM subject WHERE id = $1", hidden[0])
    gone = await version_of(client)
    assert (await asked(client, f"clusters/{TILE9}"))["total"] == 1
    assert gone == await version_of(client)


async def test_promises_filter_until_they_are_broken(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db)
    await place_merchant(db)
    await promise(db, subject, "no_reason_return", "2030-01-01")
    before = await version_of(client)
    kept = await asked(client, f"clusters/{TILE9}", f="c:no_reason_return")
    assert kept["total"] == 1
    facets = await asked(client, "facets", f="g:A")
    counts = {each["commitment"]: each["count"] for each in facets["commitments"]}
    assert (facets["total"], counts["no_reason_return"]) == (2, 1)
    await db.execute(
        "UPDATE commitment SET performance = 'broken', legal_basis = 'x', determined_on = now()"
    )
    assert await version_of(client) > before
    assert (await asked(client, f"clusters/{TILE9}", f="c:no_reason_return"))["total"] == 0


async def test_a_promise_ends_at_midnight(client: httpx.AsyncClient, db: Connection) -> None:
    subject, _ = await place_merchant(db)
    await promise(db, subject, "price_pledge", "2026-11-01", made_on="2026-10-01")
    await version_of(client)
    await db.execute("UPDATE map_version SET day = '2026-10-31'")
    await promise(db, subject, "clear_price", "2099-01-01")
    # The day before: as if this version had been made then.
    before = await version_of(client)
    assert (await asked(client, f"clusters/{TILE9}", f="c:price_pledge"))["total"] == 0
    noted = await db.fetchval("SELECT subject_ids FROM map_version WHERE version = $1", before)
    assert noted == [subject]


async def promise(
    db: Connection, subject: int, template: str, until: str, made_on: str = "2026-01-01"
) -> None:
    """A promise that runs; `signed_by` and texts are of no matter here."""
    await db.execute(
        """INSERT INTO commitment (code, subject_id, type, template, matter, content, liability,
             text_hash, parameters, made_on, valid_until, signed_by)
           VALUES (left(md5(random()::text), 20), $1, 6, $2, '示例', '示例', '示例', '', '{}',
             $3::text::date, $4::text::date, 'test')""",
        subject, template, made_on, until,
    )  # fmt: skip


async def test_points_say_who_it_is(client: httpx.AsyncClient, db: Connection) -> None:
    _, uscc = await place_merchant(db, "示例一号面馆有限公司", short_name="一号面馆", trade="餐饮",
                                   address="西宁市城西区五四大街 1 号")  # fmt: skip
    tile = await asked(client, f"points/{TILE16}")
    (point,) = tile["points"]
    assert tile["total"] == 1
    assert point.pop("lng") == pytest.approx(XINING[0], abs=1e-5)
    assert point.pop("lat") == pytest.approx(XINING[1], abs=1e-5)
    assert point == {
        "uscc": uscc, "name": "一号面馆", "trade": "餐饮", "address": "西宁市城西区五四大街 1 号",
        "grade": "A", "gradeWord": "优", "precision": "street", "district": "",
        "districtName": "", "demo": True,
    }  # fmt: skip


async def test_a_trade_with_a_slash(client: httpx.AsyncClient, db: Connection) -> None:
    await place_merchant(db, trade="餐饮/住宿")
    await place_merchant(db, trade="餐饮")
    f = "t:餐饮/住宿"
    assert len((await asked(client, f"points/{TILE16}", f=f))["points"]) == 1
    assert (await asked(client, "facets", f=f))["total"] == 1


async def test_a_crowded_tile_answers_cells(client: httpx.AsyncClient, db: Connection) -> None:
    await db.execute(
        """INSERT INTO subject (registration_no, name, kind, lng, lat, geo_precision)
           SELECT '63' || n, '示例', 'other', $1, $2, 'street' FROM generate_series(1, 401) n""",
        *XINING,
    )
    tile = await asked(client, f"points/{TILE18}")
    assert (tile["total"], tile["points"], tile["cells"][0][1]) == (401, [], 401)
    await db.execute("DELETE FROM subject WHERE registration_no = '631'")
    tile = await asked(client, f"points/{TILE18}")
    assert (tile["total"], len(tile["points"]), tile["cells"]) == (400, 400, [])


async def test_nearby_sorts_by_distance(client: httpx.AsyncClient, db: Connection) -> None:
    for north, grade in ((0.001, "B"), (0.004, "A"), (0.0, "A"), (0.05, "A")):
        place = (XINING[0], XINING[1] + north)
        await place_merchant(db, f"示例 {north}", place=place, grade=grade)
    query: dict[str, str | int] = {"lng": "101.778", "lat": "36.617", "radius": 1000}
    answer = await client.get("/api/map/nearby", params=query)
    items = answer.json()["items"]
    assert [item["name"] for item in items] == ["示例 0.0", "示例 0.001", "示例 0.004"]
    assert [item["metres"] for item in items] == [0, 110, 440]
    assert answer.headers["cache-control"] == "no-store"
    some = await client.get("/api/map/nearby", params=query | {"f": "g:A", "limit": 1})
    assert [item["name"] for item in some.json()["items"]] == ["示例 0.0"]


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("lng=36.617&lat=101.778", "lng", "lng=101.778&lat=36.617"),
        ("lng=116.391&lat=39.907", "lng", "不在青海省"),
        ("lng=101.780&lat=36.617&datum=gcj02", "datum", "lng=101.778&lat=36.617"),
        ("lng=101.786&lat=36.623&datum=bd09", "datum", "lng=101.778&lat=36.617"),
        ("lng=101.77801&lat=36.617", "lng", ""),
        ("lng=101.778&lat=36.617&radius=20001", "radius", ""),
        ("lng=101.778&lat=36.617&radius=99", "radius", ""),
        ("lng=101.778&lat=36.617&limit=101", "limit", ""),
        ("lng=101.778&lat=NaN", "lat", ""),
        ("lng=101.778&lat=1e2", "lat", ""),
        ("lat=36.617", "lng", ""),
        (f"lng=101.778&lat=36.617&f={'g:A;' * 15_000}", "f", ""),
    ],
)
async def test_nearby_refuses(query: str, field: str, says: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/api/map/nearby?{query}")
    assert answer.status_code == 400, answer.text
    assert says in fields(answer)[field]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("clusters/23/0/0", "z"), ("clusters/-1/0/0", "z"), ("clusters/9/512/0", "x"),
        ("clusters/9/0/512", "y"), ("clusters/9/0/-1", "y"), ("points/13/0/0", "z"),
        ("clusters/99999999999999999999/0/0", "z"), ("clusters/9/0/0?f=x:1", "f"),
        ("clusters/9/0/0?f=" + "z:630103001;" * 5_000, "f"), ("facets?f=o:3-1431", "f"),
        ("points/16/0/0?f=t:" + ",".join("abcdefghijk"), "f"), ("facets?f=p:2", "f"),
    ],
)  # fmt: skip
async def test_impossible_tiles(path: str, field: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/api/map/v1/{path}")
    assert answer.status_code == 400, answer.text
    assert field in fields(answer)


async def test_questions_to_the_database(db: Connection, client: httpx.AsyncClient) -> None:
    """Inside a test each request loads everything; with the index there only names are asked."""
    await place_merchant(db)
    edition = await following.current_edition()
    z, x, y = map(int, TILE16.split("/"))
    tile = answers.Tile(z, x, y, NO_FILTER)
    with counted(db) as seen:
        answers.head_of(edition)
        answers.clusters_of(edition, tile)
        answers.facets_of(edition, tile.wanted)
        await asyncio.sleep(0)
    assert seen == []
    with counted(db) as seen:
        page = await answers.near_page(edition, tile.wanted, *XINING, 1000, 20)
        await asyncio.sleep(0)  # the connection notes its statements a moment later
    assert (len(page.items), len(seen)) == (1, 1), seen
