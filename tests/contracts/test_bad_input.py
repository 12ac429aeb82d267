"""Whatever is sent to whatever route: no crash, and every error is a problem (RFC 9457)."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from litestar import Litestar

from contracts.surface import Operation, operations

BAD_WORDS = (
    "0", "-1", "99999999999999999999", "NaN", "x" * 2000, "%00", "%ff%fe", "..%2f..%2fetc", "';--",
    "%F0%9F%99%82", "%20", "00000000-0000-0000-0000-000000000000", "{{7*7}}", "%25%6e", "1e309",
)  # fmt: skip
BAD_BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b""),
    ("application/json", b"{"),
    ("application/json", b"null"),
    ("application/json", b"[]"),
    ("application/json", b'{"noSuchField":1}'),
    ("application/json", b'{"login":"\\u0000","password":"\\ud800"}'),
    ("application/json", b"[" * 50_000),
    ("application/json", b"\xff\xfe{"),
    ("text/plain", b'{"login":"a","password":"b"}'),
    ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    ("multipart/form-data", b"no boundary"),
    ("application/x-www-form-urlencoded", b"a=b&a=%00"),
)
BAD_TOKENS = ("x", "Bearer", "Bearer x", "Bearer a.b.c", "Basic YTpi", f"Bearer {'x' * 5000}")


def assert_is_problem(answer: httpx.Response) -> None:
    what = f"{answer.request.method} {answer.request.url} → {answer.status_code}"
    assert answer.headers["content-type"] == "application/problem+json", what
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "instance", "errors"}, what
    assert re.search(r"/problems/[a-z][a-z-]+$", body["type"]), what
    assert re.search(r"[\u4e00-\u9fff]", body["title"]), what
    assert body["status"] == answer.status_code, what
    assert body["instance"], what
    assert answer.headers["cache-control"] == "no-store", what
    for fault in body["errors"]:
        assert set(fault) == {"field", "message"}, what


def probes(operation: Operation) -> Iterator[dict[str, Any]]:
    """Requests that are wrong in the path, the query, the headers or the body."""
    method = operation.method
    for word in BAD_WORDS:
        path = re.sub(r"{[^}]+}", word, operation.path)
        if "{" in operation.path:
            yield {"method": method, "url": path}
        for name, parameter in operation.parameters.items():
            if parameter["in"] == "query":
                yield {"method": method, "url": f"{path}?{name}={word}"}
    sound = re.sub(r"{[^}]+}", "916300007105213377", operation.path)
    yield {"method": method, "url": f"{sound}?noSuchParameter=1"}
    for token in BAD_TOKENS:
        yield {"method": method, "url": sound, "headers": {"authorization": token}}
    if method in ("POST", "PUT", "PATCH"):
        for kind, body in BAD_BODIES:
            headers = {"content-type": kind}
            yield {"method": method, "url": sound, "content": body, "headers": headers}


async def send(client: httpx.AsyncClient, db: Any, probe: dict[str, Any], **headers: str) -> None:
    """Send one probe in a savepoint of its own; judge the answer."""
    savepoint = db.transaction()
    await savepoint.start()
    try:
        probe = probe | {"headers": {**headers, **probe.get("headers", {})}}
        answer = await client.request(**probe)
    finally:
        await savepoint.rollback()
    assert answer.status_code < 500, f"{probe}: {answer.status_code} {answer.text[:300]}"
    is_page = answer.request.url.path.startswith("/v")  # people read these: HTML with its verdict
    if answer.status_code >= 400 and not is_page:
        assert_is_problem(answer)


@pytest.mark.parametrize("who", ["anonymous", "merchant", "officer"])
async def test_bad_input_at_every_route(
    who: str,
    app: Litestar,
    client: httpx.AsyncClient,
    db: Any,
    signed_in: dict[str, dict[str, str]],
) -> None:
    for operation in operations(app):
        for probe in probes(operation):
            await send(client, db, probe, **signed_in[who])


async def test_wrong_methods_and_unknown_paths(
    app: Litestar, client: httpx.AsyncClient, db: Any
) -> None:
    for operation in operations(app):
        path = re.sub(r"{[^}]+}", "1", operation.path)
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "NONSENSE"):
            await send(client, db, {"method": method, "url": path})
    for path in ("/api", "/api/", "/api/nothing", "/api/%00", "/api/" + "x/" * 300, "/%ff"):
        await send(client, db, {"method": "GET", "url": path})


async def test_an_error_repeats_nothing_that_was_sent(client: httpx.AsyncClient) -> None:
    for url in ("/api/subjects?limit=Geheimnis", "/api/subjects/Geheimnis"):
        answer = await client.get(url)
        assert_is_problem(answer)
        assert "Geheimnis" not in answer.text
