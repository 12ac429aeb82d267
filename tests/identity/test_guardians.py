"""A child's account: asked for by a guardian, let in by an officer, the child's own from 14 on."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from credit.identity.guardians.jobs import end_grown_daily
from credit.identity.guardians.rules import TEXT_VERSION
from credit.identity.personal.keys import find_data_keyring
from credit.identity.phones.actions import request_code
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import Person, make_account
from identity.test_phone_sign_in import code_of
from identity.test_real_name import number_for, slug, verify

CHILD, CHILD_NUMBER = "桑吉·措", "639999201606011044"
BEFORE_14 = datetime(2030, 5, 31, 15, 59, 59, tzinfo=UTC)
AT_14 = datetime(2030, 5, 31, 16, 0, tzinfo=UTC)


async def make_guardian(client: httpx.AsyncClient) -> Person:
    person = await make_account("citizen")
    assert (await verify(client, person)).status_code == 200
    return person


async def ask(client: httpx.AsyncClient, guardian: Person, **other: Any) -> httpx.Response:
    body = {
        "name": CHILD, "idNumber": CHILD_NUMBER, "relation": "parent", "textVersion": TEXT_VERSION,
    } | other  # fmt: skip
    return await client.post("/api/me/wards", json=body, headers=guardian.headers)


async def decide(client: httpx.AsyncClient, *, approve: bool) -> dict[str, Any]:
    officer = await make_account("officer")
    listed = await client.get("/api/guardianships", headers=officer.headers)
    one: dict[str, Any] = listed.json()["items"][-1]
    body = {"approve": approve, "reason": "看过户口簿。"}
    url = f"/api/guardianships/{one['id']}/decision"
    answer = await client.post(url, json=body, headers=officer.headers)
    assert answer.status_code == 204, answer.text
    assert (await client.post(url, json=body, headers=officer.headers)).status_code == 404
    return one


async def make_ward(client: httpx.AsyncClient) -> tuple[Person, str]:
    guardian = await make_guardian(client)
    asked = await ask(client, guardian)
    assert asked.status_code == 201, asked.text
    await decide(client, approve=True)
    return guardian, f"/api/me/wards/{asked.json()['items'][0]['id']}"


async def enter(client: httpx.AsyncClient, guardian: Person, ward: str) -> dict[str, str]:
    made = await client.post(f"{ward}/codes", headers=guardian.headers)
    assert made.status_code == 201, made.text
    body = {"code": made.json()["code"].lower()}
    session = await client.post("/api/sessions/by-guardian", json=body)
    assert session.status_code == 201, session.text
    again = await client.post("/api/sessions/by-guardian", json=body)
    assert slug(again) == "code-refused", "a code works once"
    return {"authorization": f"Bearer {session.json()['accessToken']}"}


async def test_a_guardian_asks_an_officer_decides_and_the_child_signs_in(
    client: httpx.AsyncClient, db: Connection
) -> None:
    with clock.frozen(BEFORE_14):
        guardian = await make_guardian(client)
        asked = await ask(client, guardian)
        [waiting] = asked.json()["items"]
        assert (waiting["status"], waiting["name"], waiting["until"]) == (
            "open", CHILD, "2030-06-01",
        )  # fmt: skip
        ward = f"/api/me/wards/{waiting['id']}"
        early = await client.post(f"{ward}/codes", headers=guardian.headers)
        assert early.status_code == 404, "nothing works before an officer saw the papers"
        seen = await decide(client, approve=True)
        assert (seen["guardian"], seen["child"], seen["birth"]) == (
            "央金·措姆", CHILD, "2016-06-01",
        )  # fmt: skip
        child = await enter(client, guardian, ward)
        view = (await client.get("/api/me/real-name", headers=child)).json()
        assert (view["band"], view["mayUseCredit"]) == ("child", False)
        detail = (await client.get(ward, headers=guardian.headers)).json()
        assert len(detail["devices"]) == 1 and detail["held"]
        stranger = await make_account("citizen")
        assert (await client.get(ward, headers=stranger.headers)).status_code == 404
        out = await client.post(f"{ward}/sign-out", headers=guardian.headers)
        assert out.status_code == 204
        detail = (await client.get(ward, headers=guardian.headers)).json()
        assert detail["devices"] == []
    for row in await db.fetch("SELECT to_jsonb(t)::text AS row FROM guardianship t"):
        assert "户口簿" not in row["row"] and CHILD not in row["row"]


async def test_from_the_14th_birthday_on_the_child_decides(
    client: httpx.AsyncClient, db: Connection
) -> None:
    with clock.frozen(BEFORE_14):
        guardian, ward = await make_ward(client)
        child = await enter(client, guardian, ward)
    with clock.frozen(AT_14):
        for call in (
            client.get(ward, headers=guardian.headers),
            client.post(f"{ward}/sign-out", headers=guardian.headers),
            client.post(f"{ward}/withdrawal", headers=guardian.headers),
        ):
            assert (await call).status_code == 403
        [listed] = (await client.get("/api/me/wards", headers=guardian.headers)).json()["items"]
        assert listed["guarded"] is False
        child = await enter(client, guardian, ward)  # until the child has a way of its own
        await end_grown_daily({})
        assert await db.fetchval("SELECT status FROM guardianship") == "active"
        account = (await client.get("/api/sessions/me", headers=child)).json()["id"]
        request = await request_code("13900001111", "phone", account)
        body = {"request": request, "code": await code_of(request), "proof": {}}
        added = await client.put("/api/sessions/phone", json=body, headers=child)
        assert added.status_code == 200, added.text
        refused = await client.post(f"{ward}/codes", headers=guardian.headers)
        assert refused.status_code == 403
        await end_grown_daily({})
        assert await db.fetchval("SELECT status FROM guardianship") == "ended"


async def test_withdrawing_closes_the_account_and_destroys_its_key(
    client: httpx.AsyncClient, db: Connection
) -> None:
    with clock.frozen(BEFORE_14):
        guardian, ward = await make_ward(client)
        child = await enter(client, guardian, ward)
        account = (await client.get("/api/sessions/me", headers=child)).json()["id"]
        closing = {"atOnce": True}
        kept = await client.post("/api/me/closing", json=closing, headers=guardian.headers)
        assert kept.status_code == 409, "a guardian does not leave a child behind"
        gone = await client.post(f"{ward}/withdrawal", headers=guardian.headers)
        assert gone.status_code == 204
        assert await find_data_keyring(account) is None
        active = "SELECT active FROM account WHERE public_id = $1"
        assert await db.fetchval(active, account) is False
        assert (await client.get(ward, headers=guardian.headers)).status_code == 404
        assert await db.fetchval("SELECT count(*) FROM real_name") == 1, "the guardian's own"
        done = await client.post("/api/me/closing", json=closing, headers=guardian.headers)
        assert done.status_code == 200


async def test_a_refusal_erases_the_child_s_account(
    client: httpx.AsyncClient, db: Connection
) -> None:
    with clock.frozen(BEFORE_14):
        guardian = await make_guardian(client)
        await ask(client, guardian)
        taken = await ask(client, guardian)
        assert slug(taken) == "real-name-held", "one child one account"
        await decide(client, approve=False)
        [one] = (await client.get("/api/me/wards", headers=guardian.headers)).json()["items"]
        assert (one["status"], one["name"], one["reason"]) == ("refused", "", "看过户口簿。")
        assert await db.fetchval("SELECT count(*) FROM real_name") == 1


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"textVersion": "2020-01"}, "conflict"),
        ({"name": "别人"}, "invalid-input"),
        ({"name": "大孩子", "idNumber": number_for("20150101")}, "invalid-input"),
        ({"name": "大孩子", "idNumber": number_for("20160531")}, "invalid-input"),
    ],
)
async def test_what_is_no_child_s_account(
    client: httpx.AsyncClient, other: dict[str, str], problem: str
) -> None:
    with clock.frozen(BEFORE_14):
        assert slug(await ask(client, await make_guardian(client), **other)) == problem


async def test_a_guardian_is_verified_and_of_age(client: httpx.AsyncClient) -> None:
    with clock.frozen(BEFORE_14):
        person = await make_account("citizen")
        assert slug(await ask(client, person)) == "real-name-required"
        await verify(client, person, "太年轻", number_for("20140101"))
        assert slug(await ask(client, person)) == "forbidden"
