"""Finding subjects: by name, code, pinyin, initials; paged; by index at the size of a province."""

import httpx
import pytest

from credit.kit.db import Connection
from credit.kit.problems import Problem
from credit.subjects.actions import NewSubject, SubjectChange, create_subject, update_subject
from credit.subjects.queries import find_subject_by_uscc, get_subject_by_uscc, search_subjects
from credit.subjects.rules import search_pattern
from factories.subjects import make_subject, next_uscc


async def names(**query: object) -> list[str]:
    page = await search_subjects(**query)  # type: ignore[arg-type]  # one helper for all queries
    return [card.name for card in page.items]


@pytest.fixture
async def shops(db: Connection) -> None:
    await make_subject("西宁市城西区马盛面馆", short_name="马盛面馆", division="630104")
    await make_subject("马盛商贸有限公司", division="632701")
    await make_subject("青海昆仑KTV娱乐有限公司", division="630104")
    await make_subject("1949茶园", division="630102")


@pytest.mark.usefixtures("shops")
@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("马盛", ["马盛商贸有限公司", "西宁市城西区马盛面馆"]),
        ("马盛面馆", ["西宁市城西区马盛面馆"]),
        ("昆", ["青海昆仑KTV娱乐有限公司"]),
        ("昆仑ktv", ["青海昆仑KTV娱乐有限公司"]),
        ("ＫＴＶ", ["青海昆仑KTV娱乐有限公司"]),
        ("mssm", ["马盛商贸有限公司"]),
        ("ms", ["马盛商贸有限公司"]),
        ("Ma Sheng", ["马盛商贸有限公司", "西宁市城西区马盛面馆"]),
        ("1949", ["1949茶园"]),
        ("盛马", []),
        ("%", []),
        ("_", []),
        ("\x00", ["1949茶园"]),
    ],
)
async def test_find(q: str, found: list[str]) -> None:
    if q == "\x00":
        assert len(await names(q=q)) == 4, "nothing readable is no filter"
    else:
        assert await names(q=q) == found


@pytest.mark.usefixtures("shops")
async def test_the_thing_itself_comes_first() -> None:
    await make_subject("马盛面馆旁的超市")
    await make_subject("马盛面馆")
    assert (await names(q="马盛面馆"))[0] in ("马盛面馆", "西宁市城西区马盛面馆")
    assert len(await names(q="马盛面馆")) == 3


async def test_by_start_of_the_code(db: Connection) -> None:
    subject = await make_subject(division="632857", uscc=next_uscc("632857", "2"))
    uscc = subject.uscc or ""
    for q in (uscc, uscc[:8], uscc.lower(), f" {uscc[:2]} {uscc[2:8]} "):
        assert await names(q=q) == [subject.name], q
    assert await names(q=uscc[1:]) == []


@pytest.mark.usefixtures("shops")
async def test_filters(db: Connection) -> None:
    await db.execute("UPDATE subject SET grade = 'A' WHERE name LIKE '%面馆'")
    assert len(await names(division="630104")) == 2
    assert len(await names(division="630100")) == 3
    assert len(await names(division="630000")) == 4
    assert await names(grade="A") == ["西宁市城西区马盛面馆"]
    assert await names(q="马盛", grade="N", division="632701") == ["马盛商贸有限公司"]
    assert await names(q="马盛", grade="D") == []


@pytest.mark.parametrize("q", ["", "示例"])
async def test_pages_show_everything_once(db: Connection, q: str) -> None:
    made = [await make_subject(f"示例{'店' * (n % 3)}{n}") for n in range(11)]
    seen: list[str] = []
    after: str | None = None
    while True:
        page = await search_subjects(q=q, limit=4, after=after)
        seen += [card.uscc for card in page.items]
        if (after := page.next) is None:
            break
    assert sorted(seen) == sorted(s.uscc or "" for s in made)


async def test_card_over_http(client: httpx.AsyncClient) -> None:
    subject = await make_subject("示例茶园", short_name="茶园", trade="餐饮", address="示例路1号")
    response = await client.get("/api/subjects", params={"q": "示例茶园"})
    assert response.status_code == 200
    assert "public" in response.headers["cache-control"]
    assert response.json() == {
        "items": [
            {
                "uscc": subject.uscc,
                "name": "示例茶园",
                "shortName": "茶园",
                "trade": "餐饮",
                "address": "示例路1号",
                "divisionName": "西宁市城西区",
                "grade": "N",
                "gradeWord": "信息不足",
                "demo": True,
            }
        ],
        "next": None,
        "total": None,
    }


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("division=63", "division"),
        ("grade=E", "grade"),
        ("after=bad!", "after"),
        ("after=WzEsMl0", "after"),
        ("q=" + "a" * 61, "q"),
    ],
)
async def test_bad_queries_name_the_parameter(
    client: httpx.AsyncClient, query: str, field: str
) -> None:
    response = await client.get(f"/api/subjects?{query}")
    assert response.status_code == 400
    assert [e["field"] for e in response.json()["errors"]] == [field]


@pytest.mark.parametrize("q", ["%00", "%FF%FE", "%F0%9F%8D%9C", "'; DROP TABLE subject; --", "\\"])
async def test_odd_queries_are_answered(client: httpx.AsyncClient, q: str) -> None:
    assert (await client.get(f"/api/subjects?q={q}")).status_code == 200


async def test_create_checks_and_normalises(db: Connection) -> None:
    uscc = next_uscc()
    wide = "".join(chr(ord(c) + 0xFEE0) for c in uscc.lower())
    await create_subject(NewSubject(uscc=f" {wide} ", name="示例店"), actor="test")
    assert (await get_subject_by_uscc(uscc.lower())).name == "示例店"
    with pytest.raises(Problem, match="conflict"):
        await create_subject(NewSubject(uscc=uscc, name="示例店二"), actor="test")
    for bad in (uscc[:-1] + ("0" if uscc[-1] != "0" else "1"), "", "\x00"):
        with pytest.raises(Problem, match="invalid-input"):
            await create_subject(NewSubject(uscc=bad, name="示例店"), actor="test")
        assert await find_subject_by_uscc(bad) is None


async def test_update_renews_what_search_reads(db: Connection) -> None:
    subject = await make_subject("旧名茶园")
    change = SubjectChange(
        name="新名茶园", short_name="新名", trade="餐饮", address="", division="632701"
    )
    await update_subject(subject.uscc or "", change, actor="test")
    assert await names(q="xmcy") == ["新名茶园"]
    assert await names(q="旧名") == []
    assert "codes.refresh" in {
        r["entrypoint"] for r in await db.fetch("SELECT entrypoint FROM pgqueuer")
    }
    with pytest.raises(Problem, match="unknown-subject"):
        await update_subject(next_uscc(), change, actor="test")


async def test_rare_words_use_the_trigram_index(db: Connection) -> None:
    assert await db.fetchval("SELECT show_trgm('青海') <> '{}'"), "the locale knows Chinese letters"
    await db.execute(
        "INSERT INTO subject (uscc, name, kind, name_pinyin, name_initials) "
        "SELECT to_char(n, 'FM000000000000000000'), '青海示例商贸有限公司' || n, 'organisation', "
        "'qinghaishilishangmaoyouxiangongsi', 'qhslsmyxgs' FROM generate_series(1, 20000) n"
    )
    await make_subject("鼋鼍小馆")
    await db.execute("ANALYZE subject; SET LOCAL enable_seqscan = off")  # 20,000 rows are few
    for q in ("鼋", "鼋鼍", "ytxg"):
        plan = await db.fetch(
            "EXPLAIN SELECT id FROM subject WHERE search_text LIKE $1 ORDER BY id LIMIT 1000",
            search_pattern(q),
        )
        assert any("ix_subject_search" in line[0] for line in plan), (q, plan)
        assert await names(q=q) == ["鼋鼍小馆"]
