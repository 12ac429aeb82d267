"""Whatever is sent to whatever route: no crash, and every error is a problem (RFC 9457)."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from litestar import Litestar

from contracts.conftest import Headers
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


def faults_of(answer: httpx.Response) -> list[str]:
    """What is wrong with an error answer, in words."""
    if answer.headers.get("content-type") != "application/problem+json":
        return [f"is {answer.headers.get('content-type')}, no problem"]
    body = answer.json()
    if set(body) != {"type", "title", "status", "detail", "instance", "errors"}:
        return [f"has the members {sorted(body)}"]
    checks = {
        "type": re.search(r"/problems/[a-z][a-z-]+$", body["type"]),
        "title": re.search(r"[\u4e00-\u9fff]", body["title"]),
        "status": body["status"] == answer.status_code,
        "instance": body["instance"] and body["instance"] == answer.headers.get("x-request-id"),
        "cache-control": answer.headers.get("cache-control") == "no-store",
        "errors": all(set(fault) == {"field", "message"} for fault in body["errors"]),
    }
    return [f"has a wrong {name}" for name, right in checks.items() if not right]


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


async def fault(client: httpx.AsyncClient, db: Any, probe: dict[str, Any], **headers: str) -> str:
    """Send one probe in a savepoint of its own; what is wrong with the answer, or nothing."""
    savepoint = db.transaction()
    await savepoint.start()
    try:
        answer = await client.request(**probe | {"headers": headers | probe.get("headers", {})})
    finally:
        await savepoint.rollback()
    is_page = answer.request.url.path.startswith("/v")  # people read these: HTML with its verdict
    wrong = []
    if answer.status_code >= 500:
        wrong = ["crashed"]
    elif answer.status_code >= 400 and not is_page:
        wrong = faults_of(answer)
    return f"{str(probe)[:200]} → {answer.status_code} {', '.join(wrong)}" if wrong else ""


@pytest.mark.parametrize("who", ["anonymous", "merchant", "officer"])
async def test_bad_input_at_every_route(
    who: str, app: Litestar, client: httpx.AsyncClient, db: Any, signed_in: dict[str, Headers]
) -> None:
    sent = [p for operation in operations(app) for p in probes(operation)]
    found = [text for p in sent if (text := await fault(client, db, p, **signed_in[who]))]
    assert not found, "\n".join(found[:30])


async def test_wrong_methods_and_unknown_paths(
    app: Litestar, client: httpx.AsyncClient, db: Any
) -> None:
    paths = {re.sub(r"{[^}]+}", "1", operation.path) for operation in operations(app)}
    methods = ("PUT", "PATCH", "DELETE", "TRACE", "NONSENSE")
    sent = [{"method": method, "url": path} for path in sorted(paths) for method in methods]
    odd = ("/api", "/api/", "/api/nothing", "/api/%00", "/api/" + "x/" * 300, "/%ff")
    sent += [{"method": "GET", "url": path} for path in odd]
    found = [text for probe in sent if (text := await fault(client, db, probe))]
    assert not found, "\n".join(found[:30])


async def test_an_unknown_api_path_is_no_page(client: httpx.AsyncClient) -> None:
    """The PWA's shell answers page addresses only."""
    for path in ("/api", "/api/", "/api/nothing", "/api/subjects/x/nothing", "/assets/nothing.js"):
        answer = await client.get(path)
        assert answer.status_code in (404, 405), path
        assert not faults_of(answer)


async def test_an_error_repeats_nothing_that_was_sent(client: httpx.AsyncClient) -> None:
    for url in ("/api/subjects?limit=Geheimnis", "/api/subjects/Geheimnis"):
        answer = await client.get(url)
        assert answer.status_code in (400, 404)
        assert not faults_of(answer)
        assert "Geheimnis" not in answer.text
