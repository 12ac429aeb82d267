"""Real names: the register, one person one account, few tries, and nothing of the number kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import msgspec
import pytest
from redis.asyncio import Redis

from credit.identity.real_name import checking
from credit.identity.real_name.checking import (
    CheckUnavailable,
    DemoChecker,
    RegisterChecker,
    find_checker,
)
from credit.identity.real_name.rules import normalise_name
from credit.kit.db import Connection
from credit.kit.id_number import birth_of, check_character
from credit.kit.signed_http import sign
from credit.settings import SettingsError, get_settings, load_settings
from factories.accounts import Person, make_account
from identity.test_own_data import agree

KEY = bytes(range(32))
NAME, NUMBER = "央金·措姆", "639999198504121010"


def number_for(birth: str, place: str = "639999", serial: str = "777") -> str:
    head = f"{place}{birth}{serial}"
    return head + check_character(head)


async def verify(
    client: httpx.AsyncClient, person: Person, name: str = NAME, number: str = NUMBER
) -> httpx.Response:
    body = {"name": name, "idNumber": number}
    return await client.post("/api/me/real-name", json=body, headers=person.headers)


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rsplit("/", 1)[1])


@pytest.mark.parametrize(
    ("number", "right"),
    [
        (NUMBER, True),
        (NUMBER[:-1] + "1", False),
        ("63999919850412101x".upper(), False),
        (number_for("19850231"), False),  # no such day
        (number_for("20000229"), True),
        ("039999198504121010", False),
        (NUMBER[:-1], False),
        ("63999919850412１010", False),  # a full-width digit
        ("", False),
    ],
)
def test_numbers_are_checked(number: str, right: bool) -> None:
    assert (birth_of(number) is not None) == right


def test_names_are_compared_without_their_dots() -> None:
    assert normalise_name(" 央金 • 措姆 ") == normalise_name("央金·措姆") == NAME


async def test_a_verified_name_is_kept_sealed_and_the_number_not_at_all(
    client: httpx.AsyncClient, db: Connection
) -> None:
    person = await make_account("citizen")
    before = (await client.get("/api/me/real-name", headers=person.headers)).json()
    assert (before["level"], before["open"], before["demo"]) == (None, True, True)
    done = await verify(client, person, number="639999 19850412 1010")
    assert done.status_code == 200, done.text
    view = done.json()
    assert (view["level"], view["name"], view["source"]) == ("real_name", "*姆", "demo")
    assert (view["birth"], view["band"], view["mayUseCredit"]) == ("1985-04-12", "adult", True)
    assert NUMBER not in done.text and NAME not in done.text
    for table in ("real_name", "audit_entry", "account", "pgqueuer"):
        for row in await db.fetch(f"SELECT to_jsonb(t)::text AS row FROM {table} t"):
            assert NUMBER not in row["row"] and "措姆" not in row["row"], table
            assert "1985" not in row["row"]
    assert (await verify(client, person)).status_code == 200, "again is harmless"
    other = await verify(client, person, "央金·措姆", number_for("19850412"))
    assert (other.status_code, slug(other)) == (409, "conflict")


async def test_what_does_not_fit_is_refused_without_saying_what(client: httpx.AsyncClient) -> None:
    person = await make_account("citizen")
    wrong = await verify(client, person, "别人")
    assert wrong.json()["errors"] == [
        {"field": "name", "message": "姓名和身份证号对不上，请核对后再试"}
    ]
    unknown = await verify(client, person, "别人", number_for("19850412", place="630104"))
    assert unknown.json()["errors"] == wrong.json()["errors"]
    malformed = await verify(client, person, number=NUMBER[:-1] + "1")
    assert malformed.json()["errors"][0]["field"] == "idNumber"
    young = await verify(client, person, "桑吉·措", "639999201606011044")
    assert (young.status_code, slug(young)) == (403, "forbidden")
    assert "监护人" in young.json()["detail"]
    officer = await make_account("officer")
    assert (await verify(client, officer)).status_code == 403


async def test_tries_are_few(client: httpx.AsyncClient, redis: Redis) -> None:
    person = await make_account("citizen")
    for serial in range(100, 105):
        await verify(client, person, "甲乙", number_for("19850412", "630104", str(serial)))
    assert (await verify(client, person)).status_code == 429
    await redis.flushall()
    for _ in range(5):
        await verify(client, await make_account("citizen"), "试名字")
    assert (await verify(client, await make_account("citizen"), "试名字")).status_code == 429
    assert NUMBER.encode() not in b"".join(await redis.keys("*"))


async def test_one_person_one_account_and_an_officer_decides_who_it_is(
    client: httpx.AsyncClient, redis: Redis
) -> None:
    first, second = await make_account("citizen"), await make_account("citizen")
    officer = await make_account("officer")
    assert (await verify(client, first)).status_code == 200
    held = await verify(client, second)
    assert (held.status_code, slug(held)) == (409, "real-name-held")
    assert "人工核对" in held.json()["detail"]
    url = "/api/me/real-name/dispute"
    body = {"name": NAME, "idNumber": NUMBER, "text": "那个账号不是我开的。"}
    own = await client.post(url, json=body, headers=first.headers)
    assert own.status_code == 409, "nobody disputes their own"
    asked = await client.post(url, json=body, headers=second.headers)
    assert asked.status_code == 204, asked.text
    plain = {"kind": "real_name", "text": "没核过号"}
    faked = await client.post("/api/me/requests", json=plain, headers=second.headers)
    assert faked.status_code == 400, "never without a checked number"
    items = (await client.get("/api/personal-requests", headers=officer.headers)).json()["items"]
    [one] = [item for item in items if item["kind"] == "real_name"]
    assert NUMBER not in json.dumps(items)
    decision = {"approve": True, "answer": "核对了本人和证件。"}
    address = f"/api/personal-requests/{one['id']}/decision"
    decided = await client.post(address, json=decision, headers=officer.headers)
    assert decided.status_code == 204
    await redis.flushall()
    mine = await client.get("/api/me/real-name", headers=first.headers)
    assert mine.json()["level"] is None
    assert (await verify(client, second)).status_code == 200


async def test_who_turns_out_to_be_a_minor_loses_what_a_false_age_gave(
    client: httpx.AsyncClient, db: Connection
) -> None:
    person = await make_account("citizen")
    await agree(client, person.headers)
    done = await verify(client, person, "扎西·多杰", "639999201209011032")
    assert done.json()["band"] == "minor" and done.json()["mayUseCredit"] is False
    open_ = "SELECT count(*) FROM consent WHERE withdrawn_at IS NULL"
    assert await db.fetchval(open_) == 0
    jobs = await db.fetch("SELECT entrypoint FROM pgqueuer")
    assert "codes.end_passes" in {row["entrypoint"] for row in jobs}
    text = (await client.get("/api/consents/texts/citizen_pass")).json()
    body = {"purpose": "citizen_pass", "textVersion": text["version"]}
    again = await client.post("/api/consents", json=body, headers=person.headers)
    assert (again.status_code, slug(again)) == (403, "forbidden")
    review = {"kind": "age_review", "text": "我靠自己生活。"}
    asked = await client.post("/api/me/requests", json=review, headers=person.headers)
    assert asked.status_code == 409 and "十六周岁" in asked.json()["detail"]


class Register:
    """A small register over HTTP: checks signatures and answers as told."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str]] = []
        self.ids: list[str] = []
        self.bodies: list[dict[str, str]] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = await reader.readexactly(int(headers["content-length"]))
        status, answer = self.answers.pop(0) if self.answers else (200, '{"result":"match"}')
        self.ids.append(headers["idempotency-key"])
        wanted = sign(KEY, headers["x-credit-time"], headers["idempotency-key"], body)
        if headers["x-credit-signature"] != wanted or NUMBER in head:
            status = 401
        self.bodies.append(json.loads(body))
        content = answer.encode()
        writer.write(f"HTTP/1.1 {status} x\r\ncontent-length: {len(content)}\r\n\r\n".encode())
        writer.write(content)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def running_register() -> AsyncIterator[Register]:
    register = Register()
    server = await asyncio.start_server(register.serve, "127.0.0.1", 0)
    register.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/check"
    async with server:
        yield register


async def test_a_register_is_asked_with_a_signature_and_again_when_busy() -> None:
    async with running_register() as register:
        checker = RegisterChecker(register.url, "k1", KEY, first_pause=0.01)
        assert await checker.check(NAME, NUMBER) == "match"
        assert register.bodies == [{"name": NAME, "idNumber": NUMBER}]
        register.answers = [(503, ""), (429, ""), (200, '{"result":"mismatch"}')]
        assert await checker.check(NAME, NUMBER) == "mismatch"
        assert len(set(register.ids[1:])) == 1, "the same id at every try"
        for answers in ([(503, "")] * 3, [(400, "")], [(200, '{"result":"maybe"}')]):
            register.answers = list(answers)
            with pytest.raises(CheckUnavailable):
                await checker.check(NAME, NUMBER)
        with pytest.raises(CheckUnavailable):
            await RegisterChecker(register.url, "k1", bytes(32), first_pause=0).check(NAME, NUMBER)


async def test_a_register_that_does_not_answer_is_told_as_such(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_register() as register:
        url = register.url
    down = RegisterChecker(url, "k1", KEY, first_pause=0)
    monkeypatch.setattr("credit.identity.real_name.actions.find_checker", lambda: down)
    answer = await verify(client, await make_account("citizen"))
    assert (answer.status_code, slug(answer)) == (503, "service-unavailable")
    monkeypatch.setattr("credit.identity.real_name.actions.find_checker", lambda: None)
    assert (await verify(client, await make_account("citizen"))).status_code == 503


def test_the_demo_register_stays_out_of_production(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(find_checker(), DemoChecker)
    production = msgspec.structs.replace(get_settings(), profile="production")
    monkeypatch.setattr(checking, "get_settings", lambda: production)
    assert find_checker() is None
    real = msgspec.structs.replace(production, real_name_url="https://register.example/check")
    monkeypatch.setattr(checking, "get_settings", lambda: real)
    assert isinstance(find_checker(), RegisterChecker)
    environment = {"CREDIT_PROFILE": "production", "CREDIT_REAL_NAME_URL": "http://x.example"}
    with pytest.raises(SettingsError, match="CREDIT_REAL_NAME_KEY: must be set"):
        load_settings(environment)
