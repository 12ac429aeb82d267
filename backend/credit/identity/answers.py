"""What all ways to sign in share: the guard of cookie routes, the device, the answer."""

import hashlib
import secrets
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler

from credit.identity.device_label import device_label
from credit.identity.queries import GrantedSubject, list_granted_subjects
from credit.identity.rules import (
    COOKIE_PATH,
    DEVICE_LIFETIME,
    REFRESH_LIFETIME,
    cookie_name,
    device_cookie_name,
    is_own_origin,
)
from credit.identity.schemas import CallerSubject, CallerView, SessionView
from credit.identity.sessions import Device, Session
from credit.kit.auth import Caller
from credit.kit.problems import Problem
from credit.kit.tokens import issue_access_token
from credit.settings import get_settings

AnyRequest = Request[Any, Any, Any]
AnyConnection = ASGIConnection[Any, Any, Any, Any]
# A token stays small; authority is read from the database at each write anyway.
SUBJECTS_IN_TOKEN = 30
JSON = "application/json"
NO_STORE = {"cache-control": "no-store"}


def requires_own_page(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard: JSON (or no body) from our own pages, since the cookie comes along by itself."""
    headers, settings = connection.headers, get_settings()
    if not _is_json(headers.get("content-type", JSON)):
        raise Problem("unsupported-media-type", detail=f"请以 {JSON} 提交")
    host = headers.get("host", "")
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if not is_own_origin(origin, site, host=host, public_origin=settings.public_origin):
        raise Problem("forbidden", detail="请在本站页面内操作")


def read_device(request: AnyRequest) -> Device:
    """The device that asks; a new one gets its cookie with the session."""
    secret = request.cookies.get(device_cookie_name(secure=_is_secure()), "")
    known = len(secret) == DEVICE_SECRET
    return Device(
        hash=hashlib.sha256(secret.encode()).digest() if known else None,
        label=device_label(request.headers.get("user-agent", "")),
    )


DEVICE_SECRET = 43  # 256 random bits as base64url


def known_device(request: AnyRequest) -> tuple[Device, list[Cookie]]:
    """The device that signs in, and the cookie by which a new one will be known."""
    device = read_device(request)
    if device.hash:
        return device, []
    secret = secrets.token_urlsafe(32)
    hashed = hashlib.sha256(secret.encode()).digest()
    seconds = int(DEVICE_LIFETIME.total_seconds())
    cookie = _cookie(device_cookie_name(secure=_is_secure()), secret, max_age=seconds)
    return msgspec.structs.replace(device, hash=hashed), [cookie]


def read_refresh_token(request: AnyRequest) -> str:
    """The refresh token that came as cookie; empty without one."""
    return request.cookies.get(cookie_name(secure=_is_secure()), "")


def refresh_cookie(value: str) -> Cookie:
    """The cookie of a refresh token; an empty one takes it away."""
    seconds = int(REFRESH_LIFETIME.total_seconds()) if value else 0
    return _cookie(cookie_name(secure=_is_secure()), value, max_age=seconds)


async def answer_session(session: Session, *cookies: Cookie, status: int) -> Response[SessionView]:
    """An access token in the body, the refresh token as a cookie."""
    account = session.account
    subjects = await list_granted_subjects(account.id)
    named = tuple(s.uscc for s in subjects[:SUBJECTS_IN_TOKEN])
    caller = Caller(account.public_id, account.kind, account.name, named)
    token, expires_in = issue_access_token(caller, session_version=account.session_version)
    view = SessionView(
        access_token=token,
        expires_in=expires_in,
        caller=caller_view(account.public_id, account.kind, account.name, subjects),
    )
    all_cookies = [refresh_cookie(session.refresh_token), *cookies]
    return Response(view, status_code=status, cookies=all_cookies, headers=NO_STORE)


def caller_view(public_id: str, kind: str, name: str, subjects: list[GrantedSubject]) -> CallerView:
    """Who is signed in, as the app sees it."""
    granted = [CallerSubject(**msgspec.structs.asdict(s)) for s in subjects]
    return CallerView(id=public_id, kind=kind, name=name, subjects=granted)


def _cookie(name: str, value: str, *, max_age: int) -> Cookie:
    return Cookie(
        key=name,
        value=value,
        max_age=max_age,
        path=COOKIE_PATH,
        httponly=True,
        samesite="strict",
        secure=_is_secure(),
    )


def _is_secure() -> bool:
    return get_settings().public_origin.startswith("https://")


def _is_json(content_type: str) -> bool:
    return content_type.split(";")[0].strip().lower() == JSON
