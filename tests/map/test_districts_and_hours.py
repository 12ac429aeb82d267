"""Filters by district, its perks and opening hours; every change of them makes a version."""

from typing import Any

import httpx
import pytest

from credit.kit.db import Connection
from map.test_routes import TILE9, TILE16, asked, version_of
from map.world import admit, name_district, offer, place_merchant

CODE = "630104001"
HOURS = "Mo-Fr 09:00-21:00; Sa 18:00-02:00"


async def total(client: httpx.AsyncClient, f: str) -> int:
    return int((await asked(client, f"clusters/{TILE9}", f=f))["total"])


async def test_points_and_facets_name_the_district(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db, "示例一号")
    await place_merchant(db, "示例二号")
    await admit(db, await name_district(db), subject)
    points = (await asked(client, f"points/{TILE16}"))["points"]
    found = {each["name"]: (each["district"], each["districtName"]) for each in points}
    assert found == {"示例一号": (CODE, "示例步行街"), "示例二号": ("", "")}
    facets = await asked(client, "facets")
    assert facets["districts"] == [{"code": CODE, "name": "示例步行街", "count": 1}]
    assert (facets["perks"], facets["open"]) == (0, None)
    assert await total(client, f"z:{CODE}") == 1
    assert await total(client, "z:630104002") == 0
    near = await client.get(f"/api/map/nearby?lng=101.778&lat=36.617&f=z:{CODE}")
    assert [each["district"] for each in near.json()["items"]] == [CODE]


@pytest.mark.parametrize("status", ["proposed", "struck_off"])
async def test_a_district_that_is_none_does_not_show(
    status: str, client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db)
    await admit(db, await name_district(db, status=status), subject)
    assert (await asked(client, f"points/{TILE16}"))["points"][0]["district"] == ""
    assert await total(client, f"z:{CODE}") == 0
    assert (await asked(client, "facets"))["districts"] == []


@pytest.mark.parametrize("status", ["applied", "left"])
async def test_who_is_no_member_does_not_count(
    status: str, client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db)
    member = await admit(db, await name_district(db), subject)
    await db.execute(
        """UPDATE district_member SET status = $2::text,
             ended_at = CASE WHEN $2 = 'left' THEN now() END WHERE id = $1""", member, status,
    )  # fmt: skip
    assert await total(client, f"z:{CODE}") == 0


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("UPDATE district_member SET status = 'left', ended_at = now()", 0),
        ("DELETE FROM district_member", 0),
        ("UPDATE credit_district SET status = 'struck_off'", 0),
        ("UPDATE credit_district SET name = '新名'", 1),
        ("UPDATE subject SET grade = 'D'", 1),
    ],
)
async def test_every_change_of_a_district_makes_a_version(
    change: str, left: int, client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db)
    await admit(db, await name_district(db), subject)
    before = await client.get("/api/map/head")
    assert await total(client, f"z:{CODE}") == 1
    await db.execute(change)
    after = (await client.get("/api/map/head")).json()
    assert after["version"] > before.json()["version"]
    assert after["counties"]["630104"] == after["version"]  # its pack is new, too
    assert await total(client, f"z:{CODE}") == left


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE credit_district SET introduction = 'x', revision = 2",
        "UPDATE credit_district SET status = 'raised'",
        "UPDATE district_member SET statement = 'x'",
        "UPDATE district_notice SET title = '别的'",
        "UPDATE subject SET opening_hours = opening_hours",
    ],
)
async def test_what_the_map_does_not_show_makes_none(
    change: str, client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db)
    district = await name_district(db)
    await admit(db, district, subject)
    await offer(db, district)
    before = await version_of(client)
    await db.execute(change)
    assert await version_of(client) == before


async def test_perks_are_those_of_the_day(client: httpx.AsyncClient, db: Connection) -> None:
    subject, _ = await place_merchant(db)
    await place_merchant(db)
    district = await name_district(db)
    await admit(db, district, subject)
    await offer(db, district, kind="event")
    await offer(db, district, "2027-01-01")
    await offer(db, district, last="2026-01-02")
    assert await total(client, "p:1") == 0
    before = await version_of(client)
    perk = await offer(db, district)
    assert await version_of(client) > before
    assert await total(client, "p:1") == 1
    assert (await asked(client, "facets"))["perks"] == 1
    await db.execute("UPDATE district_notice SET withdrawn_at = now() WHERE id = $1", perk)
    assert await total(client, "p:1") == 0


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [("2026-11-01", "2099-01-01", 1), ("2026-01-01", "2026-10-31", 0)],
)
async def test_perks_begin_and_end_at_midnight(
    first: str, last: str, shown: int, client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db)
    district = await name_district(db)
    await admit(db, district, subject)
    await offer(db, district, first, last)
    await version_of(client)
    await db.execute("UPDATE map_version SET day = '2026-10-31'")  # as if made on that day
    version = await version_of(client)
    noted = await db.fetchval("SELECT subject_ids FROM map_version WHERE version = $1", version)
    assert noted == [subject]
    assert await total(client, "p:1") == shown


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("3-0900", 1), ("3-0845", 0), ("3-2045", 1), ("3-2100", 0),
        ("6-1745", 0), ("6-2345", 1), ("7-0145", 1), ("7-0200", 0), ("1-0000", 0),
    ],
)  # fmt: skip
async def test_open_at_a_quarter_of_the_week(
    at: str, kept: int, client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db)
    await place_merchant(db)  # says nothing about its hours: not shown as open
    await db.execute("UPDATE subject SET opening_hours = $2 WHERE id = $1", subject, HOURS)
    assert await total(client, f"o:{at}") == kept
    assert (await asked(client, "facets", f=f"o:{at}"))["open"] == kept


async def test_everything_together(client: httpx.AsyncClient, db: Connection) -> None:
    district = await name_district(db)
    await offer(db, district)
    for number, grade in enumerate("AABD"):
        subject, _ = await place_merchant(db, f"示例{number}", grade=grade, trade="餐饮")
        if number:
            await admit(db, district, subject)
            await db.execute("UPDATE subject SET opening_hours = '24/7' WHERE id = $1", subject)
    f = f"d:6301;g:AB;o:1-0000;p:1;t:餐饮;z:{CODE}"
    tile: Any = await asked(client, f"points/{TILE16}", f=f)
    assert sorted(point["name"] for point in tile["points"]) == ["示例1", "示例2"]
