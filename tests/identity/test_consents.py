"""Consents: given to one text, withdrawn by one call, kept as evidence."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Final

import httpx
import pytest

from credit.identity.consents import actions, texts
from credit.identity.consents.queries import has_consent
from credit.identity.consents.schemas import GiveConsent
from credit.kit import clock
from credit.kit.db import Connection, connection
from factories.accounts import Person, make_account

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
PURPOSE: Final = "citizen_pass"


@pytest.fixture
async def citizen(db: Connection) -> Person:
    return await make_account("citizen")


async def give(client: httpx.AsyncClient, person: Person, version: str = "") -> httpx.Response:
    shown = (await client.get(f"/api/consents/texts/{PURPOSE}")).json()["version"]
    body = {"purpose": PURPOSE, "textVersion": version or shown}
    return await client.post("/api/consents", json=body, headers=person.headers)


async def test_the_text_can_be_read_without_an_account(client: httpx.AsyncClient) -> None:
    text = (await client.get(f"/api/consents/texts/{PURPOSE}")).json()
    assert set(text) == {"purpose", "version", "title", "points", "hash"}
    assert len(text["hash"]) == 64 and len(text["points"]) >= 5
    assert any("撤回" in point for point in text["points"])
    for unknown in ("nothing", "%00", "citizen_pass2"):
        assert (await client.get(f"/api/consents/texts/{unknown}")).status_code == 404


async def test_giving_and_withdrawing(
    client: httpx.AsyncClient, citizen: Person, db: Connection
) -> None:
    account = citizen.caller.id
    assert not await has_consent(account, PURPOSE)
    first, again = await give(client, citizen), await give(client, citizen)
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    assert await has_consent(account, PURPOSE) and not await has_consent(account, "other")
    for _ in range(2):
        gone = await client.delete(f"/api/consents/{PURPOSE}", headers=citizen.headers)
        assert gone.status_code == 204
    assert not await has_consent(account, PURPOSE)
    await give(client, citizen)
    items = (await client.get("/api/consents", headers=citizen.headers)).json()["items"]
    assert [item["withdrawnAt"] is None for item in items] == [True, False]
    assert set(items[0]) == {"purpose", "textVersion", "givenAt", "withdrawnAt"}
    row = await db.fetchrow("SELECT * FROM consent LIMIT 1")
    shown = texts.find_text(PURPOSE, clock.today())
    assert shown and bytes(row["text_hash"]) == shown.sha256 and row["channel"] == "app"
    told = await db.fetch("SELECT action FROM audit_entry WHERE object_type = 'consent'")
    assert [t["action"] for t in told] == ["consent.give", "consent.withdraw", "consent.give"]
    jobs = await db.fetchval("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'codes.end_passes'")
    assert jobs == 1


async def test_another_version_is_no_consent(client: httpx.AsyncClient, citizen: Person) -> None:
    refused = await give(client, citizen, "1999-01")
    assert refused.status_code == 409 and not await has_consent(citizen.caller.id, PURPOSE)


async def test_a_new_text_asks_anew_and_replaces_the_old_consent(
    client: httpx.AsyncClient, citizen: Person, monkeypatch: pytest.MonkeyPatch, db: Connection
) -> None:
    with clock.frozen(NOW):
        await give(client, citizen)
    old = next(text for text in texts.load_texts() if text.purpose == PURPOSE)
    newer = texts.ConsentText(old.purpose, "2027-01", date(2027, 1, 1), old.title, ("一点",))
    monkeypatch.setattr(texts, "load_texts", lambda: (old, newer))
    with clock.frozen(NOW + timedelta(days=60)):
        assert (await give(client, citizen, old.version)).status_code == 409
        assert (await give(client, citizen)).json()["textVersion"] == "2027-01"
    living = await db.fetch("SELECT text_version FROM consent WHERE withdrawn_at IS NULL")
    assert [row["text_version"] for row in living] == ["2027-01"]
    assert newer.sha256 != old.sha256


@pytest.mark.parametrize("asks_anew", [False, True])
async def test_a_wider_text_ends_earlier_consents_on_its_day(
    client: httpx.AsyncClient, citizen: Person, monkeypatch: pytest.MonkeyPatch, asks_anew: bool
) -> None:
    with clock.frozen(NOW):
        await give(client, citizen)
    old = next(text for text in texts.load_texts() if text.purpose == PURPOSE)
    start = date(2027, 1, 1)
    newer = texts.ConsentText(PURPOSE, "2027-01", start, old.title, ("一点",), asks_anew)
    monkeypatch.setattr(texts, "load_texts", lambda: (old, newer))
    eve = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    with clock.frozen(eve):
        assert await has_consent(citizen.caller.id, PURPOSE)
    with clock.frozen(eve + timedelta(minutes=1)):
        assert await has_consent(citizen.caller.id, PURPOSE) is not asks_anew
        settings = (await client.get("/api/passes/settings", headers=citizen.headers)).json()
        assert settings["optedIn"] is not asks_anew
        await give(client, citizen)
        assert await has_consent(citizen.caller.id, PURPOSE)


async def test_agreeing_has_a_limit_and_leaving_has_none(
    client: httpx.AsyncClient, citizen: Person
) -> None:
    answers = []
    for _ in range(32):
        answers.append((await give(client, citizen)).status_code)
        left = await client.delete(f"/api/consents/{PURPOSE}", headers=citizen.headers)
        assert left.status_code == 204
    assert answers == [201] * 30 + [429] * 2
    assert not await has_consent(citizen.caller.id, PURPOSE)


def test_the_text_promises_no_more_than_offline_verification_can_keep() -> None:
    text = texts.find_text(PURPOSE, NOW.date())
    assert text
    words = "".join(text.points)
    assert "在线核验立即失效" in words and "没有联网的核验手机" in words
    assert "打分" in words and "十八周岁" in words and "投诉" in words


async def test_others_can_neither_give_nor_read(client: httpx.AsyncClient, citizen: Person) -> None:
    await give(client, citizen)
    assert (await client.get("/api/consents")).status_code == 401
    for person in (await make_account("merchant"), await make_account("officer")):
        assert (await give(client, person)).status_code == 403
    other = await make_account("citizen")
    assert (await client.get("/api/consents", headers=other.headers)).json()["items"] == []
    await client.delete(f"/api/consents/{PURPOSE}", headers=other.headers)
    assert await has_consent(citizen.caller.id, PURPOSE)
    strange = await client.delete("/api/consents/other", headers=citizen.headers)
    assert strange.status_code == 400


@pytest.mark.usefixtures("committed_db")
async def test_two_taps_give_one_consent() -> None:
    person = await make_account("citizen")
    text = texts.find_text(PURPOSE, clock.today())
    assert text
    given = GiveConsent(purpose=PURPOSE, text_version=text.version)
    await asyncio.gather(*(actions.give_consent(person.caller, given) for _ in range(6)))
    async with connection() as held:
        assert await held.fetchval("SELECT count(*) FROM consent") == 1


def test_texts_are_checked() -> None:
    one = (
        '[[text]]\npurpose="citizen_pass"\nversion="1"\nfrom=2026-01-01\ntitle="t"\npoints=["p"]\n'
    )
    assert len(texts.parse_texts(one)) == 1
    for bad in (one * 2, one.replace('["p"]', "[]")):
        with pytest.raises(ValueError, match="citizen_pass 1"):
            texts.parse_texts(bad)
    assert texts.find_text(PURPOSE, date(2026, 10, 31)) is None
