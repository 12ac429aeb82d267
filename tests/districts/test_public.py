"""What everybody sees: list, page, members, history."""

import httpx
import pytest

from contracts.test_query_count import counted
from credit.districts.actions.announcing import post_notice
from credit.districts.schemas.inputs import PostNotice
from credit.kit.db import Connection
from districts.world import (
    CHARTER,
    in_days,
    make_district,
    make_member,
    make_shop,
    review,
    square,
)

FAR = (101.74, 36.6)


async def test_the_page_says_everything(client: httpx.AsyncClient, db: Connection) -> None:
    district = await make_district()
    for grade in "AABBCN":
        await make_member(db, district, grade)
    notice = PostNotice(kind="perk", title="凭码九折", starts_on=in_days(0), ends_on=in_days(9))
    await post_notice(district.code, notice, actor="test")
    page = (await client.get(f"/api/districts/{district.code}")).json()

    card = {key: page[key] for key in ("code", "kindName", "divisionName", "statusName", "demo")}
    assert card == {
        "code": "630103001",
        "kindName": "步行街",
        "divisionName": "西宁市城中区",
        "statusName": "已命名",
        "demo": True,
    }
    assert (page["grade"], page["gradeWord"], page["members"]) == ("B", "良", 6)
    assert page["gradeCounts"] == {"a": 2, "b": 2, "c": 1, "d": 0, "n": 1}
    assert page["bbox"] == [101.774, 36.61, 101.778, 36.614]
    assert page["boundary"]["coordinates"][0][0] == page["boundary"]["coordinates"][0][-1]
    assert (page["perks"], page["events"], page["revision"]) == (1, 0, 1)
    assert page["charter"]["points"] == CHARTER["points"] and page["charter"]["version"] == 1
    assert page["rules"]["entry"][0] == {"id": "grade", "text": "信用等级不低于良（B）"}
    assert page["rules"]["values"]["minGrade"] == "B"
    assert page["evaluation"]["explanation"].startswith("5 家有等级的成员平均 3.20 分")
    assert [n["title"] for n in page["notices"]] == ["凭码九折"]
    assert [r["outcomeName"] for r in page["reviews"]] == ["命名"]
    assert page["reviewDue"] > page["namedOn"]


async def test_lists_show_what_is_named(client: httpx.AsyncClient, db: Connection) -> None:
    named = await make_district("示例甲街")
    proposed = await make_district("示例乙街", named=False, boundary=square(*FAR, 0.002))
    listed = (await client.get("/api/districts")).json()
    assert [card["code"] for card in listed["items"]] == [named.code]
    page = (await client.get(f"/api/districts/{proposed.code}")).json()
    assert page["statusName"] == "创建中"

    await review(named.code, "struck_off")
    assert (await client.get("/api/districts")).json() == {"items": [], "next": None}
    gone = (await client.get(f"/api/districts/{named.code}")).json()
    assert (gone["statusName"], gone["reviewDue"]) == ("已注销", None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("bbox=101.77,36.60,101.78,36.62", 1),
        ("bbox=101.0,36.0,101.1,36.1", 0),
        ("division=630103", 2),
        ("division=630100", 2),
        ("division=632800", 0),
        ("kind=walking_street", 2),
        ("kind=market", 0),
        ("q=甲", 1),
        ("q=%25", 0),
        ("q=_", 0),
        ("limit=1", 1),
    ],
)
async def test_filters_of_the_list(
    query: str, found: int, client: httpx.AsyncClient, db: Connection
) -> None:
    await make_district("示例甲街")
    await make_district("示例乙街", boundary=square(*FAR, 0.002))
    answer = await client.get(f"/api/districts?{query}")
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["items"]) == found


@pytest.mark.parametrize(
    "query",
    ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,0,1,1", "bbox=102,36,101,37", "bbox=1,2,3,inf",
     "kind=castle", "division=63", "limit=101", "limit=0", "after=x", "q=%00",
     f"q={'长' * 61}"],
)  # fmt: skip
async def test_bad_filters(query: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/api/districts?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"]


async def test_pages_of_the_list(client: httpx.AsyncClient, db: Connection) -> None:
    codes = []
    for place in range(3):
        boundary = square(FAR[0] + 0.01 * place, FAR[1])
        codes.append((await make_district(f"示例{place}街", boundary=boundary)).code)
    seen, after = [], ""
    for _ in range(2):
        answer = (await client.get(f"/api/districts?limit=2&after={after}")).json()
        seen += [card["code"] for card in answer["items"]]
        after = answer["next"]
    assert seen == codes and after is None


async def test_members_best_first_in_pages(client: httpx.AsyncClient, db: Connection) -> None:
    district = await make_district()
    for grade in "NDBAA":
        await make_member(db, district, grade)
    path = f"/api/districts/{district.code}/members"
    first = (await client.get(f"{path}?limit=3")).json()
    rest = (await client.get(f"{path}?limit=3&after={first['next']}")).json()
    assert [m["grade"] for m in first["items"] + rest["items"]] == list("AABDN")
    assert rest["next"] is None
    only = (await client.get(f"{path}?grade=A")).json()["items"]
    assert len(only) == 2 and only[0]["precision"] == "exact"
    assert (await client.get(f"{path}?after=x")).status_code == 400


async def test_a_district_without_members(client: httpx.AsyncClient, db: Connection) -> None:
    district = await make_district()
    answer = await client.get(f"/api/districts/{district.code}/members")
    assert answer.json() == {"items": [], "next": None}


@pytest.mark.parametrize("code", ["630103999", "x", "6301030011", "%00", "999999999"])
async def test_unknown_districts(code: str, client: httpx.AsyncClient) -> None:
    for path in ("", "/members", "/history"):
        answer = await client.get(f"/api/districts/{code}{path}")
        assert answer.status_code == 404, answer.text


async def test_unchanged_answers_are_not_sent_again(
    client: httpx.AsyncClient, db: Connection
) -> None:
    district = await make_district()
    for path in ("", f"/{district.code}", f"/{district.code}/members", f"/{district.code}/history"):
        first = await client.get(f"/api/districts{path}")
        known = {"if-none-match": first.headers["etag"]}
        again = await client.get(f"/api/districts{path}", headers=known)
        assert (again.status_code, again.content) == (304, b""), path
        await make_member(db, district, "A")
        third = await client.get(f"/api/districts{path}", headers=known)
        assert third.status_code == (304 if path.endswith("history") else 200), path


# Statements of one request, however many districts and members there are.
BUDGET = {"": 1, "?bbox=101,36,102,37": 1, "/{code}": 1, "/{code}/members": 1, "/{code}/history": 1}


@pytest.mark.parametrize(("path", "budget"), BUDGET.items())
async def test_statements(
    path: str, budget: int, client: httpx.AsyncClient, db: Connection
) -> None:
    district = await make_district()
    await make_district("示例乙街", boundary=square(*FAR, 0.002))
    for grade in "ABC":
        await make_member(db, district, grade)
    with counted(db) as seen:
        answer = await client.get(f"/api/districts{path.format(code=district.code)}")
    assert answer.status_code == 200, answer.text
    assert len(seen) <= budget, seen


async def test_the_serious_list_caps_the_district(
    client: httpx.AsyncClient, db: Connection
) -> None:
    district = await make_district()
    members = [await make_member(db, district, "A") for _ in range(5)]
    path = f"/api/districts/{district.code}"
    assert (await client.get(path)).json()["grade"] == "A"
    await db.execute(
        "INSERT INTO record (public_id, record_class, subject_id, severity, legal_basis, title,"
        " decided_on, natural_key, content_hash)"
        " VALUES (gen_random_uuid(), 4, $1, 3, '示例依据', '示例', '2026-06-01', '', '')",
        members[0].id,
    )
    page = (await client.get(path)).json()
    assert page["grade"] == "B"
    assert "严重失信主体名单" in page["evaluation"]["steps"][4]["text"]


async def test_an_outsider_is_not_counted(client: httpx.AsyncClient, db: Connection) -> None:
    district = await make_district()
    await make_shop(db)  # inside, but no member
    assert (await client.get(f"/api/districts/{district.code}")).json()["members"] == 0
