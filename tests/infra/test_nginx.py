"""The API behind the real nginx with production's configuration."""

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest

from contracts.conftest import make_callers
from contracts.sources import read
from credit.kit.problems import PROBLEMS
from infra.front import Front

SHELL = "<!doctype html><title>信用青海</title>" + "<p>shell</p>" * 100
VERDICT = "/api/verdicts/123456789"  # not a code: an answer all the same, and a public one


@pytest.fixture
def browser(front: Front) -> Iterator[httpx.Client]:
    """A caller that has published nothing and holds no session."""
    with httpx.Client(base_url=front.url, verify=front.trust) as client:
        yield client


@pytest.fixture(autouse=True)
def builds(front: Front) -> None:
    """Two front-end builds, the second one current."""
    front.publish({"index.html": SHELL, "assets/old-1.js": "old();" * 200})
    front.publish({"index.html": SHELL, "assets/new-2.js": "new_();" * 200, "sw.js": "1"})


def test_pages_of_the_pwa_get_its_shell(browser: httpx.Client) -> None:
    for path in ("/", "/search", "/merchants/916300007105213377"):
        answer = browser.get(path)
        assert (answer.status_code, answer.text) == (200, SHELL)
        assert answer.headers["cache-control"] == "no-cache"
    assert browser.get("/missing.png").status_code == 404


def test_both_builds_are_served(browser: httpx.Client) -> None:
    for name in ("new-2.js", "old-1.js"):
        answer = browser.get(f"/assets/{name}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"].startswith("application/javascript")
    assert browser.get("/assets/never-3.js").status_code == 404


def test_the_build_before_the_previous_one_is_dropped(front: Front, browser: httpx.Client) -> None:
    front.publish({"index.html": SHELL, "assets/newest-4.js": "x"})
    assert browser.get("/assets/new-2.js").status_code == 200
    assert browser.get("/assets/old-1.js").status_code == 404


def test_answers_are_compressed(browser: httpx.Client) -> None:
    for path in ("/", "/assets/new-2.js", "/api/schema/openapi.json"):
        answer = browser.get(path, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert answer.headers["content-encoding"] == "gzip", path
    plain = browser.get("/", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


def test_the_api_answers_through_nginx(browser: httpx.Client) -> None:
    answer = browser.get("/api/no-such-thing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["instance"] == answer.headers["x-request-id"]


def test_a_public_answer_is_cached(browser: httpx.Client) -> None:
    first = browser.get(VERDICT)
    second = browser.get(VERDICT)
    assert first.status_code == 200
    assert "public" in first.headers["cache-control"]
    assert second.headers["x-cache"] == "HIT"
    assert second.json() == first.json()
    assert second.headers["x-request-id"] != first.headers["x-request-id"]


@pytest.mark.parametrize("who", [{"authorization": "Bearer x"}, {"cookie": "refresh=x"}])
def test_a_known_caller_passes_the_cache(browser: httpx.Client, who: dict[str, str]) -> None:
    for _ in range(2):
        assert browser.get(VERDICT, headers=who).headers["x-cache"] == "BYPASS"
    path = f"{VERDICT}?mine={len(who)}{next(iter(who))}"
    browser.get(path, headers=who)
    assert browser.get(path).headers["x-cache"] == "MISS", "what a known caller got was kept"


def test_private_and_failed_answers_are_not_cached(browser: httpx.Client) -> None:
    for path in ("/api/imports/x", "/api/no-such-thing"):
        for _ in range(2):
            assert browser.get(path).headers.get("x-cache", "MISS") == "MISS"


def test_large_bodies_only_where_files_are_taken(browser: httpx.Client) -> None:
    body = b"x" * 100_000
    answer = browser.post("/api/sessions", content=body)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 413


def test_an_upload_without_a_session_is_told_so(browser: httpx.Client) -> None:
    """However large the file is: the connection must not break while it streams."""
    for headers in ({}, {"authorization": "Bearer x"}):
        answer = browser.post("/api/imports", content=b"x" * 5_000_000, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_an_officer_uploads_a_large_file(front: Front, committed_db: None) -> None:
    officer = (await make_callers())["officer"]
    file = ("permits.csv", "XK_XDR_MC,XK_WSH\n" + "示例面馆,1\n" * 100_000, "text/csv")
    async with httpx.AsyncClient(base_url=front.url, verify=front.trust, headers=officer) as client:
        answer = await client.post("/api/imports", data={"kind": "permits"}, files={"file": file})
    assert answer.status_code in (200, 201, 202), answer.text
    assert answer.json()["fileSize"] > 1_000_000


async def test_what_phones_verify_with_is_cached_and_revalidated(
    front: Front, committed_db: None
) -> None:
    """The phone's clock offset comes from `date`, so a cached answer needs a fresh one."""
    async with httpx.AsyncClient(base_url=front.url, verify=front.trust) as client:
        first = await client.get("/api/trust/bundle")
        assert first.headers["cache-control"] == "public, max-age=10"
        await asyncio.sleep(1.1)
        second = await client.get("/api/trust/bundle")
        assert second.headers["x-cache"] == "HIT"
        assert second.content == first.content
        assert second.headers["date"] != first.headers["date"]
        known = {"if-none-match": first.headers["etag"]}
        again = await client.get("/api/trust/bundle", headers=known)
        assert (again.status_code, again.content) == (304, b"")
        keys = (await client.get("/api/trust/jwks.json")).json()["keys"]
        assert keys[0]["crv"] == "P-256"


def test_inner_pages_stay_inside(browser: httpx.Client) -> None:
    for path in ("/metrics", "/health/ready", "/health/live"):
        assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/assets/new-2.js", "/nothing.txt", VERDICT, "/v/123", "/api/x"]
)
def test_security_headers_are_there_once(browser: httpx.Client, path: str) -> None:
    headers = browser.get(path).headers
    for name in (
        "content-security-policy",
        "strict-transport-security",
        "x-content-type-options",
        "referrer-policy",
        "permissions-policy",
        "x-request-id",
    ):
        assert len(headers.get_list(name)) == 1, f"{name} on {path}"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_logs_tell_nothing_about_people(front: Front, browser: httpx.Client) -> None:
    browser.get("/api/subjects?q=张三丰")
    browser.get("/v/4401182199")
    browser.get("/api/subjects/916300007105213377/records")
    log = front.log.read_text(encoding="utf-8")
    for secret in ("127.0.0.1", "q=", "%E5", "4401182199", "916300007105213377", "python-httpx"):
        assert secret not in log
    assert '"route":"/api/subjects"' in log
    assert '"route":"/v"' in log


def test_plain_http_only_redirects(front: Front) -> None:
    answer = httpx.get(f"http://127.0.0.1:{front.plain_port}/v/123")
    assert answer.status_code == 308
    assert answer.headers["location"] == "https://127.0.0.1/v/123"


def test_nginx_says_problems_as_the_api_does() -> None:
    said = re.findall(
        r'problems/([a-z-]+)","title":"([^"]+)","status":(\d+)', read("infra/nginx/nginx.conf")
    )
    assert said
    for slug, title, status in said:
        assert PROBLEMS[slug] == (int(status), title)
