"""Who may look, for what, how often; and that the citizen sees it all."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from codes.passes.conftest import NOW
from codes.passes.phone import SETTINGS, Phone, check, make_phone
from contracts.test_query_count import counted
from credit.codes.passes.jobs import end_passes_of, forget_passes
from credit.codes.passes.purposes import PURPOSES
from credit.identity.actions import grant_subject
from credit.kit import clock, ratelimit
from credit.kit.db import Connection
from factories.accounts import Person, make_account
from factories.subjects import make_subject

ITEM = {
    "id", "at", "verifier", "verifierKind", "agency", "purpose", "purposeName", "note", "outcome",
    "showedCourtesy", "showedName",
}  # fmt: skip
CLIENT = {"name": "西宁市民中心叫号系统", "agency": "西宁市行政审批局（示例）",
          "purposes": ["service_hall", "courtesy_perk"], "quotaMinute": 60, "quotaDay": 5000,
          "months": 12}  # fmt: skip


async def register(client: httpx.AsyncClient, officer: Person, **changes: Any) -> dict[str, Any]:
    answer = await client.post(
        "/api/verifier-clients", json=CLIENT | changes, headers=officer.headers
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def ask(
    client: httpx.AsyncClient, key: str, digits: str, purpose: str = "service_hall"
) -> httpx.Response:
    headers = {"authorization": f"Bearer {key}"}
    body = {"digits": digits, "purpose": purpose, "note": "3 号窗口"}
    return await client.post("/api/pass-checks", json=body, headers=headers)


async def lookups(phone: Phone, query: str = "") -> dict[str, Any]:
    answer = await phone.call("GET", f"/api/passes/lookups{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_citizen_sees_every_look_up(client: httpx.AsyncClient, shop: Person) -> None:
    phone, officer = await make_phone(client), await make_account("officer")
    key = (await register(client, officer))["key"]
    await phone.fetch()
    shot = phone.shows()
    await check(client, shop, shot)
    with clock.frozen(NOW + timedelta(seconds=95)):
        await check(client, officer, shot, "officer_check")
    with clock.frozen(NOW + timedelta(seconds=96)):
        assert (await ask(client, key, phone.shows())).json()["verdict"] == "valid"
    await phone.call("DELETE", "/api/consents/citizen_pass")
    await end_passes_of({"account": phone.person.caller.id, "until": NOW.isoformat()})
    with clock.frozen(NOW + timedelta(seconds=97)):
        await check(client, shop, phone.shows())
        page = await lookups(phone)
    assert page["next"] is None and all(set(item) == ITEM for item in page["items"])
    told = [(i["verifierKind"], i["purpose"], i["outcome"]) for i in page["items"]]
    assert told == [
        ("merchant", "courtesy_perk", "revoked"),
        ("client", "service_hall", "valid"),
        ("officer", "officer_check", "outdated"),
        ("merchant", "courtesy_perk", "valid"),
    ]
    assert page["items"][1]["verifier"] == CLIENT["name"]
    assert page["items"][1]["agency"] == CLIENT["agency"] and page["items"][1]["note"] == "3 号窗口"
    assert page["items"][3]["verifier"] == "湟水源酸奶坊"
    assert page["items"][3]["purposeName"] == "给予守信礼遇"


async def test_look_ups_come_in_pages_without_gap(client: httpx.AsyncClient, shop: Person) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    officer = await make_account("officer")
    for purpose in PURPOSES:  # the clock stands: equal times must not hide a row
        await check(client, officer, phone.shows(), purpose)
    for purpose in ("courtesy_perk", "event_entry"):
        await check(client, shop, phone.shows(), purpose)
    seen, before = [], ""
    for _ in range(4):
        page = await lookups(phone, f"?limit=2{before}")
        seen += [item["id"] for item in page["items"]]
        before = f"&before={page['next']}"
    assert page["next"] is None and len(seen) == len(set(seen)) == 7
    for query in ("?limit=0", "?limit=101", "?before=x"):
        answer = await phone.call("GET", f"/api/passes/lookups{query}")
        assert answer.status_code == 400


async def test_only_the_citizen_sees_their_look_ups(
    client: httpx.AsyncClient, shop: Person
) -> None:
    phone, other = await make_phone(client), await make_phone(client)
    await phone.fetch()
    await check(client, shop, phone.shows())
    mine = (await lookups(phone))["items"][0]["id"]
    assert (await lookups(other))["items"] == []
    assert (await lookups(other, f"?before={mine}"))["items"] == []
    for person in (shop, await make_account("officer")):
        for path in ("/api/passes/lookups", "/api/passes/settings"):
            assert (await client.get(path, headers=person.headers)).status_code == 403
    assert (await client.get("/api/passes/lookups")).status_code == 401


async def test_the_citizen_reads_which_shop_it_was(client: httpx.AsyncClient) -> None:
    phone, person = await make_phone(client), await make_account("merchant")
    await phone.fetch()
    shops = [(await make_subject(name)).uscc or "" for name in ("一号店", "二号店", "别家")]
    for uscc in shops[:2]:
        await grant_subject(person.caller.id, uscc, role="badge", actor="test")
        await check(client, person, phone.shows(), uscc=uscc)
    body = {"digits": phone.shows(), "purpose": "courtesy_perk"}
    for sent, status in (
        (body, 400),  # which of the two?
        (body | {"uscc": shops[2]}, 403),
        (body | {"uscc": "x"}, 403),
    ):
        answer = await client.post("/api/pass-checks", json=sent, headers=person.headers)
        assert answer.status_code == status, answer.text
    officer = (await make_account("officer")).headers
    sent = body | {"uscc": shops[0]}
    answer = await client.post("/api/pass-checks", json=sent, headers=officer)
    assert answer.status_code == 400
    assert [i["verifier"] for i in (await lookups(phone))["items"]] == ["二号店", "一号店"]


async def test_the_same_look_again_is_one_line(client: httpx.AsyncClient, shop: Person) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    for seconds, rows in ((0, 1), (1, 1), (29, 1), (30, 2), (31, 2)):
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            await check(client, shop, phone.shows())
            assert len((await lookups(phone))["items"]) == rows, seconds
    with clock.frozen(NOW + timedelta(seconds=31)):
        await check(client, shop, phone.shows(), "event_entry")
        await phone.call("PUT", "/api/passes/settings", SETTINGS | {"paused": True})
        await check(client, shop, phone.shows(), "event_entry")  # another answer: another line
        assert len((await lookups(phone))["items"]) == 4


async def test_what_was_shown_is_written_down(client: httpx.AsyncClient, shop: Person) -> None:
    phone = await make_phone(client)
    await phone.call("PUT", "/api/passes/settings", SETTINGS | {"showName": True})
    await phone.register()
    phone = Phone(client, phone.person)
    await phone.register()
    await phone.fetch()
    await check(client, shop, phone.shows())
    item = (await lookups(phone))["items"][0]
    assert (item["showedName"], item["showedCourtesy"]) == (True, False)


@pytest.mark.parametrize("body", [{}, {"purpose": "curiosity"}, {"purpose": ""}])
async def test_a_purpose_from_the_list_is_required(
    client: httpx.AsyncClient, shop: Person, body: dict[str, str]
) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    answer = await client.post(
        "/api/pass-checks", json=body | {"digits": phone.shows()}, headers=shop.headers
    )
    assert answer.status_code == 400 and (await lookups(phone))["items"] == []


async def test_who_may_not_look(client: httpx.AsyncClient, shop: Person) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    digits = phone.shows()
    body = {"digits": digits, "purpose": "courtesy_perk"}
    shopless, citizen = await make_account("merchant"), await make_account("citizen")
    for headers, status in (
        ({}, 401),
        (citizen.headers, 403),
        (shopless.headers, 403),
        ({"authorization": "Bearer xyqv_" + "A" * 43}, 401),
    ):
        answer = await client.post("/api/pass-checks", json=body, headers=headers)
        assert answer.status_code == status, answer.text
    odd = {b"authorization": b"Bearer xyqv_\xff"}
    assert (await client.post("/api/pass-checks", json=body, headers=odd)).status_code == 401
    refused = await client.post(
        "/api/pass-checks", json=body | {"purpose": "officer_check"}, headers=shop.headers
    )
    assert refused.status_code == 403
    assert (await lookups(phone))["items"] == []


async def test_a_client_keeps_to_its_purposes_and_its_time(
    client: httpx.AsyncClient, db: Connection
) -> None:
    phone, officer = await make_phone(client), await make_account("officer")
    await phone.fetch(96)
    made = await register(client, officer, months=1)
    key = made["key"]
    assert key.startswith("xyqv_") and len(key) == 48
    assert (await ask(client, key, phone.shows(), "event_entry")).status_code == 403
    with clock.frozen(NOW + timedelta(days=30)):
        assert (await ask(client, key, "1")).status_code == 401
    listed = (await client.get("/api/verifier-clients", headers=officer.headers)).json()["items"]
    assert listed == [{k: v for k, v in made.items() if k != "key"}]
    path = f"/api/verifier-clients/{made['id']}"
    for person in (phone.person, await make_account("merchant")):
        assert (await client.delete(path, headers=person.headers)).status_code == 403
    assert (await client.delete(path, headers=officer.headers)).status_code == 204
    assert (await client.delete(path, headers=officer.headers)).status_code == 404
    assert (await ask(client, key, phone.shows())).status_code == 401
    stored = await db.fetchrow("SELECT * FROM verifier_client")
    assert key not in str(dict(stored)) and len(stored["key_hash"]) == 32
    actions = await db.fetch("SELECT action FROM audit_entry WHERE object_type = 'verifier_client'")
    assert [a["action"] for a in actions] == ["verifier_client.register", "verifier_client.revoke"]


async def test_a_client_key_opens_nothing_else(client: httpx.AsyncClient) -> None:
    officer = await make_account("officer")
    headers = {"authorization": f"Bearer {(await register(client, officer))['key']}"}
    for path in ("/api/verifier-clients", "/api/passes/settings", "/api/sessions/me"):
        assert (await client.get(path, headers=headers)).status_code == 401


async def test_quotas(client: httpx.AsyncClient) -> None:
    officer = await make_account("officer")
    minute = await register(client, officer, quotaMinute=2)
    day = await register(client, officer, quotaDay=3)
    for made, allowed in ((minute, 2), (day, 3)):
        answers = [await ask(client, made["key"], "1") for _ in range(allowed + 1)]
        assert [a.status_code for a in answers] == [200] * allowed + [429]
        assert answers[-1].json()["type"].endswith("/rate-limited")
        assert int(answers[-1].headers["retry-after"]) > 0


async def test_without_redis_apps_are_refused_and_people_are_not(
    client: httpx.AsyncClient, shop: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await make_account("officer")
    key = (await register(client, officer))["key"]

    async def gone(*_: object) -> None:
        return None

    monkeypatch.setattr(ratelimit, "_ask", gone)
    assert (await ask(client, key, "1")).status_code == 503
    assert (await check(client, shop, "1"))["verdict"] == "invalid"


async def test_neither_key_nor_digits_reach_the_logs(
    client: httpx.AsyncClient, shop: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    phone, officer = await make_phone(client), await make_account("officer")
    key = (await register(client, officer))["key"]
    await phone.fetch()
    digits = phone.shows()
    await ask(client, key, digits)
    await ask(client, f"{key}x", digits)
    await check(client, shop, digits)
    logged = "\n".join(str(record.__dict__) for record in caplog.records)
    assert "credit.access" in logged and "token rejected" not in logged
    assert key not in logged and digits not in logged and key[5:] not in logged


FORBIDDEN_WORDS = ("grade", "score", "level", "rank", "colour", "color", "tier", "points")


async def test_no_answer_about_a_person_holds_a_grade(app: Any) -> None:
    schema = app.openapi_schema.to_schema()
    names = ("PassCheckView", "SettingsView", "LookupView", "PassView", "CourtesyView")
    for name in names:
        for field in schema["components"]["schemas"][name]["properties"]:
            assert not any(word in field.lower() for word in FORBIDDEN_WORDS), field
    assert set(schema["components"]["schemas"]["PassCheckView"]["properties"]) == {
        "verdict", "reason", "title", "message", "courtesy", "maskedName", "checkedAt", "demo",
    }  # fmt: skip
    paths = [path for path in schema["paths"] if "pass" in path]
    assert not [p for p in paths if "digits" in p]


@pytest.mark.parametrize(("who", "budget"), [("client", 5), ("officer", 4), ("merchant", 6)])
async def test_statements_of_a_check(
    client: httpx.AsyncClient, db: Connection, shop: Person, who: str, budget: int
) -> None:
    """Client or shop, keys, the day's key, phone with holder, and the line for the citizen."""
    phone, officer = await make_phone(client), await make_account("officer")
    key = (await register(client, officer))["key"]
    headers = {
        "client": {"authorization": f"Bearer {key}"},
        "officer": officer.headers,
        "merchant": shop.headers,
    }[who]
    await phone.fetch()
    body = {"digits": phone.shows(), "purpose": "courtesy_perk"}
    await client.post("/api/pass-checks", json=body, headers=headers)  # the session is remembered
    with counted(db) as seen:
        answer = await client.post("/api/pass-checks", json=body, headers=headers)
    assert answer.json()["verdict"] == "valid"
    assert len(seen) <= budget, seen


async def test_what_served_its_purpose_is_deleted(
    client: httpx.AsyncClient, shop: Person, db: Connection
) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    shot = phone.shows()
    await check(client, shop, shot)
    await phone.call("DELETE", f"/api/passes/devices/{phone.id}")
    for days, keys, revoked, seen in ((2, 1, 1, 1), (4, 0, 1, 1), (6, 0, 0, 1), (367, 0, 0, 0)):
        with clock.frozen(NOW + timedelta(days=days)):
            await forget_passes({})
        left = [
            await db.fetchval(f"SELECT count(*) FROM {table}")
            for table in ("pass_day_key", "revoked_pass", "pass_lookup")
        ]
        assert left == [keys, revoked, seen], days
    # Without the day's key nobody can tell whose it was, and nothing is written.
    with clock.frozen(NOW + timedelta(days=367)):
        assert (await check(client, shop, shot))["verdict"] == "invalid"
    assert await db.fetchval("SELECT count(*) FROM pass_lookup") == 0
