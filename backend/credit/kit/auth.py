"""Who calls: the token middleware, the `caller` dependency and the guards of routes.

A verified token is remembered for at most 60 s and never past its `exp`, since checking an
ES256 signature costs more than a whole answer. Each use still asks whether the account's
session version has moved (remembered for one second), so that sign-out, a role that is taken
away or a locked account works everywhere within about a second.
"""

import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import msgspec
from cachebox import TTLCache
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Guard, Receive, Scope, Send

from credit.kit import clock, trace
from credit.kit.caller import Caller, Kind
from credit.kit.problems import Problem
from credit.kit.tokens import AccessClaims, TokenRejected, verify_access_token
from credit.settings import get_settings

VersionLoader = Callable[[str], Awaitable[int | None]]
TOKEN_MEMORY = 60.0
VERSION_MEMORY = 1.0
MAX_REMEMBERED = 20_000
# Bearers of machines (API keys), which the guards of the routes that take them look up.
CLIENT_KEY_PREFIX = "xyqv_"
__all__ = ["Caller", "Kind"]  # imported from here by the slices
log = logging.getLogger(__name__)


class _Verified(msgspec.Struct, frozen=True):
    caller: Caller
    session_version: int
    exp: int


_tokens: TTLCache[bytes, _Verified] = TTLCache(MAX_REMEMBERED, TOKEN_MEMORY)
_versions: TTLCache[str, tuple[float, int | None]] = TTLCache(MAX_REMEMBERED, TOKEN_MEMORY)
_loader: list[VersionLoader] = []


def check_sessions_with(loader: VersionLoader) -> None:
    """Registers how to read an account's session version; None means: may not act at all."""
    _loader[:] = [loader]
    _versions.clear()


def forget_session(account_id: str) -> None:
    """Makes this process ask again at once; the others follow within a second."""
    _versions.pop(account_id, None)


async def verify_caller(token: str) -> Caller:
    """The caller behind a token; raises TokenRejected, or what the version loader raises."""
    key = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
    known = _tokens.get(key)
    if known is None or known.exp <= clock.now().timestamp():
        known = _remember(key, verify_access_token(token))
    if _loader and await _session_version(known.caller.id) != known.session_version:
        _tokens.pop(key, None)
        raise TokenRejected("session_ended")
    return known.caller


def _remember(key: bytes, claims: AccessClaims) -> _Verified:
    verified = _Verified(claims.caller(), claims.session_version, claims.exp)
    _tokens[key] = verified
    return verified


async def _session_version(account_id: str) -> int | None:
    known = _versions.get(account_id)
    if known is not None and monotonic() - known[0] < VERSION_MEMORY:
        return known[1]
    asked = monotonic()
    version = await _loader[0](account_id)
    _versions[account_id] = (asked, version)
    return version


def known_caller(scope: Scope) -> Caller | None:
    """The caller, if this process has checked token and session within the last second; without
    waiting for anybody. None says nothing: ask `verify_caller`."""
    token = _bearer(scope)
    known = _tokens.get(hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest())
    if known is None or known.exp <= clock.now().timestamp():
        return None
    version = _versions.get(known.caller.id) if _loader else (monotonic(), known.session_version)
    if version is None or monotonic() - version[0] >= VERSION_MEMORY:
        return None
    return known.caller if version[1] == known.session_version else None


def auth_middleware(app: ASGIApp) -> ASGIApp:
    """Puts the `Caller` (or None) into the scope; guards decide whether that is enough."""

    async def authenticated(scope: Scope, receive: Receive, send: Send) -> None:
        scope["user"] = None
        token = _bearer(scope)
        if token and not token.startswith(CLIENT_KEY_PREFIX):
            scope["user"] = await _try_verify(token)
        await app(scope, receive, send)

    return authenticated


async def _try_verify(token: str) -> Caller | None:
    try:
        caller = await verify_caller(token)
    except TokenRejected as error:
        log.info("token rejected", extra={"reason": error.reason})
        return None
    trace.set_caller(caller_tag(caller.id))
    return caller


def _bearer(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return value[7:].strip().decode("latin-1")
    return ""


def find_client_key(connection: "AnyConnection") -> str:
    """The API key that came as bearer, not yet looked up; empty without one. Never log it."""
    token = _bearer(connection.scope)
    return token if token.startswith(CLIENT_KEY_PREFIX) else ""


def caller_tag(account_id: str) -> str:
    """A keyed, short hash of an account for logs: linkable by us, meaningless to others."""
    key = get_settings().master_key
    return trace.in_letters(hmac.digest(key, b"log-caller/" + account_id.encode(), "sha256")[:6])


AnyConnection = ASGIConnection[Any, Any, Any, Any]


def find_caller(connection: AnyConnection) -> Caller | None:
    """The signed-in caller, or None; for public routes that show a little more."""
    user = connection.scope.get("user")
    return user if isinstance(user, Caller) else None


def provide_caller(request: Request[Any, Any, Any]) -> Caller:
    """Dependency `caller`; raises Problem unauthenticated."""
    return _require(request)


def _require(connection: AnyConnection) -> Caller:
    caller = find_caller(connection)
    if caller is None:
        raise Problem("unauthenticated", headers={"www-authenticate": "Bearer"})
    return caller


def requires_caller(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard: any signed-in caller."""
    _require(connection)


def requires_kind(*kinds: Kind) -> Guard:
    """Guard: a caller of one of these kinds; 401 without a caller, 403 for another kind.

    A citizen who acts for a shop is let through where merchants are: one person, one account.
    What they may do there `access_subject` decides.
    """

    def guard(connection: AnyConnection, _: BaseRouteHandler) -> None:
        caller = _require(connection)
        acts = bool(caller.subject_uscc) and caller.kind == "citizen" and "merchant" in kinds
        if caller.kind not in kinds and not acts:
            raise Problem("forbidden")

    return guard


def requires_role(*roles: str) -> Guard:
    """Guard: a caller with at least one of these roles."""

    def guard(connection: AnyConnection, _: BaseRouteHandler) -> None:
        if not set(roles) & set(_require(connection).roles):
            raise Problem("forbidden")

    return guard
