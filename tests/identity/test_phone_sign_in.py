"""Signing in by phone: codes, accounts, ages, limits, and that nothing leaks."""

import time
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from redis.asyncio import Redis

from credit.identity.phones.delivery import mailbox_folder
from credit.identity.phones.jobs import delete_old_codes_daily, send_code_of
from credit.identity.phones.queries import find_phone
from credit.identity.phones.rules import normalise_phone
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.mailbox import read_mailbox
from credit.settings import get_settings

PHONE = "13912345678"


async def ask(client: httpx.AsyncClient, phone: str = PHONE) -> httpx.Response:
    return await client.post("/api/sessions/codes", json={"phone": phone})


async def code_of(request: str) -> str:
    """Run the job and read the demo mailbox."""
    await send_code_of({"request": request})
    letter = next(
        one for one in read_mailbox(mailbox_folder(get_settings()), 50) if one["id"] == request
    )
    return letter["text"].split("验证码 ")[1][:6]


async def enter(
    client: httpx.AsyncClient, request: str, code: str, age: str | None = None
) -> httpx.Response:
    body: dict[str, Any] = {"request": request, "code": code}
    if age:
        body["ageBand"] = age
    return await client.post("/api/sessions/by-code", json=body)


async def new_citizen(client: httpx.AsyncClient, age: str = "adult") -> httpx.Response:
    request = (await ask(client)).json()["request"]
    return await enter(client, request, await code_of(request), age)


async def test_the_first_time_makes_an_account_and_the_next_finds_it(
    client: httpx.AsyncClient, db: Connection, redis: Redis
) -> None:
    asked = await ask(client, "+86 139-1234 5678")
    assert asked.status_code == 202
    assert set(asked.json()) == {"request", "expiresIn", "resendAfter"}
    request = asked.json()["request"]
    code = await code_of(request)
    assert (await enter(client, request, code)).json()["type"].endswith("/age-required")
    first = await enter(client, request, code, "adult")
    assert first.status_code == 201, first.text
    caller = first.json()["caller"]
    assert caller["kind"] == "citizen" and PHONE not in first.text
    assert await find_phone(caller["id"]) == PHONE
    again = await enter(client, request, code)
    assert again.status_code == 401, "a code works once"

    await redis.flushall()
    second = (await ask(client)).json()["request"]
    back = await enter(client, second, await code_of(second))
    assert back.json()["caller"]["id"] == caller["id"]
    stored = await db.fetchrow("SELECT * FROM account WHERE public_id = $1", caller["id"])
    assert PHONE not in str(dict(stored)) and stored["age_band"] == "adult"


async def test_five_wrong_tries_end_a_code(client: httpx.AsyncClient) -> None:
    request = (await ask(client)).json()["request"]
    code = await code_of(request)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert (await enter(client, request, wrong, "adult")).status_code == 401
    late = await enter(client, request, code, "adult")
    assert late.json()["type"].endswith("/code-refused")


async def test_a_code_is_bound_to_its_request_and_to_five_minutes(
    client: httpx.AsyncClient, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = (await ask(client)).json()["request"]
    await redis.flushall()
    second = (await ask(client)).json()["request"]
    codes = await code_of(first), await code_of(second)
    if codes[0] != codes[1]:
        assert (await enter(client, first, codes[1], "adult")).status_code == 401
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + msgspec.convert("PT300S", type(now - now)))
    assert (await enter(client, second, codes[1], "adult")).status_code == 401


async def test_known_and_unknown_numbers_look_alike(
    client: httpx.AsyncClient, redis: Redis
) -> None:
    await new_citizen(client)
    took: dict[str, list[float]] = {PHONE: [], "13700000001": []}
    for _ in range(6):
        for phone, times in took.items():
            await redis.flushall()
            start = time.perf_counter()
            answer = await ask(client, phone)
            times.append(time.perf_counter() - start)
            assert (answer.status_code, set(answer.json())) == (
                202,
                {"request", "expiresIn", "resendAfter"},
            )
    known, unknown = (min(times) for times in took.values())
    assert known < 3 * unknown and unknown < 3 * known


@pytest.mark.parametrize(("age", "status"), [("under_14", 403), ("14_17", 201)])
async def test_ages(client: httpx.AsyncClient, db: Connection, age: str, status: int) -> None:
    answer = await new_citizen(client, age)
    assert answer.status_code == status
    accounts = await db.fetch("SELECT age_band FROM account WHERE phone_index IS NOT NULL")
    if age == "under_14":
        assert accounts == [] and "监护人" in answer.json()["detail"]
        return
    assert [row["age_band"] for row in accounts] == ["minor"]
    headers = {"authorization": f"Bearer {answer.json()['accessToken']}"}
    text = (await client.get("/api/consents/texts/citizen_pass")).json()
    body = {"purpose": "citizen_pass", "textVersion": text["version"]}
    refused = await client.post("/api/consents", json=body, headers=headers)
    assert refused.status_code == 403 and "人工审核" in refused.json()["detail"]


async def test_floods_are_held_back(client: httpx.AsyncClient) -> None:
    assert (await ask(client)).status_code == 202
    soon = await ask(client)
    assert soon.status_code == 429 and 0 < int(soon.headers["retry-after"]) <= 60
    others = [(await ask(client, f"1380000{n:04d}")).status_code for n in range(40)]
    assert 202 in others and others[-1] == 429, "one network rings few phones"


async def test_no_code_goes_out_without_the_limiter(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: object) -> None:
        return None

    monkeypatch.setattr("credit.kit.ratelimit._ask", gone)
    assert (await ask(client)).status_code == 503


async def test_queue_and_cache_hold_no_number(
    client: httpx.AsyncClient, db: Connection, redis: Redis
) -> None:
    await new_citizen(client)
    payloads = b"".join(bytes(r["payload"]) for r in await db.fetch("SELECT payload FROM pgqueuer"))
    keys = b"".join(await redis.keys())
    assert PHONE.encode() not in payloads + keys
    await db.execute("UPDATE sign_in_code SET created_at = created_at - interval '2 days'")
    await delete_old_codes_daily({})
    assert await db.fetchval("SELECT count(*) FROM sign_in_code") == 0


def test_there_is_no_mailbox_in_production() -> None:
    production = msgspec.structs.replace(get_settings(), profile="production", data_dir=Path("/x"))
    with pytest.raises(ValueError, match="production"):
        mailbox_folder(production)


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13912345678", PHONE),
        (" 139 1234-5678 ", PHONE),
        ("008613912345678", PHONE),
        ("12912345678", None),
        ("1391234567", None),
        ("139123456789", None),
        ("１３９１２３４５６７８", None),
    ],
)
def test_numbers_as_people_write_them(typed: str, phone: str | None) -> None:
    assert normalise_phone(typed) == phone
