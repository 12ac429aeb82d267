"""From consent to a verified pass, and every way in which it ends."""

from datetime import timedelta

import httpx
import pytest

from codes.passes.conftest import NOW
from codes.passes.phone import SETTINGS, Phone, check, consent, make_phone, running_quarter
from credit.codes.core.citizen_pass import (
    PassClaims,
    ShownPass,
    add_proof,
    check_pass_time,
    check_proof,
    list_no_of,
)
from credit.codes.core.digits import token_to_digits
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.hash_chain import anchor_of, preimage_at
from credit.codes.passes.jobs import end_passes_of
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import Person, make_account


async def test_a_pass_is_verified_and_says_no_more_than_it_must(
    client: httpx.AsyncClient, shop: Person
) -> None:
    phone = await make_phone(client)
    assert (await phone.fetch(96)).status_code == 201
    answer = await check(client, shop, phone.shows())
    assert (answer["verdict"], answer["reason"]) == ("valid", None)
    assert set(answer) == {
        "verdict", "reason", "title", "message", "courtesy", "maskedName", "checkedAt", "demo",
    }  # fmt: skip
    assert answer["courtesy"] is False and answer["maskedName"] is None
    for quarters in (1, 50, 95):
        with clock.frozen(NOW + timedelta(minutes=15 * quarters)):
            assert (await check(client, shop, phone.shows()))["verdict"] == "valid", quarters


async def test_a_screenshot_dies_within_a_minute_online(
    client: httpx.AsyncClient, shop: Person
) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    taken = NOW + timedelta(seconds=17)
    shot, answers = phone.shows(taken), {}
    for age in (0, 12, 40, 42, *range(43, 92, 4), 90, 91, 300, 475, 900, 3600, 86_400):
        with clock.frozen(taken + timedelta(seconds=age)):
            answers[age] = (await check(client, shop, shot))["reason"]
    assert answers[0] is answers[12] is answers[42] is None
    assert all(answers[age] in ("outdated", "expired") for age in answers if age >= 60), answers
    assert answers[91] == "outdated" and answers[3600] == "expired"


def test_no_screenshot_of_any_second_is_believed_90_seconds_later() -> None:
    """The same rule that the online check runs, over every second of a quarter hour."""
    seed, issued = bytes(range(16)), 900 * 2_000_000
    claims = PassClaims(issued, list_no_of(issued), 7, anchor_of(seed), False, False)
    for second in range(900):
        step = second // 30
        shot = ShownPass(claims, step, preimage_at(seed, step))
        for age in (60, 61, 75, 89, 90, 91, 120, 450, 899):
            with pytest.raises(CodeFault) as refused:
                check_pass_time(claims, issued + second + age)
                check_proof(shot, issued + second + age)
            assert refused.value.fault in (Fault.OUTDATED, Fault.EXPIRED)


async def test_withdrawal_ends_passes_at_once(client: httpx.AsyncClient, shop: Person) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    gone = await phone.call("DELETE", "/api/consents/citizen_pass")
    assert gone.status_code == 204
    # Before the job has run: the ledger decides.
    assert (await check(client, shop, phone.shows()))["reason"] == "revoked"
    assert (await phone.fetch(1)).json()["type"].endswith("/consent-required")
    settings = (await phone.call("GET", "/api/passes/settings")).json()
    assert settings["optedIn"] is False


async def test_a_later_consent_does_not_wake_the_old_phone(
    client: httpx.AsyncClient, shop: Person
) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    with clock.frozen(NOW + timedelta(seconds=1)):
        await phone.call("DELETE", "/api/consents/citizen_pass")
    job = {"account": phone.person.caller.id, "until": (NOW + timedelta(seconds=1)).isoformat()}
    with clock.frozen(NOW + timedelta(seconds=2)):
        await consent(client, phone.person)
        newer = Phone(client, phone.person)
        await newer.register()
        await newer.fetch()
        await end_passes_of(job)
        await end_passes_of(job)  # at least once is allowed to be twice
        assert (await check(client, shop, phone.shows()))["reason"] == "revoked"
        assert (await check(client, shop, newer.shows()))["verdict"] == "valid"
        devices = (await phone.call("GET", "/api/passes/settings")).json()["devices"]
    assert [device["id"] for device in devices] == [newer.id]


async def test_a_later_consent_starts_from_what_its_text_promises(
    client: httpx.AsyncClient,
) -> None:
    phone = await make_phone(client)
    chosen = {"showName": True, "showCourtesy": False, "paused": True}
    assert (await phone.call("PUT", "/api/passes/settings", chosen)).status_code == 200
    with clock.frozen(NOW + timedelta(seconds=1)):
        await phone.call("DELETE", "/api/consents/citizen_pass")
        left = (await phone.call("GET", "/api/passes/settings")).json()
    with clock.frozen(NOW + timedelta(seconds=2)):
        await consent(client, phone.person)
        back = (await phone.call("GET", "/api/passes/settings")).json()
    for settings in (left, back):
        assert {name: settings[name] for name in chosen} == SETTINGS


@pytest.mark.parametrize("change", ["showName", "showCourtesy", "paused"])
async def test_a_changed_setting_ends_what_was_issued(
    client: httpx.AsyncClient, shop: Person, change: str
) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    wanted = SETTINGS | {change: not SETTINGS[change]}
    answer = await phone.call("PUT", "/api/passes/settings", wanted)
    assert answer.status_code == 200 and answer.json()["devices"] == []
    assert answer.json()[change] is wanted[change]
    assert (await check(client, shop, phone.shows()))["reason"] == "revoked"
    again = await phone.call("PUT", "/api/passes/settings", wanted)
    assert again.json() == answer.json()


async def test_pause_and_resume(client: httpx.AsyncClient, shop: Person) -> None:
    phone = await make_phone(client)
    await phone.call("PUT", "/api/passes/settings", SETTINGS | {"paused": True})
    second = Phone(client, phone.person)
    await second.register()
    assert (await second.fetch()).json()["type"].endswith("/passes-paused")
    await phone.call("PUT", "/api/passes/settings", SETTINGS)
    third = Phone(client, phone.person)
    await third.register()
    assert (await third.fetch()).status_code == 201
    assert (await check(client, shop, third.shows()))["verdict"] == "valid"


async def test_the_masked_name_only_when_turned_on(client: httpx.AsyncClient, shop: Person) -> None:
    phone = await make_phone(client, "李晓明")
    await phone.call("PUT", "/api/passes/settings", SETTINGS | {"showName": True})
    named = Phone(client, phone.person)
    await named.register()
    await named.fetch()
    answer = await check(client, shop, named.shows())
    assert answer["maskedName"] == "*明"
    assert "李" not in str(answer) and b"\xe6\x9d\x8e" not in named.tokens[max(named.tokens)]


async def test_an_ended_phone_is_refused(client: httpx.AsyncClient, shop: Person) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    path = f"/api/passes/devices/{phone.id}"
    stranger = await make_account("citizen")
    denied = await client.delete(path, headers=stranger.headers)
    assert denied.status_code == 404
    assert (await check(client, shop, phone.shows()))["verdict"] == "valid"
    assert (await phone.call("DELETE", path)).status_code == 204
    assert (await phone.call("DELETE", path)).status_code == 404
    assert (await check(client, shop, phone.shows()))["reason"] == "revoked"
    assert (await phone.fetch(1)).status_code == 404


async def test_codes_that_do_not_hold_identify_nobody(
    client: httpx.AsyncClient, shop: Person, db: Connection
) -> None:
    phone = await make_phone(client)
    await phone.fetch()
    digits, token = phone.shows(), bytearray(phone.tokens[running_quarter()])
    token[-1] ^= 1
    forged = add_proof(bytes(token), 14, preimage_at(phone.seeds[running_quarter()], 14))
    cases = {
        "x": "damaged",
        digits[:-1]: "damaged",
        "1" + "0" * 900: "not_a_code",
        f"１{digits[1:]}": "damaged",
        f" {digits}": "damaged",
        token_to_digits(forged): "bad_signature",
        token_to_digits(bytes(phone.tokens[running_quarter()])): "damaged",  # without its proof
    }
    for text, reason in cases.items():
        answer = await check(client, shop, text)
        assert (answer["verdict"], answer["reason"]) == ("invalid", reason), text[:20]
        assert answer["courtesy"] is False and answer["maskedName"] is None
    assert await db.fetchval("SELECT count(*) FROM pass_lookup") == 0
