"""The own ways to sign in: a number added, changed, removed; acts confirmed by a code."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from credit.identity.actions import grant_subject
from credit.identity.newcomers import create_citizen
from credit.identity.oidc.linking import link
from credit.identity.oidc.tokens import ProvenIdentity
from credit.identity.phones.queries import find_phone
from credit.identity.queries import find_account_by_public_id
from credit.identity.sessions import Device, start_session
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.tokens import issue_access_token
from factories.accounts import PASSWORD, Person, make_account
from factories.subjects import make_subject
from identity.test_own_data import citizen_by_phone
from identity.test_phone_sign_in import code_of
from identity.test_real_name import slug

NEW, OTHER = "13911112222", "13911113333"
Headers = dict[str, str]


async def code_for(
    client: httpx.AsyncClient, headers: Headers, phone: str | None
) -> dict[str, str]:
    """A code to a new number, or (None) to the own one."""
    if phone:
        url, body = "/api/sessions/phone-codes", {"phone": phone}
        asked = await client.post(url, json=body, headers=headers)
    else:
        asked = await client.post("/api/sessions/confirm-codes", headers=headers)
    assert asked.status_code == 202, asked.text
    request = asked.json()["request"]
    return {"request": request, "code": await code_of(request)}


async def put(
    client: httpx.AsyncClient, headers: Headers, phone: str, proof: dict[str, Any]
) -> httpx.Response:
    body = {**await code_for(client, headers, phone), "proof": proof}
    return await client.put("/api/sessions/phone", json=body, headers=headers)


async def test_a_password_account_gets_a_number_changes_and_removes_it(
    client: httpx.AsyncClient, db: Connection, redis: Redis
) -> None:
    person = await make_account("citizen")
    ways = (await client.get("/api/sessions/own-ways", headers=person.headers)).json()
    assert (ways["password"], ways["phone"], ways["proof"]) == (True, "", "password")
    bare = await put(client, person.headers, NEW, {})
    assert bare.json()["errors"][0]["field"] == "password"
    await redis.flushall()
    added = await put(client, person.headers, NEW, {"password": PASSWORD})
    assert added.status_code == 200 and added.json()["phone"] == "139****2222", added.text
    assert await find_phone(person.caller.id) == NEW
    changed = await put(client, person.headers, OTHER, {"password": PASSWORD})
    assert changed.json()["phone"] == "139****3333"
    await redis.flushall()
    asked = (await client.post("/api/sessions/codes", json={"phone": OTHER})).json()["request"]
    entered = {"request": asked, "code": await code_of(asked)}
    session = await client.post("/api/sessions/by-code", json=entered)
    assert session.json()["caller"]["id"] == person.caller.id, "the number signs in"
    removal = "/api/sessions/phone/removal"
    gone = await client.post(removal, json={"password": PASSWORD}, headers=person.headers)
    assert gone.status_code == 200 and gone.json()["phone"] == ""
    steps = [row["action"] for row in await db.fetch("SELECT action FROM audit_entry ORDER BY id")]
    assert [s for s in steps if s.startswith("phone")] == [
        "phone.add", "phone.change", "phone.remove",
    ]  # fmt: skip


async def test_a_number_of_another_account_stays_there(client: httpx.AsyncClient) -> None:
    await citizen_by_phone(NEW)
    person = await make_account("citizen")
    taken = await put(client, person.headers, NEW, {"password": PASSWORD})
    assert (taken.status_code, slug(taken)) == (409, "conflict")


async def test_codes_work_for_their_purpose_and_account_only(
    client: httpx.AsyncClient, redis: Redis
) -> None:
    account, headers = await citizen_by_phone(NEW)
    other = await make_account("citizen")
    removal = "/api/sessions/phone/removal"
    await redis.flushall()
    sign_in = (await client.post("/api/sessions/codes", json={"phone": NEW})).json()["request"]
    wrong = {"request": sign_in, "code": await code_of(sign_in)}
    refused = await client.post(removal, json=wrong, headers=headers)
    assert refused.json()["errors"][0]["field"] == "code", "a sign-in code confirms nothing"
    await redis.flushall()
    mine = await code_for(client, headers, None)
    body = {**await code_for(client, other.headers, OTHER), "proof": mine}
    stolen = await client.put("/api/sessions/phone", json=body, headers=other.headers)
    assert stolen.json()["errors"][0]["field"] == "code"
    entered = await client.post("/api/sessions/by-code", json=mine)
    assert slug(entered) == "code-refused", "a confirming code signs nobody in"
    last = await client.post(removal, json=mine, headers=headers)
    assert (last.status_code, slug(last)) == (409, "conflict"), "the last way stays"
    assert await find_phone(account) == NEW


async def test_who_has_only_a_provider_confirms_by_a_fresh_session(
    client: httpx.AsyncClient, db: Connection
) -> None:
    async with transaction() as held:
        account_id, _ = await create_citizen(held, "统一身份用户", "adult")
        await link(held, account_id, ProvenIdentity("gov", "https://gov.example", "s1"))
        account = await find_account_by_public_id(account_id)
        session = await start_session(held, account, Device(), "oidc")
    assert account and session
    caller = Caller(account_id, "citizen", account.name)
    token = issue_access_token(caller, session_version=1).token
    headers = {"authorization": f"Bearer {token}"}
    ways = (await client.get("/api/sessions/own-ways", headers=headers)).json()
    assert ways["proof"] == "fresh"
    without = await put(client, headers, NEW, {})
    assert without.json()["errors"][0]["field"] == "code"
    await db.execute(
        "UPDATE sign_in_session SET created_at = $1", clock.now() - timedelta(minutes=11)
    )
    client.cookies.set("credit-refresh", session.refresh_token, path="/api/sessions")
    stale = await put(client, headers, OTHER, {})
    assert stale.status_code == 400
    await db.execute("UPDATE sign_in_session SET created_at = $1", clock.now())
    body = {**await code_for(client, headers, "13911114444"), "proof": {}}
    fresh = await client.put("/api/sessions/phone", json=body, headers=headers)
    assert fresh.status_code == 200, fresh.text


async def test_a_citizen_without_password_signs_a_commitment_by_code(
    client: httpx.AsyncClient, redis: Redis
) -> None:
    shop = await make_subject()
    account, _ = await citizen_by_phone(NEW)
    owner = Person("", Caller(account, "citizen", "店主", (shop.uscc or "",)))
    await grant_subject(account, shop.uscc or "", role="owner", actor="test")
    url = f"/api/subjects/{shop.uscc}/commitments"
    draft = await client.post(
        f"{url}/draft", json={"template": "no_reason_return"}, headers=owner.headers
    )
    assert draft.status_code == 200, draft.text
    body = {"template": "no_reason_return", "textSha256": draft.json()["textSha256"]}
    bare = await client.post(url, json=body, headers=owner.headers)
    assert bare.json()["errors"][0] == {
        "field": "code", "message": "请输入发到手机上的验证码确认",
    }  # fmt: skip
    await redis.flushall()
    body |= await code_for(client, owner.headers, None)
    signed = await client.post(url, json=body, headers=owner.headers)
    assert signed.status_code == 201, signed.text


async def test_officers_have_no_number(client: httpx.AsyncClient) -> None:
    officer = await make_account("officer")
    body = {"phone": NEW}
    asked = await client.post("/api/sessions/phone-codes", json=body, headers=officer.headers)
    assert asked.status_code == 403


@pytest.mark.parametrize("phone", [NEW, OTHER])
async def test_an_invitation_to_a_number_is_for_that_number(
    client: httpx.AsyncClient, phone: str, redis: Redis, db: Connection
) -> None:
    shop = await make_subject()
    boss = await make_account("merchant", owns=shop.uscc or "")
    url = f"/api/subjects/{shop.uscc}/invitations"
    wrong = {"roles": ["badge"], "phone": "123"}
    refused = await client.post(url, json=wrong, headers=boss.headers)
    assert refused.json()["errors"][0]["field"] == "phone"
    invite = {"roles": ["badge"], "phone": "139 1111 2222"}
    made = (await client.post(url, json=invite, headers=boss.headers)).json()
    [row] = await db.fetch("SELECT to_jsonb(t)::text AS row FROM invitation t")
    assert NEW not in row["row"]
    plain = await make_account("citizen")
    accept = {"code": made["code"]}
    answer = await client.post("/api/invitations/accept", json=accept, headers=plain.headers)
    assert answer.status_code == 403 and "手机号" in answer.json()["detail"]
    _, headers = await citizen_by_phone(phone)
    taken = await client.post("/api/invitations/accept", json=accept, headers=headers)
    assert taken.status_code == (200 if phone == NEW else 403)
