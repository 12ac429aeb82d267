"""Handlers of sessions. The refresh token lives in a cookie that no script can read."""

from typing import Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody

from credit.identity import sessions
from credit.identity.queries import (
    GrantedSubject,
    find_session_version,
    list_granted_subjects,
    list_granted_subjects_of,
)
from credit.identity.rules import COOKIE_PATH, REFRESH_LIFETIME, cookie_name, is_own_origin
from credit.identity.schemas import CallerSubject, CallerView, SessionView, SignIn
from credit.identity.sessions import Session
from credit.identity.sign_in_limits import check_sign_in_limits
from credit.kit.auth import Caller, check_sessions_with, requires_caller
from credit.kit.problems import Problem, problem_responses
from credit.kit.tokens import issue_access_token
from credit.settings import get_settings

AnyRequest = Request[Any, Any, Any]
AnyConnection = ASGIConnection[Any, Any, Any, Any]
# A token stays small; authority is read from the database at each write anyway.
SUBJECTS_IN_TOKEN = 30
JSON = "application/json"
NO_STORE = {"cache-control": "no-store"}

# Access tokens end when the account is locked or its tokens were copied.
check_sessions_with(find_session_version)


def requires_own_page(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard: JSON (or no body) from our own pages, since the cookie comes along by itself."""
    headers, settings = connection.headers, get_settings()
    if not _is_json(headers.get("content-type", JSON)):
        raise Problem("unsupported-media-type", detail=f"请以 {JSON} 提交")
    host = headers.get("host", "")
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if not is_own_origin(origin, site, host=host, public_origin=settings.public_origin):
        raise Problem("forbidden", detail="请在本站页面内操作")


@post(
    "/api/sessions",
    opt={"public": True},
    guards=[requires_own_page],
    responses=problem_responses(
        "invalid-input", "sign-in-failed", "forbidden", "unsupported-media-type",
        "rate-limited", "service-unavailable",
    ),
)  # fmt: skip
async def sign_in(request: AnyRequest, data: JSONBody[SignIn]) -> Response[SessionView]:
    """Sign in by password. The refresh token comes as an HttpOnly cookie."""
    await check_sign_in_limits(request.scope, data.login)
    return await _answer(await sessions.sign_in(data.login, data.password), status=201)


@post(
    "/api/sessions/refresh",
    status_code=200,
    opt={"public": True},
    guards=[requires_own_page],
    responses=problem_responses("unauthenticated", "forbidden", "unsupported-media-type"),
)
async def refresh_session(request: AnyRequest) -> Response[SessionView]:
    """A new access token for the cookie, which is replaced: each works once."""
    token = request.cookies.get(_cookie_name(), "")
    return await _answer(await sessions.refresh_session(token), status=200)


@delete(
    "/api/sessions",
    opt={"public": True},
    guards=[requires_own_page],
    responses={204: ResponseSpec(None, description="已退出登录"), **problem_responses("forbidden")},
)
async def sign_out(request: AnyRequest) -> Response[None]:
    """Sign out on this device; without a session it does nothing."""
    if token := request.cookies.get(_cookie_name()):
        await sessions.end_session(token)
    return Response(None, cookies=[_cookie("", max_age=0)], headers=NO_STORE)


@get(
    "/api/sessions/me",
    guards=[requires_caller],
    responses=problem_responses("unauthenticated"),
)
async def show_caller(caller: NamedDependency[Caller]) -> Response[CallerView]:
    """Who is signed in, and for which subjects they may act now."""
    subjects = await list_granted_subjects_of(caller.id)
    view = _caller_view(caller.id, caller.kind, caller.name, subjects)
    return Response(view, headers={"cache-control": "private, no-store"})


async def _answer(session: Session, *, status: int) -> Response[SessionView]:
    account = session.account
    subjects = await list_granted_subjects(account.id)
    named = tuple(s.uscc for s in subjects[:SUBJECTS_IN_TOKEN])
    caller = Caller(account.public_id, account.kind, account.name, named)
    token, expires_in = issue_access_token(caller, session_version=account.session_version)
    view = SessionView(
        access_token=token,
        expires_in=expires_in,
        caller=_caller_view(account.public_id, account.kind, account.name, subjects),
    )
    seconds = int(REFRESH_LIFETIME.total_seconds())
    cookie = _cookie(session.refresh_token, max_age=seconds)
    return Response(view, status_code=status, cookies=[cookie], headers=NO_STORE)


def _caller_view(
    public_id: str, kind: str, name: str, subjects: list[GrantedSubject]
) -> CallerView:
    granted = [CallerSubject(**msgspec.structs.asdict(s)) for s in subjects]
    return CallerView(id=public_id, kind=kind, name=name, subjects=granted)


def _cookie(value: str, *, max_age: int) -> Cookie:
    return Cookie(
        key=_cookie_name(),
        value=value,
        max_age=max_age,
        path=COOKIE_PATH,
        httponly=True,
        samesite="strict",
        secure=_is_secure(),
    )


def _cookie_name() -> str:
    return cookie_name(secure=_is_secure())


def _is_secure() -> bool:
    return get_settings().public_origin.startswith("https://")


def _is_json(content_type: str) -> bool:
    return content_type.split(";")[0].strip().lower() == JSON


routes = [sign_in, refresh_session, sign_out, show_caller]
