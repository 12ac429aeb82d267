"""The verdict over HTTP, without a framework in between: every public code request ends here.

Canonical digits do not even reach the framework's router (`hot_lane`). The rest comes through
mounts, because Litestar 2.25 cannot give ``@asgi`` handlers path parameters; the text is taken
from the raw path, which the router has not tidied up (``//`` in a pasted link).
"""

import logging
from time import perf_counter
from typing import NamedTuple, cast
from urllib.parse import parse_qs, unquote

from litestar import asgi
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.handlers import ASGIRouteHandler
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from credit.codes.core.code_text import MIN_DIGITS, DigitsCode, TypedCode, read_path
from credit.codes.core.digits import MAX_DIGITS
from credit.codes.core.faults import CodeFault
from credit.codes.verdicts.answers import (
    NOT_CACHED,
    Answer,
    Headers,
    Kind,
    answer_of,
    headers_of,
)
from credit.codes.verdicts.cache import Code, find_answer, known_answer, refusal
from credit.codes.verdicts.judging import unverifiable
from credit.codes.verdicts.pages import PAGE_VERSION, SHELL_SECURITY_POLICY, shell_page
from credit.kit import clock, metrics, trace
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit, client_network
from credit.settings import get_settings

JSON_PREFIX = "/api/verdicts"
PAGE_PREFIX = "/v"
SHORT = "short/"
# A short code has 6×10¹¹ values and one answer in 10⁵ or so: enough for people, not for guessing.
TYPED = Limit(name="typed-code", count=60, seconds=60)
log = logging.getLogger(__name__)
_SHELL_TAG = b'W/"' + PAGE_VERSION[:8].hex().encode() + b'"'
_POLICY = b"content-security-policy"
_SHELL_HEADERS: Headers = [
    (name, SHELL_SECURITY_POLICY.encode() if name == _POLICY else value)
    for name, value in headers_of("page", _SHELL_TAG)
]


def known_lane(app: ASGIApp) -> ASGIApp:
    """Sends what this process already holds for canonical digits; the rest goes on to ``app``.

    Outside everything: nothing here asks anybody, waits or fails, so it needs neither a request's
    context nor a log line, only its id and its count.
    """

    async def lane(scope: Scope, receive: Receive, send: Send) -> None:
        hot = _hot(scope)
        answer = known_answer(hot.digits, hot.kind) if hot else None
        if hot is None or answer is None:
            await app(scope, receive, send)
            return
        started, offered, held = perf_counter(), "", False
        for header, value in scope["headers"]:
            if header == b"if-none-match":
                held = answer.etag in value
            elif header == b"x-request-id":
                offered = value.decode("latin-1")
        name = (b"x-request-id", trace.new_id(offered).encode())
        if held:
            await _send_as(send, 304, b"", [*answer.headers, name])
        else:
            await _send_as(send, 200, answer.body, [*answer.headers, name, _length(answer.body)])
        metrics.observe_request("GET", hot.template, 304 if held else 200, perf_counter() - started)

    return lane


def hot_lane(app: ASGIApp) -> ASGIApp:
    """Serves ``GET /api/verdicts/{digits}`` and ``/v/{digits}`` before the framework sees them.

    Its router and middleware cost more than the whole answer; they have nothing to say about
    public codes in canonical digits. Everything else goes on to ``app``.
    """

    async def lane(scope: Scope, receive: Receive, send: Send) -> None:
        hot = _hot(scope)
        if hot is None:
            await app(scope, receive, send)
            return
        scope["path_template"], scope["route_handler"] = hot.template, _HANDLERS[hot.kind]
        await _send_answer(scope, send, await _found(DigitsCode(hot.digits), hot.kind))

    return lane


class _Hot(NamedTuple):
    """A request for the verdict on canonical digits."""

    digits: str
    kind: Kind
    template: str


def _hot(scope: Scope) -> _Hot | None:
    if scope.get("method") != "GET":  # only HTTP has one
        return None
    path = scope["raw_path"]
    for prefix, kind in _LANES:
        if path.startswith(prefix) and _is_digits(rest := path[len(prefix) :]):
            return _Hot(rest.decode(), kind, prefix.decode())
    return None


@asgi(JSON_PREFIX, is_mount=True, copy_scope=True, opt={"public": True, "quiet": True})
async def verdict_json(scope: Scope, receive: Receive, send: Send) -> None:
    """``GET /api/verdicts/{digits}`` and ``/api/verdicts/short/{code}``: a ``Verdict``, always."""
    text = _text_of(scope, JSON_PREFIX)
    if not text:
        raise NotFoundException()
    await _answer(text.removeprefix(SHORT), "json", scope, send)


@asgi(PAGE_PREFIX, is_mount=True, copy_scope=True, opt={"public": True, "quiet": True})
async def verdict_html(scope: Scope, receive: Receive, send: Send) -> None:
    """``GET /v/{digits}``: the verdict as a page; ``GET /v`` (or ``?code=``): type a code."""
    text = _text_of(scope, PAGE_PREFIX) or _typed(scope)
    if text:
        await _answer(text, "page", scope, send)
    else:
        page = shell_page()
        await _send(scope, send, page, [*_SHELL_HEADERS, _length(page)])


_LANES: tuple[tuple[bytes, Kind], ...] = ((b"/api/verdicts/", "json"), (b"/v/", "page"))
_HANDLERS: dict[Kind, ASGIRouteHandler] = {"json": verdict_json, "page": verdict_html}


def _is_digits(rest: bytes) -> bool:
    """Canonical and of a length that ours have; ``bytes.isdigit`` knows ASCII digits only."""
    return MIN_DIGITS <= len(rest) <= MAX_DIGITS and rest.isdigit() and rest[:1] != b"0"


async def _answer(text: str, kind: Kind, scope: Scope, send: Send) -> None:
    try:
        code = read_path(text, get_settings().public_origin)
        if isinstance(code, TypedCode):
            await check_limit(TYPED, client_network(scope))
        answer = await _found(code, kind)
    except CodeFault as fault:
        answer = refusal(fault.fault, kind)
    except Problem as problem:
        if kind == "json":
            raise
        answer = _not_cached(answer_of(unverifiable(problem.title), kind, ""))
    await _send_answer(scope, send, answer)


async def _found(code: Code, kind: Kind) -> Answer:
    try:
        return await find_answer(code, kind)
    except CodeFault as fault:
        return refusal(fault.fault, kind)
    except Exception:  # whatever fails behind us says nothing about the code
        log.exception("a verdict could not be reached")
        return _not_cached(answer_of(unverifiable(), kind, ""))


def _not_cached(answer: Answer) -> Answer:
    return answer._replace(headers=[*answer.headers[:-1], NOT_CACHED])


async def _send_answer(scope: Scope, send: Send, answer: Answer) -> None:
    headers = answer.headers
    if answer.stale_since is not None:
        age = max(0, int(clock.now().timestamp() - answer.stale_since))
        headers = [*headers, (b"age", str(age).encode())]
    if _is_held(scope, answer):
        await _send(scope, send, b"", headers, status=304)
    else:
        await _send(scope, send, answer.body, [*headers, _length(answer.body)])


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", b"%d" % len(body)


def _is_held(scope: Scope, answer: Answer) -> bool:
    """Whether the caller already has this very answer."""
    return any(
        name == b"if-none-match" and answer.etag in value for name, value in scope["headers"]
    )


async def _send(
    scope: Scope, send: Send, body: bytes, headers: Headers, *, status: int = 200
) -> None:
    is_head = cast(HTTPScope, scope)["method"] == "HEAD"
    await _send_as(send, status, b"" if is_head else body, headers)


async def _send_as(send: Send, status: int, body: bytes, headers: Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _text_of(scope: Scope, prefix: str) -> str:
    """What stands after the prefix, decoded; raises for other methods and look-alike paths."""
    method: str = cast(HTTPScope, scope).get("method", "")  # a websocket has none
    if method not in ("GET", "HEAD"):
        raise MethodNotAllowedException(headers={"allow": "GET, HEAD"})
    path = unquote(scope["raw_path"].decode("latin-1"), errors="replace")
    rest = path.removeprefix(prefix)
    if rest and rest[0] != "/":
        raise NotFoundException()
    return rest[1:]


def _typed(scope: Scope) -> str:
    """The ``code`` of the form on the shell page."""
    query = parse_qs(scope["query_string"].decode("latin-1"), errors="replace")
    return query.get("code", [""])[0]
