"""Search on the map: what is found, in which order, and what is refused."""

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.test_bad_input import faults_of
from contracts.test_query_count import counted
from credit.kit.db import Connection
from credit.map import following, search
from credit.map.filters import NO_FILTER, read_filter
from credit.map.place_names import find_divisions, place_of
from credit.map.ranking import Texts, order, rate
from credit.places.datum import Place, is_in_province
from credit.places.divisions import divisions
from map.test_routes import fields, promise
from map.world import XINING, admit, name_district, offer, place_merchant

HERE = {"lng": "101.778", "lat": "36.617"}
FAR = (94.9, 36.4)
SHOP = Texts(
    ("马盛牦牛肉面馆", "马盛面馆"), "91630104MA7AAAAA1X", "mashengmaoniuroumianguan", "msmnrmg",
    "西宁市城西区五四大街 1 号", "餐饮",
)  # fmt: skip


async def found(client: httpx.AsyncClient, q: str, **more: Any) -> list[Any]:
    answer = await client.get("/api/map/search", params={"q": q} | more)
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


async def names(client: httpx.AsyncClient, q: str, **more: Any) -> list[str]:
    return [item["name"] for item in await found(client, q, **more)]


@pytest.mark.parametrize(
    ("words", "match", "points"),
    [
        (["马盛牦牛肉面馆"], "name", 100), (["马盛面馆"], "name", 100), (["马盛"], "name", 85),
        (["牦牛"], "name", 70), (["msmnrmg"], "initials", 80), (["msm"], "initials", 55),
        (["maoniu"], "pinyin", 45), (["mn"], None, 0), (["ms"], "initials", 55),
        (["mashengmaoniuroumianguan"], "pinyin", 80),
        (["masheng"], "pinyin", 60), (["五四大街"], "street", 40), (["餐饮"], "trade", 50),
        (["餐"], "trade", 45), (["五四大街", "餐饮"], "trade", 45),
        (["五四", "马盛"], "name", 62.5), (["药店"], None, 0), (["马盛", "药店"], None, 0),
    ],
)  # fmt: skip
def test_matches_have_points(words: list[str], match: str | None, points: float) -> None:
    quality = rate(words, SHOP)
    assert (quality and quality.match, quality.points if quality else 0) == (match, points)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ((70, 100), (70, 200)),  # alike: the nearer
        ((100, 900_000), (70, 1)),  # the thing itself is never behind what contains its name
        ((85, 500), (70, 0)),
        ((40, 0), (60, 90_000)),  # a street at hand before a beginning in another prefecture
        ((70, None), (60, None)),  # without a position the match alone
    ],
)
def test_what_comes_first(
    first: tuple[float, float | None], then: tuple[float, float | None]
) -> None:
    assert order(*first, "示例", "1") < order(*then, "示例", "1")


@given(st.floats(0, 100), st.floats(0, 1e6), st.floats(0, 1e6))
def test_farther_is_never_better(points: float, near: float, more: float) -> None:
    assert order(points, near, "", "") <= order(points, near + more, "", "")


async def test_merchants_are_found_by_all_they_are_called(
    client: httpx.AsyncClient, db: Connection
) -> None:
    _, uscc = await place_merchant(
        db,
        "马盛牦牛肉面馆",
        short_name="马盛面馆",
        trade="餐饮",
        address="西宁市城西区五四大街 1 号",
    )
    await place_merchant(db, "别的药店", trade="药店", address="西宁市城中区长江路 2 号")
    for q, match in (
        ("马盛面馆", "name"), ("牦牛", "name"), ("牛", "name"), ("MSMN", "initials"),
        ("ma sheng", "pinyin"), ("五四大街", "street"), ("五四", "street"), ("餐饮", "trade"),
        (uscc, "code"), (uscc[:17].lower(), "code"), ("五四 面馆", "name"),
        ("餐饮 五四大街", "trade"), ("马　盛", "name"), ("马\u200b盛", "name"),
    ):  # fmt: skip
        for at in ({}, HERE):
            items = await found(client, q, **at)
            assert [(each["code"], each["match"]) for each in items] == [(uscc, match)], q
    (hit,) = await found(client, "马盛", **HERE)
    assert hit["kind"] == "merchant"
    assert (hit["name"], hit["detail"]) == ("马盛面馆", "西宁市城西区五四大街 1 号")
    assert (hit["metres"], hit["grade"], hit["gradeWord"]) == (0, "A", "优")
    assert (hit["precision"], hit["trade"], hit["demo"]) == ("street", "餐饮", True)
    assert hit["lng"] == pytest.approx(XINING[0], abs=1e-5)


async def test_the_nearer_of_like_matches_is_first(
    client: httpx.AsyncClient, db: Connection
) -> None:
    for name, place in (("示例面馆一", FAR), ("示例面馆二", XINING), ("老示例面馆", XINING)):
        await place_merchant(db, name, place=place)
    assert await names(client, "示例面馆", **HERE) == ["示例面馆二", "老示例面馆", "示例面馆一"]
    assert await names(client, "示例面馆一", **HERE) == ["示例面馆一"]
    assert (await names(client, "示例面馆"))[-1] == "老示例面馆"
    assert await names(client, "示例面馆", limit=1, **HERE) == ["示例面馆二"]


async def test_a_common_word_finds_those_around(
    client: httpx.AsyncClient, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More matches than candidates: the nearest are among them all the same."""
    monkeypatch.setattr("credit.map.search_queries.MAX_ANYWHERE", 3)
    monkeypatch.setattr(search, "AROUND", 5)
    for number in range(9):
        await place_merchant(db, f"示例面馆{number}", place=FAR)
    await place_merchant(db, "示例面馆九")
    assert (await names(client, "面馆", **HERE))[0] == "示例面馆九"


async def test_the_filter_is_respected(client: httpx.AsyncClient, db: Connection) -> None:
    district = await name_district(db, name="湖畔街区")
    await offer(db, district)
    for number, grade in enumerate("ABC"):
        subject, _ = await place_merchant(db, f"示例{number}号", grade=grade, trade="餐饮")
        if grade == "B":
            await admit(db, district, subject)
            await promise(db, subject, "clear_price", "2099-01-01")
            await db.execute("UPDATE subject SET opening_hours = '24/7' WHERE id = $1", subject)
    for f in ("g:B", "z:630104001", "p:1", "c:clear_price", "o:1-0000", "g:AB;p:1;t:餐饮;d:6301"):
        assert await names(client, "示例", f=f) == ["示例1号"], f
        assert await names(client, "餐饮", f=f, **HERE) == ["示例1号"], f
    assert await names(client, "示例", f="d:6328") == []


async def test_who_is_not_on_the_map_is_no_hit(client: httpx.AsyncClient, db: Connection) -> None:
    await place_merchant(db, "示例面馆")
    await db.execute("UPDATE subject SET lng = NULL, lat = NULL, geo_precision = ''")
    assert await names(client, "示例面馆") == []


async def test_districts_and_divisions_are_hits(client: httpx.AsyncClient, db: Connection) -> None:
    await name_district(db, name="湟中老街")
    await name_district(db, "630104002", "湟中旧街", status="struck_off")
    await place_merchant(db, "湟中面馆", place=FAR)
    items = await found(client, "湟中", **HERE)
    assert [(each["kind"], each["code"]) for each in items[:2]] == [
        ("division", "630106"), ("district", "630104001"),
    ]  # fmt: skip
    assert items[1]["detail"] == "西宁市城西区 · 步行街"
    assert (items[1]["gradeWord"], items[1]["demo"]) == ("信息不足", True)
    assert [item["name"] for item in items] == ["湟中区", "湟中老街", "湟中面馆"]
    for q in ("hzq", "huangzhong", "630106"):
        assert ("division", "630106") in [(i["kind"], i["code"]) for i in await found(client, q)]
    assert [i["code"] for i in await found(client, "630104001")] == ["630104001"]


def test_every_division_has_a_place_in_the_province() -> None:
    for code in divisions():
        assert is_in_province(place_of(code))
        hits = find_divisions([divisions()[code].name], Place(*XINING))
        assert hits[0][1].code == code
        assert hits[0][1].metres is not None


@pytest.mark.parametrize(
    "q",
    ["%", "_", "\\", "%%%%", "面%馆", "'; DROP TABLE", "$1", "\\u0000", "a" * 60,
     "*", "(", "🏔", "一 二 三 四", "\ufeff面", "％", "1", "z"],
)  # fmt: skip
async def test_strange_words_find_nothing_wrong(
    q: str, client: httpx.AsyncClient, db: Connection
) -> None:
    await place_merchant(db, "示例店铺")
    assert "示例店铺" not in await names(client, q, **HERE)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("q=", "q"), ("q=%20%20", "q"), ("q=%00%01", "q"), ("", "q"), ("q=" + "x" * 60_000, "q"),
        ("q=a1+b2+c3+d4+e5", "q"), ("q=面馆&lng=101.778", "lat"), ("q=面馆&lat=36.617", "lng"),
        ("q=面馆&lng=101.77801&lat=36.617", "lng"), ("q=面馆&lng=36.617&lat=101.778", "lng"),
        ("q=面馆&lng=116.391&lat=39.907", "lng"), ("q=面馆&limit=51", "limit"),
        ("q=面馆&limit=0", "limit"), ("q=面馆&f=x:1", "f"), ("q=面馆&lng=NaN&lat=1", "lng"),
    ],
)  # fmt: skip
async def test_what_is_refused(query: str, field: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/api/map/search?{query}")
    assert answer.status_code == 400, answer.text
    assert field in fields(answer)


@pytest.mark.parametrize("query", [b"q=%ff%fe", b"q=%ed%a0%80", b"q=%", b"q=%F0%9F", b"q=a&q=b"])
async def test_bytes_that_are_no_text(query: bytes, client: httpx.AsyncClient) -> None:
    answer = await client.get(httpx.URL("/api/map/search", query=query))
    assert answer.status_code in (200, 400)
    assert answer.status_code == 200 or not faults_of(answer)


async def test_an_answer_is_kept_by_nobody(client: httpx.AsyncClient, db: Connection) -> None:
    await place_merchant(db)
    answer = await client.get("/api/map/search", params={"q": "面馆"} | HERE)
    assert answer.headers["cache-control"] == "no-store"


async def test_words_are_asked_for_a_bounded_number_of_times(
    client: httpx.AsyncClient,
) -> None:
    for _ in range(120):
        assert (await client.get("/api/map/search?q=")).status_code in (400, 429)
    answer = await client.get("/api/map/search?q=面馆")
    assert answer.status_code == 429
    assert not faults_of(answer)


@pytest.mark.parametrize("q", ["面馆", "餐饮", "五四大街 面馆 msm", "9163"])
@pytest.mark.parametrize("f", ["", "g:A;t:餐饮;d:6301"])
async def test_questions_to_the_database(q: str, f: str, db: Connection) -> None:
    for number in range(5):
        await place_merchant(db, f"示例面馆{number}", trade="餐饮")
    edition = await following.current_edition()
    words = search.read_words(q)
    for at in (None, Place(*XINING)):
        with counted(db) as seen:
            await search.search_map(edition, words, at, read_filter(f) if f else NO_FILTER, 20)
        assert len(seen) <= 3, seen
