"""Deltas of packs: the old pack and the delta are the new pack, byte for byte."""

import gzip
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg
import httpx
import pytest

from credit.kit.db import Connection
from credit.map.marks import COMMITMENTS
from credit.map.streets import street_of
from map.pack_reader import Offline, read_lines
from map.test_routes import fields, promise
from map.world import XINING, admit, name_district, offer, place_merchant

PACK = "/api/map/packs/630104"


async def download(client: httpx.AsyncClient) -> Offline:
    positions, names = [await client.get(f"{PACK}.{kind}") for kind in ("bin", "names.gz")]
    assert positions.headers["x-map-version"] == names.headers["x-map-version"]
    return Offline(positions.content, names.content)


async def settle(client: httpx.AsyncClient, db: Connection, count: int = 40) -> list[int]:
    """So many merchants of one county in a published version."""
    subjects = [
        (await place_merchant(db, f"示例{n}号店", place=(XINING[0] + n / 5000, XINING[1])))[0]
        for n in range(count)
    ]
    await client.get("/api/map/head")
    return subjects


async def test_names_say_what_filters_and_search_need(
    client: httpx.AsyncClient, db: Connection
) -> None:
    district = await name_district(db)
    await offer(db, district)
    subject, uscc = await place_merchant(
        db, "马盛面馆", trade="餐饮", address="青海省西宁市城西区五四大街 1 号"
    )
    await admit(db, district, subject)
    await promise(db, subject, "no_reason_return", "2099-01-01")
    await db.execute("UPDATE subject SET opening_hours = '24/7' WHERE id = $1", subject)
    _, plain = await place_merchant(db, "示例店", place=(XINING[0] + 1, XINING[1]))
    kept = await download(client)
    assert kept.head["commitments"] == list(COMMITMENTS)
    assert kept.head["districts"] == {"630104001": "示例步行街"}
    assert kept.head["perks"] == ["630104001"]
    assert kept.names() == [
        [uscc, "马盛面馆", "餐饮", "msmg", "五四大街 1 号", 8, "630104001", "24/7"],
        [plain, "示例店", "", "sld", "", 0, 0, ""],
    ]


def edits(chance: random.Random, db: Connection, subjects: list[int], district: int) -> list[
    Callable[[], Awaitable[object]]
]:  # fmt: skip
    """Everything that may happen to somebody of the county."""

    def who() -> int:
        return chance.choice(subjects)

    def change(column: str, value: object) -> Callable[[], Awaitable[object]]:
        return lambda: db.execute(f"UPDATE subject SET {column} = $2 WHERE id = $1", who(), value)

    async def comes() -> None:
        place = (XINING[0] + chance.random() / 100, XINING[1])
        subjects.append((await place_merchant(db, "新店", place=place))[0])

    async def joins() -> None:
        await db.execute("DELETE FROM district_member WHERE subject_id = $1", subject := who())
        await admit(db, district, subject)

    return [
        change("grade", chance.choice("ABCDN")), change("lng", 101.7 + chance.random() / 100),
        change("trade", "餐饮"), change("name", "改名"), change("short_name", "简称"),
        change("division", chance.choice(["630104", "630103", None])), change("demo", False),
        change("address", "西宁市城西区新街 9 号"), change("opening_hours", "Mo-Fr 09:00-18:00"),
        change("geo_precision", "exact"), comes, joins,
        lambda: promise(db, who(), chance.choice(COMMITMENTS), "2099-01-01"),
        lambda: db.execute("""UPDATE subject SET lng = NULL, lat = NULL, geo_precision = ''
                              WHERE id = $1""", who()),
        lambda: db.execute("""UPDATE subject SET lng = 101.8, lat = 36.6, geo_precision = 'street'
                              WHERE id = $1""", who()),
        lambda: db.execute("DELETE FROM district_member WHERE subject_id = $1", who()),
        lambda: db.execute("UPDATE credit_district SET name = name || '甲'"),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
async def test_pack_and_delta_are_the_new_pack(
    seed: int, client: httpx.AsyncClient, db: Connection
) -> None:
    chance = random.Random(seed)
    subjects = await settle(client, db)
    district = await name_district(db)
    await admit(db, district, subjects[0])
    kept = await download(client)
    for _ in range(3):
        for _ in range(chance.randrange(6)):
            # Two of the same promise at once cannot be: then nothing changes.
            with suppress(asyncpg.ExclusionViolationError):
                async with db.transaction():
                    await chance.choice(edits(chance, db, subjects, district))()
            await client.get("/api/map/head")  # a version of its own
        delta = await client.get(f"{PACK}.delta", params={"since": kept.head["version"]})
        new = await download(client)
        assert delta.status_code == 200, delta.text
        kept.apply(delta.content)
        body = (await client.get(f"{PACK}.bin")).content
        assert kept.body() == gzip.decompress(body)
        assert kept.names() == new.names()
        assert kept.head["version"] == new.head["version"]
        for what in ("districts", "perks", "commitments", "merchants"):
            assert kept.head[what] == new.head[what]


async def test_a_delta_is_small_and_says_who_left(
    client: httpx.AsyncClient, db: Connection
) -> None:
    one, two, three, four = (await settle(client, db))[:4]
    kept = await download(client)
    codes = [
        await db.fetchval("SELECT uscc FROM subject WHERE id = $1", each)
        for each in (one, two, three, four)
    ]
    await db.execute("UPDATE subject SET grade = 'D' WHERE id = $1", one)
    await db.execute("UPDATE subject SET division = '630103' WHERE id = $1", two)
    await db.execute("DELETE FROM subject WHERE id = $1", three)
    await db.execute("UPDATE subject SET division = '630103' WHERE id = $1", four)
    await client.get("/api/map/head")
    await db.execute("UPDATE subject SET division = '630104' WHERE id = $1", four)  # and back
    since = kept.head["version"]
    delta = await client.get(f"{PACK}.delta", params={"since": since})
    head, *lines = read_lines(delta.content)
    assert (head["adcode"], head["from"], head["merchants"]) == ("630104", since, 38)
    assert sorted(lines[:2]) == sorted([[codes[1]], [codes[2]]])
    assert {line[0] for line in lines[2:]} == {codes[0], codes[3]}
    assert [line[2] & 7 for line in lines[2:] if line[0] == codes[0]] == [3]
    again = await client.get(
        f"{PACK}.delta",
        params={"since": since},
        headers={"if-none-match": delta.headers["etag"]},
    )
    assert again.status_code == 304
    now = await client.get(f"{PACK}.delta", params={"since": head["version"]})
    assert len(read_lines(now.content)) == 1  # nothing to do


async def test_a_delta_that_spares_nothing_is_refused(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await settle(client, db)
    kept = await download(client)
    await db.execute("UPDATE subject SET grade = 'D', name = name || md5(id::text)")
    answer = await client.get(f"{PACK}.delta", params={"since": kept.head["version"]})
    assert answer.status_code == 410
    new = (await client.get("/api/map/head")).json()["counties"]["630104"]
    assert fields(answer) == {"since": str(new)}


async def test_a_version_that_is_not_kept_is_refused(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subjects = await settle(client, db)
    kept = await download(client)
    for grade in "BCD":
        await db.execute("UPDATE subject SET grade = $2 WHERE id = $1", subjects[0], grade)
        await client.get("/api/map/head")
    newest = await db.fetchval("SELECT max(version) FROM map_version")
    await db.execute("DELETE FROM map_version WHERE version < $1", newest)
    for since in (kept.head["version"], 1, newest + 1, 10**15):
        answer = await client.get(f"{PACK}.delta", params={"since": since})
        assert answer.status_code == 410, since
        assert fields(answer) == {"since": str(newest)}


@pytest.mark.parametrize("query", ["", "?since=", "?since=x", "?since=0", f"?since={10**16}"])
async def test_a_delta_needs_a_version(query: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{PACK}.delta{query}")
    assert answer.status_code == 400
    assert "since" in fields(answer)


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("青海省西宁市城西区五四大街 1 号", "五四大街 1 号"), ("西宁市城西区五四大街", "五四大街"),
        ("城西区五四大街", "五四大街"), ("青海大道 3 号", "青海大道 3 号"), ("", ""),
        ("西宁市城中区长江路", "城中区长江路"), (" 青海省 西宁市 城西区 某路 ", "某路"),
    ],
)  # fmt: skip
def test_a_street_is_what_follows_the_county(address: str, street: str) -> None:
    assert street_of(address, "630104") == street


async def test_versions_are_kept_for_a_week(client: httpx.AsyncClient, db: Connection) -> None:
    await settle(client, db, 2)
    now = await db.fetchval("SELECT max(version) FROM map_version")
    await db.execute(
        """INSERT INTO map_version (version, previous, day)
           SELECT $1 - n * 86400, $1 - (n + 1) * 86400, '2026-11-24'
           FROM unnest(ARRAY[9, 8, 6, 1]) AS n""",
        now,
    )
    await place_merchant(db)
    newest = (await client.get("/api/map/head")).json()["version"]
    kept = await db.fetch("SELECT version FROM map_version WHERE version <= $1", now - 86400)
    assert newest > now
    assert sorted((now - row[0]) // 86400 for row in kept) == [1, 6]
