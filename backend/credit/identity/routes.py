"""Handlers of sessions. The refresh token lives in a cookie that no script can read."""

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody

from credit.identity import sessions
from credit.identity.answers import (
    NO_STORE,
    AnyRequest,
    answer_session,
    caller_view,
    known_device,
    read_device,
    read_refresh_token,
    refresh_cookie,
    requires_own_page,
)
from credit.identity.queries import find_session_version, list_granted_subjects_of
from credit.identity.schemas import CallerView, SessionView, SignIn
from credit.identity.sign_in_limits import check_sign_in_limits
from credit.kit.auth import Caller, check_sessions_with, requires_caller
from credit.kit.problems import problem_responses

# Access tokens end when the account is locked or its tokens were copied.
check_sessions_with(find_session_version)


@post(
    "/api/sessions",
    opt={"public": True},
    guards=[requires_own_page],
    responses=problem_responses(
        "invalid-input", "sign-in-failed", "second-factor-required", "second-factor-missing",
        "forbidden", "unsupported-media-type", "rate-limited", "service-unavailable",
    ),
)  # fmt: skip
async def sign_in(request: AnyRequest, data: JSONBody[SignIn]) -> Response[SessionView]:
    """Sign in by password. The refresh token comes as an HttpOnly cookie."""
    await check_sign_in_limits(request.scope, data.login)
    device, cookies = known_device(request)
    session = await sessions.sign_in(data.login, data.password, device, data.otp)
    return await answer_session(session, *cookies, status=201)


@post(
    "/api/sessions/refresh",
    status_code=200,
    opt={"public": True},
    guards=[requires_own_page],
    responses=problem_responses("unauthenticated", "forbidden", "unsupported-media-type"),
)
async def refresh_session(request: AnyRequest) -> Response[SessionView]:
    """A new access token for the cookie, which is replaced: each works once."""
    device = read_device(request)
    session = await sessions.refresh_session(read_refresh_token(request), device)
    return await answer_session(session, status=200)


@delete(
    "/api/sessions",
    opt={"public": True},
    guards=[requires_own_page],
    responses={204: ResponseSpec(None, description="已退出登录"), **problem_responses("forbidden")},
)
async def sign_out(request: AnyRequest) -> Response[None]:
    """Sign out on this device; without a session it does nothing."""
    if token := read_refresh_token(request):
        await sessions.end_session(token)
    return Response(None, cookies=[refresh_cookie("")], headers=NO_STORE)


@get(
    "/api/sessions/me",
    guards=[requires_caller],
    responses=problem_responses("unauthenticated"),
)
async def show_caller(caller: NamedDependency[Caller]) -> Response[CallerView]:
    """Who is signed in, and for which subjects they may act now."""
    subjects = await list_granted_subjects_of(caller.id)
    view = caller_view(caller.id, caller.kind, caller.name, subjects)
    return Response(view, headers={"cache-control": "private, no-store"})


routes = [sign_in, refresh_session, sign_out, show_caller]
