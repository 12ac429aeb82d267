"""From an application to a member, and out again; through the API."""

from typing import Any

import httpx

from contracts.test_query_count import counted
from credit.districts.actions.entering import admit_members
from credit.kit.db import Connection
from districts.world import CHARTER, in_days, make_district, make_member, make_shop, square
from factories.accounts import Person, make_account


async def owner_of(uscc: str | None) -> Person:
    return await make_account(owns=uscc or "")


async def apply(
    client: httpx.AsyncClient, uscc: str | None, who: Person, code: str, **more: Any
) -> httpx.Response:
    body = {"district": code, "statement": "愿意遵守公约", "charterVersion": 1} | more
    return await client.post(f"/api/subjects/{uscc}/memberships", json=body, headers=who.headers)


async def test_apply_decide_leave(client: httpx.AsyncClient, db: Connection) -> None:
    district, shop = await make_district(), await make_shop(db)
    owner, officer = await owner_of(shop.uscc), await make_account("officer")
    path = f"/api/subjects/{shop.uscc}/memberships"

    check = await client.get(f"{path}/check?district={district.code}", headers=owner.headers)
    assert check.status_code == 200, check.text
    assert check.json()["eligible"], check.json()
    assert [c["id"] for c in check.json()["checks"]] == [
        "grade", "commitments", "inside", "serious", "charter",
    ]  # fmt: skip

    applied = await apply(client, shop.uscc, owner, district.code)
    assert applied.status_code == 201, applied.text
    own = applied.json()
    assert own["current"] is None
    assert own["items"][0]["statusName"] == "待审核"
    assert [card["code"] for card in own["nearby"]] == [district.code]

    cases = await client.get("/api/memberships", headers=officer.headers)
    assert cases.status_code == 200, cases.text
    (case,) = cases.json()["items"]
    assert case["subject"]["uscc"] == shop.uscc and case["eligible"]

    decided = await client.post(
        f"/api/memberships/{case['id']}/decision", json={"admit": True}, headers=officer.headers
    )
    assert decided.status_code == 200, decided.text
    assert decided.json()["status"] == "admitted"
    now = (await client.get(path, headers=owner.headers)).json()
    assert now["current"]["district"]["code"] == district.code

    page = (await client.get(f"/api/districts/{district.code}")).json()
    assert page["members"] == 1 and page["grade"] == "N"
    members = (await client.get(f"/api/districts/{district.code}/members")).json()
    assert [m["uscc"] for m in members["items"]] == [shop.uscc]
    desk = (await client.get("/api/districts/desk", headers=officer.headers)).json()
    assert desk["items"][0]["applications"] == 0

    left = await client.delete(f"{path}/{case['id']}", headers=owner.headers)
    assert left.status_code == 200, left.text
    assert left.json()["items"][0]["statusName"] == "已退出"
    jobs = await db.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = 'codes.forget'")
    assert len(jobs) == 2
    history = (await client.get(f"/api/districts/{district.code}/history")).json()
    assert history["items"][0]["reason"] == "创建"
    listed = await client.get("/api/districts?bbox=101,36,102,37&q=步行")
    assert [d["code"] for d in listed.json()["items"]] == [district.code]
    again = await client.get(
        "/api/districts?bbox=101,36,102,37&q=步行",
        headers={"if-none-match": listed.headers["etag"]},
    )
    assert again.status_code == 304


async def decide(
    client: httpx.AsyncClient, key: str, officer: Person, admit: bool, reason: str = ""
) -> httpx.Response:
    body = {"admit": admit, "reason": reason}
    path = f"/api/memberships/{key}/decision"
    return await client.post(path, json=body, headers=officer.headers)


def fields(answer: httpx.Response) -> list[str]:
    return [error["field"] for error in answer.json()["errors"]]


async def test_unmet_rules_are_told_and_keep_out(client: httpx.AsyncClient, db: Connection) -> None:
    district = await make_district()
    shop = await make_shop(db, grade="C", place=(101.78, 36.612), promise=False)
    owner = await owner_of(shop.uscc)
    path = f"/api/subjects/{shop.uscc}/memberships/check?district={district.code}"
    check = (await client.get(path, headers=owner.headers)).json()
    assert not check["eligible"] and check["charterVersion"] == 1
    told = {c["id"]: (c["ok"], c["found"]) for c in check["checks"]}
    assert told["grade"] == (False, "目前为中（C）")
    assert told["commitments"] == (False, "正在履行 0 项")
    assert told["inside"] == (False, "在范围外，离边界约 179 米")
    assert told["serious"] == (True, "没有")

    applied = await apply(client, shop.uscc, owner, district.code)
    assert applied.status_code == 409
    assert fields(applied) == ["grade", "commitments", "inside"]
    assert "签一项承诺" in applied.json()["errors"][1]["message"]
    assert await db.fetchval("SELECT count(*) FROM district_member") == 0


async def test_a_county_position_is_no_place(client: httpx.AsyncClient, db: Connection) -> None:
    district, shop = await make_district(), await make_shop(db, precision="county")
    owner = await owner_of(shop.uscc)
    applied = await apply(client, shop.uscc, owner, district.code)
    assert fields(applied) == ["inside"]
    assert "位置只到县区，请先标注店铺位置" in applied.json()["errors"][0]["message"]


async def test_who_may_apply(client: httpx.AsyncClient, db: Connection) -> None:
    district, shop = await make_district(), await make_shop(db)
    badge_only = await make_account(owns=shop.uscc or "", role="badge")
    stranger = await make_account(owns=(await make_shop(db)).uscc or "")
    citizen = await make_account("citizen")
    path = f"/api/subjects/{shop.uscc}/memberships"
    assert (await client.get(path)).status_code == 401
    assert (await client.get(path, headers=badge_only.headers)).status_code == 200
    for person in (badge_only, stranger, citizen):
        assert (await apply(client, shop.uscc, person, district.code)).status_code == 403
        assert (await client.delete(f"{path}/1", headers=person.headers)).status_code == 403
    for person in (stranger, citizen):
        assert (await client.get(path, headers=person.headers)).status_code == 403
        check = f"{path}/check?district={district.code}"
        assert (await client.get(check, headers=person.headers)).status_code == 403


async def test_nobody_ends_the_membership_of_another(
    client: httpx.AsyncClient, db: Connection
) -> None:
    """Authority over one's own shop gives none over a foreign membership's number."""
    district, shop, other = await make_district(), await make_shop(db), await make_shop(db)
    owner, stranger = await owner_of(shop.uscc), await owner_of(other.uscc)
    key = (await apply(client, shop.uscc, owner, district.code)).json()["items"][0]["id"]
    path = f"/api/subjects/{other.uscc}/memberships/{key}"
    assert (await client.delete(path, headers=stranger.headers)).status_code == 404
    assert await db.fetchval("SELECT status FROM district_member") == "applied"


async def test_applying_twice_and_elsewhere(client: httpx.AsyncClient, db: Connection) -> None:
    first = await make_district("示例甲街")
    open_rules = {"inside": False}
    others = [
        await make_district(
            f"示例{place}街", rules=open_rules, boundary=square(101.73 + place / 100, 36.6)
        )
        for place in range(3)
    ]
    shop, officer = await make_shop(db), await make_account("officer")
    owner = await owner_of(shop.uscc)
    key = (await apply(client, shop.uscc, owner, first.code)).json()["items"][0]["id"]
    again = await apply(client, shop.uscc, owner, first.code)
    assert again.status_code == 409 and "已经申请过" in again.json()["detail"]
    for other in others[:2]:
        assert (await apply(client, shop.uscc, owner, other.code)).status_code == 201
    fourth = await apply(client, shop.uscc, owner, others[2].code)
    assert fourth.status_code == 409 and "最多同时申请 3 个" in fourth.json()["detail"]

    assert (await decide(client, key, officer, True)).status_code == 200
    member = await apply(client, shop.uscc, owner, others[2].code)
    assert member.status_code == 409 and "已经是「示例甲街」的成员" in member.json()["detail"]
    check = f"/api/subjects/{shop.uscc}/memberships/check?district={others[2].code}"
    told = (await client.get(check, headers=owner.headers)).json()["checks"][-1]
    assert (told["id"], told["found"]) == ("one_district", "已经是「示例甲街」的成员")
    elsewhere = await decide(client, str(int(key) + 1), officer, True)
    assert elsewhere.status_code == 409 and fields(elsewhere) == ["one_district"]


async def test_another_charter_than_the_one_read(client: httpx.AsyncClient, db: Connection) -> None:
    district, shop = await make_district(), await make_shop(db)
    owner, officer = await owner_of(shop.uscc), await make_account("officer")
    wrong = await apply(client, shop.uscc, owner, district.code, charterVersion=2)
    assert wrong.status_code == 400 and fields(wrong) == ["charterVersion"]

    key = (await apply(client, shop.uscc, owner, district.code)).json()["items"][0]["id"]
    newer = CHARTER | {"effectiveOn": str(in_days(0))}
    await client.post(
        f"/api/districts/{district.code}/charter", json=newer, headers=officer.headers
    )
    admitted = await decide(client, key, officer, True)
    assert admitted.status_code == 409 and fields(admitted) == ["charter"]


async def test_refusal_says_why_and_how_to_object(
    client: httpx.AsyncClient, db: Connection
) -> None:
    district, shop = await make_district(), await make_shop(db)
    owner, officer = await owner_of(shop.uscc), await make_account("officer")
    key = (await apply(client, shop.uscc, owner, district.code)).json()["items"][0]["id"]
    silent = await decide(client, key, officer, False)
    assert silent.status_code == 400 and fields(silent) == ["reason"]
    refused = await decide(client, key, officer, False, "店面还在装修")
    assert refused.status_code == 200 and refused.json()["statusName"] == "未通过"
    own = await client.get(f"/api/subjects/{shop.uscc}/memberships", headers=owner.headers)
    (item,) = own.json()["items"]
    assert item["reason"] == "店面还在装修" and "异议" in item["objection"]
    assert (await decide(client, key, officer, True)).status_code == 409
    assert (await apply(client, shop.uscc, owner, district.code)).status_code == 201, "once more"


async def test_removal_has_a_basis(client: httpx.AsyncClient, db: Connection) -> None:
    district = await make_district()
    shop = await make_member(db, district)
    owner, officer = await owner_of(shop.uscc), await make_account("officer")
    key = await db.fetchval("SELECT id FROM district_member")
    path = f"/api/memberships/{key}/removal"
    bare = await client.post(path, json={"reason": "短斤少两"}, headers=officer.headers)
    assert bare.status_code == 400
    body = {"reason": "短斤少两，经核实", "basis": "《示例步行街公约》第一条"}
    removed = await client.post(path, json=body, headers=officer.headers)
    assert removed.status_code == 200, removed.text
    assert removed.json()["status"] == "removed"
    assert (await client.post(path, json=body, headers=officer.headers)).status_code == 409
    own = await client.get(f"/api/subjects/{shop.uscc}/memberships", headers=owner.headers)
    assert own.json()["current"] is None
    assert own.json()["items"][0]["basis"] == body["basis"]
    entry = await db.fetchrow("SELECT action, detail FROM audit_entry ORDER BY id DESC LIMIT 1")
    assert entry["action"] == "district.remove" and "第一条" in entry["detail"]


async def test_demo_and_real_never_mix(client: httpx.AsyncClient, db: Connection) -> None:
    district, shop = await make_district(), await make_shop(db)
    await db.execute("UPDATE subject SET demo = false WHERE id = $1", shop.id)
    applied = await apply(client, shop.uscc, await owner_of(shop.uscc), district.code)
    assert fields(applied) == ["demo"]
    assert await admit_members(district.id, [shop.id], actor="test") == 0


async def test_an_application_that_ended_elsewhere(
    client: httpx.AsyncClient, db: Connection
) -> None:
    officer = await make_account("officer")
    assert (await decide(client, "1", officer, True)).status_code == 404
    assert (await decide(client, "x", officer, True)).status_code == 404
    assert (await decide(client, "9" * 30, officer, True)).status_code == 404


async def test_statements_of_the_desk(client: httpx.AsyncClient, db: Connection) -> None:
    """Two, however many applications there are, of however many districts."""
    officer = await make_account("officer")
    for place in range(2):
        boundary = square(101.73 + place / 100, 36.6)
        district = await make_district(f"示例{place}街", boundary=boundary)
        for _ in range(2):
            shop = await make_shop(db, place=(101.73 + place / 100, 36.6))
            owner = await owner_of(shop.uscc)
            assert (await apply(client, shop.uscc, owner, district.code)).status_code == 201
    await client.get("/api/memberships", headers=officer.headers)  # the session is known now
    with counted(db) as seen:
        page = (await client.get("/api/memberships?limit=3", headers=officer.headers)).json()
    assert len(page["items"]) == 3 and page["next"]
    assert len(seen) <= 2, seen
    rest = await client.get(f"/api/memberships?after={page['next']}", headers=officer.headers)
    assert len(rest.json()["items"]) == 1
    one = await client.get(f"/api/memberships?district={district.code}", headers=officer.headers)
    assert {item["district"]["code"] for item in one.json()["items"]} == {district.code}


async def test_many_writes_are_slowed(client: httpx.AsyncClient, db: Connection) -> None:
    district, shop = await make_district(), await make_shop(db)
    owner = await owner_of(shop.uscc)
    answers = [
        (await apply(client, shop.uscc, owner, district.code)).status_code for _ in range(21)
    ]
    assert answers[0] == 201 and answers[-1] == 429
