"""Courtesy (守信礼遇): positive facts only, shown if the citizen wants, never missed."""

from datetime import date, timedelta

import httpx
import pytest

from codes.passes.conftest import NOW
from codes.passes.phone import SETTINGS, Phone, check, consent, make_citizen, make_phone
from credit.codes.core.citizen_pass import add_proof, open_pass
from credit.codes.passes.actions.courtesies import GrantedCourtesy, grant_courtesy
from credit.demo.accounts import PASSWORD, create_demo_accounts
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.problems import Problem
from factories.accounts import Person, make_account

FACT = GrantedCourtesy(
    title="五星级志愿者",
    agency="示例市志愿服务联合会",
    legal_basis="《志愿服务条例》",
    granted_on=date(2026, 1, 1),
    valid_until=date(2026, 11, 24),
)


async def test_courtesy_applies_to_its_last_day(client: httpx.AsyncClient, shop: Person) -> None:
    person = await make_citizen()
    await grant_courtesy(person.caller.id, FACT, actor="test")
    await consent(client, person)
    phone = Phone(client, person)
    await phone.register()
    await phone.fetch(96)
    answer = await check(client, shop, phone.shows())
    assert (answer["courtesy"], answer["verdict"]) == (True, "valid")
    flags = [
        open_pass(add_proof(t, 0, bytes(16)))[1].claims.courtesy for t in phone.tokens.values()
    ]
    assert flags == [True] * 56 + [False] * 40  # 10:00 to midnight, then no more
    with clock.frozen(NOW + timedelta(hours=14)):
        assert (await check(client, shop, phone.shows()))["courtesy"] is False


async def test_courtesy_is_hidden_on_wish(client: httpx.AsyncClient, shop: Person) -> None:
    person = await make_citizen()
    await grant_courtesy(person.caller.id, FACT, actor="test")
    await consent(client, person)
    phone = Phone(client, person)
    await phone.call("PUT", "/api/passes/settings", SETTINGS | {"showCourtesy": False})
    await phone.register()
    await phone.fetch()
    assert (await check(client, shop, phone.shows()))["courtesy"] is False
    listed = (await phone.call("GET", "/api/passes/settings")).json()["courtesy"]
    assert listed == [{"title": FACT.title, "agency": FACT.agency, "validUntil": "2026-11-24"}]


async def test_only_citizens_get_facts_and_only_with_a_basis(db: Connection) -> None:
    merchant, citizen = await make_account("merchant"), await make_account("citizen")
    with pytest.raises(Problem, match="not-found"):
        await grant_courtesy(merchant.caller.id, FACT, actor="test")
    await grant_courtesy(citizen.caller.id, FACT, actor="test")
    action = await db.fetchval("SELECT action FROM audit_entry ORDER BY id DESC LIMIT 1")
    assert action == "courtesy.grant"


async def test_settings_before_opting_in(client: httpx.AsyncClient) -> None:
    phone = Phone(client, await make_citizen("李晓明"))
    settings = (await phone.call("GET", "/api/passes/settings")).json()
    assert settings == {
        "optedIn": False, "paused": False, "showName": False, "showCourtesy": True,
        "maskedName": "*明", "courtesy": [], "devices": [], "consentVersion": "2026-11",
        "origin": "http://127.0.0.1:8000", "demo": False,
    }  # fmt: skip
    refused = await phone.call("PUT", "/api/passes/settings", SETTINGS)
    assert refused.json()["type"].endswith("/consent-required")


async def test_a_pass_of_a_demo_citizen_says_so(
    client: httpx.AsyncClient, shop: Person, db: Connection
) -> None:
    phone = await make_phone(client)
    await db.execute(
        "UPDATE account SET demo = true WHERE public_id = $1::uuid", phone.person.caller.id
    )
    await phone.fetch()
    assert (await check(client, shop, phone.shows()))["demo"] is True


async def test_demo_citizens(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from credit.demo import accounts

    citizens = [a for a in accounts.demo_accounts() if a.kind == "citizen"]
    monkeypatch.setattr(accounts, "demo_accounts", lambda: citizens)
    assert [await create_demo_accounts() for _ in range(2)] == [2, 0]
    found = {}
    for login in ("citizen", "citizen2"):
        body = {"login": login, "password": PASSWORD}
        session = (await client.post("/api/sessions", json=body)).json()
        headers = {"authorization": f"Bearer {session['accessToken']}"}
        found[login] = (await client.get("/api/passes/settings", headers=headers)).json()
    assert [len(found[login]["courtesy"]) for login in found] == [2, 0]
    assert [found[login]["maskedName"] for login in found] == ["*明", "*玛"]
    assert not any(settings["optedIn"] for settings in found.values())
    assert all(settings["demo"] for settings in found.values())
