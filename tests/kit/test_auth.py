"""Callers and guards over real requests, and how fast a session ends."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar, get
from litestar.di import NamedDependency, Provide

from credit.kit import auth, clock
from credit.kit.auth import (
    Caller,
    auth_middleware,
    check_sessions_with,
    forget_session,
    provide_caller,
    requires_caller,
    requires_kind,
    requires_role,
    verify_caller,
)
from credit.kit.problems import problem_handlers
from credit.kit.tokens import TokenRejected, issue_access_token

pytestmark = pytest.mark.usefixtures("own_sessions")
OFFICER = Caller("acc-1", "officer", "马海云", (), ("importer",))
MERCHANT = Caller("acc-2", "merchant", "卓玛", ("91630000226593742J",), ())


@get("/open", opt={"public": True})
async def open_page() -> str:
    return "open"


@get("/mine", guards=[requires_caller])
async def mine(caller: NamedDependency[Caller]) -> Caller:
    return caller


@get("/office", guards=[requires_kind("officer")])
async def office() -> str:
    return "office"


@get("/import", guards=[requires_role("importer", "admin")])
async def importing() -> str:
    return "import"


@pytest.fixture
async def probe() -> AsyncIterator[httpx.AsyncClient]:
    app = Litestar(
        [open_page, mine, office, importing],
        middleware=[auth_middleware],
        dependencies={"caller": Provide(provide_caller, sync_to_thread=False)},
        exception_handlers=problem_handlers(),
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://probe") as client:
        yield client


def as_given(caller: Caller) -> Caller:
    """The caller without the session, which each token brings anew."""
    assert caller.session
    return msgspec.structs.replace(caller, session="")


def bearer(caller: Caller, **more: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {issue_access_token(caller, **more).token}"}


async def test_the_caller_arrives_whole(probe: httpx.AsyncClient) -> None:
    caller = (await probe.get("/mine", headers=bearer(MERCHANT))).json()
    assert caller.pop("session")
    assert caller == {
        "id": "acc-2", "kind": "merchant", "name": "卓玛",
        "subject_uscc": ["91630000226593742J"], "roles": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "caller", "status"),
    [
        ("/open", None, 200),
        ("/mine", None, 401),
        ("/mine", OFFICER, 200),
        ("/office", None, 401),
        ("/office", MERCHANT, 403),
        ("/office", OFFICER, 200),
        ("/import", MERCHANT, 403),
        ("/import", OFFICER, 200),
    ],
)
async def test_guards(
    probe: httpx.AsyncClient, path: str, caller: Caller | None, status: int
) -> None:
    answer = await probe.get(path, headers=bearer(caller) if caller else {})
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["Bearer x", "Bearer ", "Basic eDp5", "Bearer é", "x" * 9000])
async def test_a_bad_header_is_nobody(probe: httpx.AsyncClient, header: str) -> None:
    headers = {"authorization": header.encode("latin-1")}
    assert (await probe.get("/open", headers=headers)).status_code == 200
    assert (await probe.get("/mine", headers=headers)).status_code == 401


async def test_a_remembered_token_still_ends_on_time() -> None:
    start = datetime(2026, 6, 1, tzinfo=UTC)
    with clock.frozen(start):
        token = issue_access_token(OFFICER, lifetime=timedelta(minutes=1)).token
        assert as_given(await verify_caller(token)) == OFFICER
        assert len(auth._tokens) == 1
    with clock.frozen(start + timedelta(seconds=91)), pytest.raises(TokenRejected):
        await verify_caller(token)


async def test_verified_tokens_are_remembered_for_a_minute_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checks = 0
    real = auth.verify_access_token

    def counting(token: str) -> Any:
        nonlocal checks
        checks += 1
        return real(token)

    monkeypatch.setattr(auth, "verify_access_token", counting)
    token = issue_access_token(OFFICER).token
    for _ in range(5):
        await verify_caller(token)
    assert checks == 1
    assert auth.TOKEN_MEMORY <= 60


async def test_a_moved_session_version_ends_the_token() -> None:
    versions: dict[str, int | None] = {"acc-1": 4}
    asked = 0

    async def load(account_id: str) -> int | None:
        nonlocal asked
        asked += 1
        return versions[account_id]

    check_sessions_with(load)
    token = issue_access_token(OFFICER, session_version=4).token
    for _ in range(5):
        assert as_given(await verify_caller(token)) == OFFICER
    assert asked == 1
    versions["acc-1"] = 5
    forget_session("acc-1")
    with pytest.raises(TokenRejected, match="session_ended"):
        await verify_caller(token)
    fresh = issue_access_token(OFFICER, session_version=5).token
    assert as_given(await verify_caller(fresh)) == OFFICER
    versions["acc-1"] = None  # locked
    forget_session("acc-1")
    with pytest.raises(TokenRejected):
        await verify_caller(fresh)


async def test_other_processes_notice_within_their_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(auth, "VERSION_MEMORY", 0.0)
    version = 1

    async def load(_: str) -> int:
        return version

    check_sessions_with(load)
    token = issue_access_token(OFFICER, session_version=1).token
    await verify_caller(token)
    version = 2
    with pytest.raises(TokenRejected):
        await verify_caller(token)


def test_the_memory_of_versions_is_at_most_a_second() -> None:
    assert auth.VERSION_MEMORY <= 1.0
