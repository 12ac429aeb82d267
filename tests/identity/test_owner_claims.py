"""Claiming a shop: real name first, an officer compares, the person becomes the owner."""

import httpx

from credit.identity.queries import list_granted_subjects_of
from credit.kit.db import Connection
from factories.accounts import make_account
from factories.subjects import make_subject, next_uscc
from identity.test_real_name import NAME, slug, verify


async def test_a_verified_person_claims_and_an_officer_decides(
    client: httpx.AsyncClient, db: Connection
) -> None:
    shop = await make_subject("认领测试面馆")
    person, officer = await make_account("citizen"), await make_account("officer")
    url = f"/api/subjects/{shop.uscc}/owner-claims"
    early = await client.post(url, headers=person.headers)
    assert (early.status_code, slug(early)) == (403, "real-name-required")
    await verify(client, person)
    unknown = f"/api/subjects/{next_uscc()}/owner-claims"
    assert (await client.post(unknown, headers=person.headers)).status_code == 404
    asked = await client.post(url, headers=person.headers)
    assert asked.status_code == 201 and asked.json()["items"][0]["subject"] == "认领测试面馆"
    assert len((await client.post(url, headers=person.headers)).json()["items"]) == 1

    listed = (await client.get("/api/owner-claims", headers=officer.headers)).json()["items"]
    one = next(item for item in listed if item["uscc"] == shop.uscc)
    assert (one["name"], one["level"], one["owners"]) == (NAME, "real_name", 0)
    assert (await client.get("/api/owner-claims", headers=person.headers)).status_code == 403
    decision = f"/api/owner-claims/{one['id']}/decision"
    body = {"approve": True, "reason": "与登记的法定代表人一致，核对了本人。"}
    done = await client.post(decision, json=body, headers=officer.headers)
    assert done.status_code == 204, done.text
    assert (await client.post(decision, json=body, headers=officer.headers)).status_code == 404
    [granted] = await list_granted_subjects_of(person.caller.id)
    assert (granted.uscc, granted.role) == (shop.uscc, "owner")
    mine = (await client.get("/api/me/owner-claims", headers=person.headers)).json()["items"]
    assert (mine[0]["status"], mine[0]["reason"]) == ("approved", body["reason"])
    assert (await client.post(url, headers=person.headers)).status_code == 409, "owns it already"
    for row in await db.fetch("SELECT to_jsonb(t)::text AS row FROM owner_claim t"):
        assert "核对" not in row["row"]


async def test_a_refusal_binds_nobody_and_claims_are_few(client: httpx.AsyncClient) -> None:
    person, officer = await make_account("citizen"), await make_account("officer")
    await verify(client, person)
    for _ in range(3):
        shop = await make_subject()
        await client.post(f"/api/subjects/{shop.uscc}/owner-claims", headers=person.headers)
    fourth = await make_subject()
    answer = await client.post(f"/api/subjects/{fourth.uscc}/owner-claims", headers=person.headers)
    assert answer.status_code == 409
    listed = (await client.get("/api/owner-claims", headers=officer.headers)).json()["items"]
    one = next(item for item in listed if item["uscc"] == shop.uscc)
    body = {"approve": False, "reason": "登记的法定代表人是别人。"}
    url = f"/api/owner-claims/{one['id']}/decision"
    assert (await client.post(url, json=body, headers=officer.headers)).status_code == 204
    assert await list_granted_subjects_of(person.caller.id) == []
