"""The officers' second factor: enrolment, codes that work once, recovery, and production."""

import httpx
import msgspec
import pyotp
import pytest

from credit.identity import sessions
from credit.identity.second_factor.actions import reset_second_factor
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.problems import Problem
from credit.settings import get_settings
from factories.accounts import PASSWORD, Person, make_account


@pytest.fixture
async def officer(db: Connection) -> Person:
    return await make_account("officer")


async def post(
    client: httpx.AsyncClient, path: str, person: Person, otp: str = ""
) -> httpx.Response:
    body = {"login": person.login, "password": PASSWORD, "otp": otp}
    return await client.post(f"/api/sessions{path}", json=body)


def now_code(secret: str, ahead: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30 * ahead)


async def enrol(client: httpx.AsyncClient, person: Person) -> tuple[str, list[str]]:
    started = await post(client, "/second-factor/start", person)
    secret = started.json()["secret"]
    assert started.json()["uri"].startswith("otpauth://totp/")
    done = await post(client, "/second-factor/confirm", person, now_code(secret, -1))
    assert done.status_code == 201, done.text
    assert done.json()["session"]["caller"]["id"] == person.caller.id
    return secret, done.json()["recoveryCodes"]


async def test_a_code_is_asked_for_and_works_once(
    client: httpx.AsyncClient, officer: Person, db: Connection
) -> None:
    secret, _ = await enrol(client, officer)
    without = await post(client, "", officer)
    assert without.status_code == 401
    assert without.json()["type"].endswith("/second-factor-required")
    code = now_code(secret)
    assert (await post(client, "", officer, code)).status_code == 201
    assert (await post(client, "", officer, code)).status_code == 401, "replayed"
    assert (await post(client, "", officer, now_code(secret, -1))).status_code == 401, "older"
    assert (await post(client, "", officer, now_code(secret, 1))).status_code == 201
    sealed = await db.fetchval("SELECT secret_sealed FROM second_factor")
    assert secret.encode() not in sealed


async def test_recovery_codes_work_once(client: httpx.AsyncClient, officer: Person) -> None:
    _, codes = await enrol(client, officer)
    assert len(set(codes)) == 8
    assert (await post(client, "", officer, codes[0].upper())).status_code == 201
    assert (await post(client, "", officer, codes[0])).status_code == 401
    refused = await post(client, "/second-factor/start", officer)
    assert refused.status_code == 401, "a password alone replaces no second factor"
    assert (await post(client, "/second-factor/start", officer, codes[1])).status_code == 200


async def test_production_asks_every_officer(
    client: httpx.AsyncClient, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await sessions.sign_in(officer.login, PASSWORD)
    production = msgspec.structs.replace(get_settings(), profile="production")
    name = "credit.identity.second_factor.checking.get_settings"
    monkeypatch.setattr(name, lambda: production)
    with pytest.raises(Problem, match="second-factor-missing"):
        await sessions.sign_in(officer.login, PASSWORD)
    with pytest.raises(Problem, match="sign-in-failed"):
        await sessions.sign_in(officer.login, "wrong")
    merchant = await make_account()
    assert await sessions.sign_in(merchant.login, PASSWORD)
    await enrol(client, officer)
    with pytest.raises(Problem, match="second-factor-required"):
        await sessions.sign_in(officer.login, PASSWORD)
    await reset_second_factor(officer.login, actor="test")
    with pytest.raises(Problem, match="second-factor-missing"):
        await sessions.sign_in(officer.login, PASSWORD)


async def test_only_officers_enrol_and_only_with_their_password(
    client: httpx.AsyncClient, officer: Person
) -> None:
    merchant = await make_account()
    assert (await post(client, "/second-factor/start", merchant)).status_code == 403
    body = {"login": officer.login, "password": "wrong"}
    wrong = await client.post("/api/sessions/second-factor/start", json=body)
    assert wrong.status_code == 401
    assert (await post(client, "/second-factor/confirm", officer, "123456")).status_code == 401
