"""Signing in, rotating the refresh token, signing out."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from redis.asyncio import Redis

from credit.identity import passwords
from credit.identity.jobs import delete_old_tokens_daily
from credit.identity.sign_in_limits import PER_LOGIN_HERE
from credit.kit import clock
from credit.kit.auth import forget_session
from credit.kit.db import Connection
from credit.settings import get_settings
from factories.accounts import PASSWORD, Person, make_account
from factories.subjects import make_subject

COOKIE = "credit-refresh"


async def sign_in(
    client: httpx.AsyncClient, login: str, password: str = PASSWORD, **headers: str
) -> httpx.Response:
    body = {"login": login, "password": password}
    return await client.post("/api/sessions", json=body, headers=headers)


async def refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    client.cookies.clear()
    return await client.post(
        "/api/sessions/refresh", headers={b"cookie": f"{COOKIE}={token}".encode("latin-1")}
    )


async def me(client: httpx.AsyncClient, token: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"}
    return await client.get("/api/sessions/me", headers=headers)


@pytest.fixture
async def owner(db: Connection) -> Person:
    subject = await make_subject("示例面馆")
    return await make_account(owns=subject.uscc or "")


async def test_sign_in_and_use_the_token(client: httpx.AsyncClient, owner: Person) -> None:
    response = await sign_in(client, f"  {owner.login.upper()} ")
    assert response.status_code == 201
    session = response.json()
    assert 0 < session["expiresIn"] <= 900
    caller = session["caller"]
    assert (caller["id"], caller["kind"]) == (owner.caller.id, "merchant")
    uscc = owner.caller.subject_uscc[0]
    assert caller["subjects"] == [
        {"uscc": uscc, "name": "示例面馆", "role": "owner", "roles": ["owner"]}
    ]
    assert (await me(client, session["accessToken"])).json() == caller
    assert response.headers["cache-control"] == "no-store"


async def test_cookie_is_out_of_reach_of_scripts(client: httpx.AsyncClient, owner: Person) -> None:
    cookie = (await sign_in(client, owner.login)).headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/api/sessions", "max-age=2592000"):
        assert part in cookie


async def test_wrong_password_and_unknown_login_look_alike(
    client: httpx.AsyncClient, owner: Person, db: Connection
) -> None:
    wrong = await sign_in(client, owner.login, "wrong")
    unknown = await sign_in(client, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    bodies = [{k: v for k, v in r.json().items() if k != "instance"} for r in (wrong, unknown)]
    assert bodies[0] == bodies[1]
    assert bodies[0]["type"].endswith("/sign-in-failed")
    actions = await db.fetch("SELECT action, object_id FROM audit_entry ORDER BY id DESC LIMIT 2")
    assert [tuple(a) for a in actions] == [
        ("session.refused", "unknown"),
        ("session.refused", owner.caller.id),
    ]


async def test_unknown_logins_cost_as_much_as_known_ones(
    client: httpx.AsyncClient, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    verify = passwords._verify

    def counted(stored: str, password: str) -> bool:
        checked.append(stored)
        return verify(stored, password)

    monkeypatch.setattr(passwords, "_verify", counted)
    await sign_in(client, "nobody", "wrong")
    assert len(checked) == 1
    assert checked[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_refresh_rotates_and_reuse_ends_the_family(
    client: httpx.AsyncClient, owner: Person, db: Connection
) -> None:
    first = (await sign_in(client, owner.login)).cookies[COOKIE]
    second_answer = await refresh(client, first)
    assert second_answer.status_code == 200
    second = second_answer.cookies[COOKIE]
    assert second != first
    third = (await refresh(client, second)).cookies[COOKIE]
    access = second_answer.json()["accessToken"]
    assert (await me(client, access)).status_code == 200
    assert (await refresh(client, first)).status_code == 401, "a used token is a copy"
    assert (await refresh(client, third)).status_code == 401, "its whole family is over"
    forget_session(owner.caller.id)  # hooks do not run inside the test's transaction
    assert (await me(client, access)).status_code == 401, "and so are the access tokens"
    entry = await db.fetchrow("SELECT action, object_id FROM audit_entry ORDER BY id DESC LIMIT 1")
    assert tuple(entry) == ("session.copied", owner.caller.id)


async def test_another_device_keeps_its_session(client: httpx.AsyncClient, owner: Person) -> None:
    phone = (await sign_in(client, owner.login)).cookies[COOKIE]
    tablet = (await sign_in(client, owner.login)).cookies[COOKIE]
    await refresh(client, phone)
    await refresh(client, phone)
    assert (await refresh(client, tablet)).status_code == 200


async def test_sign_out_ends_the_family(client: httpx.AsyncClient, owner: Person) -> None:
    token = (await sign_in(client, owner.login)).cookies[COOKIE]
    response = await client.delete("/api/sessions")
    assert response.status_code == 204
    assert "max-age=0" in response.headers["set-cookie"].lower()
    assert (await refresh(client, token)).status_code == 401
    assert (await client.delete("/api/sessions")).status_code == 204


async def test_refresh_token_expires(client: httpx.AsyncClient, owner: Person) -> None:
    token = (await sign_in(client, owner.login)).cookies[COOKIE]
    with clock.frozen(datetime.now(UTC) + timedelta(days=31)):
        assert (await refresh(client, token)).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a" * 3000, "中文".encode().decode("latin-1")])
async def test_foreign_refresh_tokens(client: httpx.AsyncClient, token: str) -> None:
    assert (await refresh(client, token)).status_code == 401


async def test_old_tokens_are_forgotten(
    client: httpx.AsyncClient, owner: Person, db: Connection
) -> None:
    await sign_in(client, owner.login)
    await delete_old_tokens_daily({})
    assert await db.fetchval("SELECT count(*) FROM refresh_token") == 1
    with clock.frozen(datetime.now(UTC) + timedelta(days=38)):
        await delete_old_tokens_daily({})
    assert await db.fetchval("SELECT count(*) FROM refresh_token") == 0


async def test_a_locked_account_is_out(
    client: httpx.AsyncClient, owner: Person, db: Connection
) -> None:
    session = await sign_in(client, owner.login)
    await db.execute("UPDATE account SET active = false WHERE login = $1", owner.login)
    forget_session(owner.caller.id)
    assert (await me(client, session.json()["accessToken"])).status_code == 401
    assert (await refresh(client, session.cookies[COOKIE])).status_code == 401
    assert (await sign_in(client, owner.login)).status_code == 401


async def test_other_sites_cannot_use_the_cookie(client: httpx.AsyncClient, owner: Person) -> None:
    token = (await sign_in(client, owner.login)).cookies[COOKIE]
    evil = {"origin": "https://evil.example"}
    for method, path in (("POST", "/api/sessions/refresh"), ("DELETE", "/api/sessions")):
        assert (await client.request(method, path, headers=evil)).status_code == 403
        cross = {"sec-fetch-site": "cross-site"}
        assert (await client.request(method, path, headers=cross)).status_code == 403
        assert (await client.request(method, path, headers={"origin": "null"})).status_code == 403
    form = {"content-type": "text/plain"}
    assert (await client.post("/api/sessions/refresh", headers=form)).status_code == 415
    own = {"origin": get_settings().public_origin, "cookie": f"{COOKIE}={token}"}
    client.cookies.clear()
    assert (await client.post("/api/sessions/refresh", headers=own)).status_code == 200


async def test_guessing_is_limited(client: httpx.AsyncClient, owner: Person) -> None:
    tries = [await sign_in(client, owner.login, "wrong") for _ in range(PER_LOGIN_HERE.count + 1)]
    assert [r.status_code for r in tries] == [401] * PER_LOGIN_HERE.count + [429]
    assert int(tries[-1].headers["retry-after"]) > 0
    assert (await sign_in(client, owner.login)).status_code == 429, "the right one too"
    other = await make_account()
    assert (await sign_in(client, other.login)).status_code == 201


async def test_redis_learns_no_logins(
    client: httpx.AsyncClient, owner: Person, redis: Redis
) -> None:
    await sign_in(client, owner.login)
    assert not any(owner.login.encode() in key for key in await redis.keys())


async def test_nobody_signs_in_without_the_limiter(
    client: httpx.AsyncClient, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: object) -> None:
        return None

    monkeypatch.setattr("credit.kit.ratelimit._ask", gone)
    assert (await sign_in(client, owner.login)).status_code == 503


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"login": "", "password": "x"}, "login"),
        ({"login": "x"}, "password"),
        ({"login": "x", "password": "y" * 200}, "password"),
        ({"login": "x\u0000", "password": "y"}, "login"),
        ({"login": "x", "password": "y", "pin": "1"}, "pin"),
    ],
)
async def test_bad_input_names_the_field(
    client: httpx.AsyncClient, body: dict[str, str], field: str
) -> None:
    response = await client.post("/api/sessions", json=body)
    assert response.status_code == 400
    assert [e["field"] for e in response.json()["errors"]] == [field]
