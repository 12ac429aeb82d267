"""From an application to a member, and out again; through the API."""

from typing import Any

import httpx

from credit.kit.db import Connection
from districts.world import make_district, make_shop
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
