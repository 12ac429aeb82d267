"""The verdict over HTTP, without a framework in between: every public code request ends here.

Mounts, because Litestar 2.25 cannot give ``@asgi`` handlers path parameters; the text is taken
from the raw path, which the router has not tidied up (``//`` in a pasted link).
"""

import logging
from typing import cast
from urllib.parse import parse_qs, unquote

from litestar import asgi
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.types import HTTPScope, Receive, Scope, Send

from credit.codes.core.code_text import TypedCode, read_path
from credit.codes.core.faults import CodeFault
from credit.codes.verdicts.answers import Answer, Kind, answer_of
from credit.codes.verdicts.cache import find_answer, refusal
from credit.codes.verdicts.judging import unverifiable
from credit.codes.verdicts.pages import CONTENT_SECURITY_POLICY, shell_page
from credit.kit import clock
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit, client_network
from credit.settings import get_settings

JSON_PREFIX = "/api/verdicts"
PAGE_PREFIX = "/v"
SHORT = "short/"
# A short code has 6×10¹¹ values and one answer in 10⁵ or so: enough for people, not for guessing.
TYPED = Limit(name="typed-code", count=60, seconds=60)
# No stale-while-revalidate here: a proxy that keeps to it would show a revoked code as valid.
_CACHED = b"public, max-age=1"
_NOT_CACHED = b"no-store"
Headers = list[tuple[bytes, bytes]]
_JSON_HEADERS: Headers = [(b"content-type", b"application/json; charset=utf-8")]
_PAGE_HEADERS: Headers = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
_HEADERS: dict[Kind, Headers] = {"json": _JSON_HEADERS, "page": _PAGE_HEADERS}
log = logging.getLogger(__name__)


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
        await _send(scope, send, shell_page(), [*_PAGE_HEADERS, (b"cache-control", _CACHED)])


async def _answer(text: str, kind: Kind, scope: Scope, send: Send) -> None:
    try:
        code = read_path(text, get_settings().public_origin)
        if isinstance(code, TypedCode):
            await check_limit(TYPED, client_network(scope))
        answer, cache = await find_answer(code, kind), _CACHED
    except CodeFault as fault:
        answer, cache = refusal(fault.fault, kind), _CACHED
    except Problem as problem:
        if kind == "json":
            raise
        answer, cache = answer_of(unverifiable(problem.title), kind, ""), _NOT_CACHED
    except Exception:  # whatever fails behind us says nothing about the code
        log.exception("a verdict could not be reached")
        answer, cache = answer_of(unverifiable(), kind, ""), _NOT_CACHED
    await _send_answer(scope, send, answer, [*_HEADERS[kind], (b"cache-control", cache)])


async def _send_answer(scope: Scope, send: Send, answer: Answer, headers: Headers) -> None:
    headers.append((b"etag", answer.etag))
    if answer.stale_since is not None:
        age = max(0, int(clock.now().timestamp() - answer.stale_since))
        headers.append((b"age", str(age).encode()))
    for name, value in scope["headers"]:
        if name == b"if-none-match" and answer.etag in value:
            await _send(scope, send, b"", headers, status=304)
            return
    await _send(scope, send, answer.body, headers)


async def _send(
    scope: Scope, send: Send, body: bytes, headers: Headers, *, status: int = 200
) -> None:
    if status == 200:
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    is_head = cast(HTTPScope, scope)["method"] == "HEAD"
    await send({"type": "http.response.body", "body": b"" if is_head else body, "more_body": False})


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
