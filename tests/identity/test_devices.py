"""The list of devices, ending sessions in every process, and replies that the network lost."""

import asyncio
import sys
import time
from datetime import timedelta

import httpx
import pytest

from credit.identity import sessions
from credit.identity.devices.actions import end_all
from credit.identity.rules import LOST_REPLY
from credit.identity.sessions import Device
from credit.kit import clock
from credit.kit.auth import forget_session
from credit.kit.db import Connection
from credit.kit.problems import Problem
from credit.kit.tokens import issue_access_token
from factories.accounts import PASSWORD, Person, make_account

PHONE_UA = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0"
HERE, ELSEWHERE = Device(b"\1" * 32, "here"), Device(b"\2" * 32, "elsewhere")
# What another process of the API does with a token, until it is refused.
WATCH = """
import asyncio, sys, time
from credit.identity import routes
from credit.kit.auth import verify_caller
from credit.kit.db import start_pool
from credit.kit.tokens import TokenRejected

async def watch(token):
    await start_pool(size=2)
    await verify_caller(token)
    print("ready", flush=True)
    while True:
        try:
            await verify_caller(token)
        except TokenRejected:
            print(time.time(), flush=True)
            return
        await asyncio.sleep(0.02)

asyncio.run(watch(sys.argv[1]))
"""


async def sign_in(client: httpx.AsyncClient, person: Person, agent: str = "") -> dict[str, str]:
    body = {"login": person.login, "password": PASSWORD}
    answer = await client.post("/api/sessions", json=body, headers={"user-agent": agent})
    return {"authorization": f"Bearer {answer.json()['accessToken']}"}


async def test_devices_are_listed_and_one_is_ended(client: httpx.AsyncClient) -> None:
    person = await make_account("citizen")
    phone = await sign_in(client, person, PHONE_UA)
    phone_cookies = dict(client.cookies)
    client.cookies.clear()
    here = await sign_in(client, person, "Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537.36")
    items = (await client.get("/api/sessions/devices", headers=here)).json()["items"]
    assert {(one["label"], one["here"]) for one in items} == {
        ("安卓手机 · 微信", False),
        ("Windows 电脑 · Chrome", True),
    }
    away = next(one["id"] for one in items if not one["here"])
    ended = await client.delete(f"/api/sessions/devices/{away}", headers=here)
    assert ended.status_code == 204
    forget_session(person.caller.id)  # nothing commits in this test
    assert (await client.get("/api/sessions/me", headers=phone)).status_code == 401
    renewed = await client.post("/api/sessions/refresh")
    assert renewed.status_code == 200, "the others go on with their refresh tokens"
    client.cookies = httpx.Cookies(phone_cookies)
    assert (await client.post("/api/sessions/refresh")).status_code == 401


async def test_nobody_ends_a_stranger_s_session(client: httpx.AsyncClient) -> None:
    mine, theirs = await make_account("citizen"), await make_account("citizen")
    headers = await sign_in(client, theirs)
    items = (await client.get("/api/sessions/devices", headers=headers)).json()["items"]
    address = f"/api/sessions/devices/{items[0]['id']}"
    assert (await client.delete(address, headers=mine.headers)).status_code == 404
    assert (await client.get("/api/sessions/me", headers=headers)).status_code == 200


async def test_a_lost_reply_is_given_again_to_the_same_device_only(
    db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await make_account("citizen")
    first = await sessions.sign_in(person.login, PASSWORD, HERE)
    lost = await sessions.refresh_session(first.refresh_token, HERE)
    again = await sessions.refresh_session(first.refresh_token, HERE)
    assert again.refresh_token == lost.refresh_token != first.refresh_token
    with pytest.raises(Problem, match="unauthenticated"):
        await sessions.refresh_session(first.refresh_token, ELSEWHERE)
    with pytest.raises(Problem, match="unauthenticated"):  # that was a theft: the family is over
        await sessions.refresh_session(lost.refresh_token, HERE)

    second = await sessions.sign_in(person.login, PASSWORD, HERE)
    after = await sessions.refresh_session(second.refresh_token, HERE)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + LOST_REPLY + timedelta(seconds=1))
    with pytest.raises(Problem, match="unauthenticated"):
        await sessions.refresh_session(second.refresh_token, HERE)
    with pytest.raises(Problem, match="unauthenticated"):
        await sessions.refresh_session(after.refresh_token, HERE)


async def test_a_used_successor_is_not_given_again(db: Connection) -> None:
    person = await make_account("citizen")
    first = await sessions.sign_in(person.login, PASSWORD, HERE)
    second = await sessions.refresh_session(first.refresh_token, HERE)
    await sessions.refresh_session(second.refresh_token, HERE)
    with pytest.raises(Problem, match="unauthenticated"):
        await sessions.refresh_session(first.refresh_token, HERE)


@pytest.mark.usefixtures("committed_db")
async def test_signing_out_everywhere_holds_in_other_processes_within_two_seconds() -> None:
    person = await make_account("citizen")
    token = issue_access_token(person.caller, session_version=1).token
    watchers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", WATCH, token, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    outputs = [one.stdout for one in watchers if one.stdout]
    for output in outputs:
        assert (await output.readline()).strip() == b"ready"
    await asyncio.sleep(1.5)  # both remember the version
    ended = time.time()
    await end_all(person.caller.id)
    delays = [float(await output.readline()) - ended for output in outputs]
    for one in watchers:
        await one.wait()
    print("signed out after", delays)
    assert len(delays) == 2 and max(delays) <= 2.0
