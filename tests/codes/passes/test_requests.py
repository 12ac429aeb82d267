"""Asking for passes: which requests are signed, and that no quarter hour is signed twice."""

import asyncio
import os
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from codes.passes.conftest import NOW
from codes.passes.phone import (
    SLOT,
    TYPE,
    Phone,
    b64,
    check,
    make_citizen,
    make_phone,
    running_quarter,
)
from credit.codes.core.citizen_pass import add_proof as prove
from credit.codes.core.citizen_pass import open_pass
from credit.codes.passes.jobs import citizen_key_removed
from credit.kit import clock
from credit.kit.db import connection
from factories.accounts import make_account

BASE_URL = "http://127.0.0.1:8000"


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rpartition("/")[2])


def index_of(token: bytes) -> tuple[int, int]:
    claims = open_pass(prove(token, 0, bytes(16)))[1].claims
    return claims.list_no, claims.list_index


async def test_passes_cover_consecutive_quarter_hours(client: httpx.AsyncClient) -> None:
    phone = await make_phone(client)
    answer = await phone.fetch(96)
    starts = [each["iat"] for each in answer.json()["passes"]]
    assert starts == [running_quarter() + SLOT * n for n in range(96)]
    claims = [open_pass(prove(t, 0, bytes(16)))[1].claims for t in phone.tokens.values()]
    assert [c.issued for c in claims] == starts and all(c.expires == c.issued + 900 for c in claims)
    assert len({c.list_index for c in claims}) == 96 and {c.list_no for c in claims} == {
        20781 % 24, 20782 % 24,
    }  # fmt: skip
    assert not any(c.courtesy or c.masked_name for c in claims)
    settings = (await phone.call("GET", "/api/passes/settings")).json()
    assert settings["devices"][0]["issuedThrough"] == "2026-11-25T02:00:00Z"


async def test_the_same_request_gives_the_same_passes(client: httpx.AsyncClient) -> None:
    phone = await make_phone(client)
    seeds = [os.urandom(16) for _ in range(3)]
    request = phone.request(running_quarter(), seeds)
    first = await phone.send(request)
    signed_again = phone.request(running_quarter(), seeds)
    with clock.frozen(NOW + timedelta(minutes=20)):  # the running quarter hour is over
        repeats = [await phone.send(request), await phone.send(signed_again)]
    assert first.status_code == 201
    assert [r.json() for r in repeats] == [first.json()] * 2


async def test_no_quarter_hour_is_signed_twice(client: httpx.AsyncClient) -> None:
    phone = await make_phone(client)
    start = running_quarter()
    assert (await phone.fetch(3)).status_code == 201
    for first in (start, start + SLOT, start + 2 * SLOT):
        assert slug(await phone.fetch(1, first)) == "slots-taken"
    assert (await phone.fetch(2, start + 3 * SLOT)).status_code == 201
    assert (await phone.fetch(1, start + 10 * SLOT)).status_code == 201
    assert slug(await phone.fetch(1, start + 7 * SLOT)) == "slots-taken"  # left out is left out


async def test_after_a_removed_key_phones_may_ask_again(client: httpx.AsyncClient) -> None:
    phone = await make_phone(client)
    await phone.fetch(3)
    await citizen_key_removed({"kid": 1})
    settings = (await phone.call("GET", "/api/passes/settings")).json()
    assert settings["devices"][0]["issuedThrough"] is None
    assert (await phone.fetch(3)).status_code == 201


@pytest.mark.parametrize(
    ("offset", "count", "status"),
    [(-1, 1, 400), (0, 96, 201), (1, 96, 201), (2, 96, 400), (96, 1, 201), (97, 1, 400)],
)
async def test_how_far_ahead(
    client: httpx.AsyncClient, offset: int, count: int, status: int
) -> None:
    phone = await make_phone(client)
    answer = await phone.fetch(count, running_quarter() + offset * SLOT)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"first": 7},
        {"first": 900 * 4_700_000},
        {"first": "1"},
        {"first": -900},
        {"anchors": []},
        {"anchors": ["AAAA"]},
        {"anchors": [b64(bytes(16))] * 2},
        {"anchors": [b64(os.urandom(16)) for _ in range(97)]},
        {"anchors": ["AAAAAAAAAAAAAAAAAAAAAB"]},  # another spelling of sixteen zeros
        {"iat": 0},
        {"iat": int(NOW.timestamp()) - 61},
        {"iat": int(NOW.timestamp()) + 61},
        {"jti": ""},
        {"extra": 1},
    ],
)
async def test_malformed_requests(client: httpx.AsyncClient, changes: dict[str, Any]) -> None:
    phone = await make_phone(client)
    answer = await phone.send(phone.request(running_quarter(), [os.urandom(16)], **changes))
    assert answer.status_code == 400 and slug(answer) == "invalid-input", answer.text


async def test_hostile_tokens(client: httpx.AsyncClient) -> None:
    phone = await make_phone(client)
    good = phone.request(running_quarter(), [os.urandom(16)])
    head, body, signature = good.split(".")
    payload = jwt.decode(good, options={"verify_signature": False})
    other = ec.generate_private_key(ec.SECP256R1())
    refused = [
        jwt.encode(payload, "x" * 32, algorithm="HS256", headers={"typ": TYPE}),
        jwt.encode(payload, "", algorithm="none", headers={"typ": TYPE}),
        jwt.encode(payload, phone.key, algorithm="ES256"),
        jwt.encode(payload, phone.key, algorithm="ES256", headers={"typ": TYPE, "kid": "1"}),
        f"{head}.{body}", f"{good}.", f"{head}.{body}=.{signature}", "..", "a.b.c",
        f"{b64(b'[]')}.{body}.{signature}",
        f"{head}.{b64(b'{{' * 20)}.{signature}",
        good.replace(".", ".\n", 1),
    ]  # fmt: skip
    for token in refused:
        assert slug(await phone.send(token)) == "invalid-input", token[:60]
    for token in (
        jwt.encode(payload, other, algorithm="ES256", headers={"typ": TYPE}),
        f"{head}.{body}.{b64(bytes(64))}",
        f"{head}.{body}.",
    ):
        assert slug(await phone.send(token)) == "forbidden", token[:60]
    assert (await phone.send(good)).status_code == 201


async def test_phones_of_others_are_unknown(client: httpx.AsyncClient) -> None:
    phone, other = await make_phone(client), await make_phone(client)
    stolen = Phone(client, other.person)
    stolen.key, stolen.id = phone.key, phone.id
    assert (await stolen.fetch(1)).status_code == 404
    merchant = Phone(client, await make_account("merchant"))
    merchant.id = phone.id
    assert (await merchant.fetch(1)).status_code == 403


async def test_two_phones_never_share_a_place(client: httpx.AsyncClient) -> None:
    places: list[tuple[int, int]] = []
    for _ in range(3):
        phone = await make_phone(client)
        await phone.fetch(96)
        second = Phone(client, phone.person)
        await second.register()
        await second.fetch(96)
        places += [index_of(t) for each in (phone, second) for t in each.tokens.values()]
    assert len(places) == len(set(places)) == 6 * 96


async def test_registering(client: httpx.AsyncClient) -> None:
    person = await make_citizen()
    phone = Phone(client, person)
    assert slug(await phone.register()) == "consent-required"
    phone = await make_phone(client)
    known = phone.id
    assert (await phone.register()).status_code == 201 and phone.id == known
    for key in ("A" * 87, b64(b"\x04" + bytes(64)), b64(b"\x02" + os.urandom(64)), "-" * 87):
        body = {"publicKey": key, "label": ""}
        assert (await phone.call("POST", "/api/passes/devices", body)).status_code == 400
    more = [await Phone(client, phone.person).register() for _ in range(5)]
    assert [each.status_code for each in more] == [201] * 4 + [409]
    body = {"publicKey": phone.public_key, "label": "a\nb"}
    assert (await phone.call("POST", "/api/passes/devices", body)).status_code == 400


@pytest.mark.usefixtures("committed_db", "redis")
async def test_parallel_requests_for_one_quarter_hour_have_one_winner(app: Any) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        phone = await make_phone(client)
        start = running_quarter()
        requests = [phone.request(start, [os.urandom(16)]) for _ in range(6)]
        answers = await asyncio.gather(*(phone.send(r) for r in [*requests, requests[0]]))
        won = [a for a in answers if a.status_code == 201]
        assert len({a.json()["passes"][0]["token"] for a in won}) == 1
        assert {slug(a) for a in answers if a.status_code != 201} <= {"slots-taken"}
        assert 1 <= len(won) <= 2
        async with connection() as held:
            keys = await held.fetchval("SELECT count(*) FROM pass_day_key")
    assert keys == 1


@pytest.mark.usefixtures("committed_db", "redis")
async def test_a_withdrawal_beside_a_request_leaves_no_pass(app: Any) -> None:
    """Whichever comes first: afterwards every pass that was signed is dead."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        phone = await make_phone(client)
        await asyncio.gather(
            phone.fetch(4), phone.call("DELETE", "/api/consents/citizen_pass"), phone.fetch(2)
        )
        officer = await make_account("officer")
        if phone.tokens:
            assert (await check(client, officer, phone.shows()))["reason"] == "revoked"
