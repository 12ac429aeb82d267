"""Logs without personal data, metrics without endless labels, health that tells the truth."""

import io
import logging
from collections.abc import AsyncIterator, Iterator
from contextvars import copy_context
from typing import Annotated, Any

import asyncpg
import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar, get, post
from litestar.params import JSONBody

from credit.kit import health, metrics
from credit.kit.auth import Caller, auth_middleware, caller_tag
from credit.kit.logs import BLOT, JsonFormatter, PlainFormatter, request_middleware, scrub
from credit.kit.problems import problem_handlers
from credit.kit.tokens import issue_access_token
from credit.kit.trace import begin_request
from kit.cache_rig import own_redis

CITIZEN_ID = "11010519491231002X"  # the example of GB 11643
PHONE = "13800138000"


@get("/people/{number:str}", opt={"public": True})
async def person(number: Annotated[str, "path"]) -> str:
    logging.getLogger("probe").info("looked up %s, phone %s", number, PHONE)
    return number


@post("/people", opt={"public": True})
async def take(data: JSONBody[dict[str, str]]) -> None:
    raise RuntimeError(f"cannot take {data['id']}")


@get("/quiet", opt={"public": True, "quiet": True})
async def quiet() -> str:
    return ""


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
async def probe() -> AsyncIterator[httpx.AsyncClient]:
    app = Litestar(
        [person, take, quiet, *health.routes],
        middleware=[request_middleware, auth_middleware],
        exception_handlers=problem_handlers(),
        logging_config=None,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://probe") as client:
        yield client


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [
        line
        for line in map(msgspec.json.decode, lines.getvalue().splitlines())
        if line["logger"] != "httpx"
    ]


@pytest.mark.parametrize(
    "written",
    [
        CITIZEN_ID, CITIZEN_ID.lower(), "110105 19491231 002X", "110105-19491231-002X",
        "630102199001011234", PHONE, "138 0013 8000", "+86 138-0013-8000", "8613800138000",
        "１３８００１３８０００",
    ],
)  # fmt: skip
def test_personal_numbers_are_blotted_out(written: str) -> None:
    assert scrub(f"证件{written}，电话") == f"证件{BLOT}，电话"


@pytest.mark.parametrize(
    "written",
    ["91630000226593742J", "2026-11-23T19:36:56.123", "1234567", "20261123193656", "0.138"],
)
def test_other_numbers_stay(written: str) -> None:
    assert scrub(written) == written


@given(st.text(max_size=60))
def test_scrubbing_never_fails_and_settles(text: str) -> None:
    assert scrub(scrub(text)) == scrub(text)


async def test_no_line_of_a_request_holds_personal_data(
    probe: httpx.AsyncClient, lines: io.StringIO
) -> None:
    await probe.get(f"/people/{CITIZEN_ID}?phone={PHONE}")
    answer = await probe.post("/people", json={"id": f"{CITIZEN_ID}", "password": "hunter2"})
    assert answer.status_code == 500
    text = "".join(str(line) for line in read(lines))
    for secret in (CITIZEN_ID, PHONE, "hunter2"):
        assert secret not in text
    assert "/people/{number:str}" in text or "/people/{number}" in text


async def test_a_request_is_one_line_that_can_be_traced(
    probe: httpx.AsyncClient, lines: io.StringIO, own_sessions: None
) -> None:
    token = issue_access_token(Caller("acc-77", "officer", "马海云")).token
    headers = {"authorization": f"Bearer {token}"}
    answer = await probe.get("/people/7", headers=headers)
    line = next(line for line in read(lines) if line["logger"] == "credit.access")
    assert line["request"] == answer.headers["x-request-id"]
    assert (line["method"], line["status"]) == ("GET", 200)
    assert len(line["caller"]) == 12
    assert "acc-77" not in str(line) and "马海云" not in str(line)
    other = await probe.get("/people/8")
    assert other.headers["x-request-id"] != answer.headers["x-request-id"]
    assert "caller" not in read(lines)[-1]


def test_our_own_ids_are_never_taken_for_a_phone_number() -> None:
    name = copy_context().run(begin_request)
    assert not any(c.isdigit() for c in name + caller_tag("acc-77"))


async def test_a_crash_names_its_request_and_its_place(
    probe: httpx.AsyncClient, lines: io.StringIO
) -> None:
    answer = await probe.post("/people", json={"id": "x"})
    line = next(line for line in read(lines) if "error" in line)
    assert answer.json()["instance"] == line["request"]
    assert line["error"]["type"] == "RuntimeError"
    assert "take" in line["error"]["frames"][-1]


async def test_a_proxy_may_give_the_id_but_not_anything(probe: httpx.AsyncClient) -> None:
    async def echoed(offered: str) -> str:
        headers = {"x-request-id": offered}
        return (await probe.get("/quiet", headers=headers)).headers["x-request-id"]

    assert await echoed("abcdef-12345678") == "abcdef-12345678"
    for bad in ("short", "x" * 65, "with space here", '"},{"level":"x'):
        assert await echoed(bad) != bad


async def test_quiet_routes_are_counted_but_not_logged(
    probe: httpx.AsyncClient, lines: io.StringIO
) -> None:
    await probe.get("/quiet")
    assert read(lines) == []
    assert 'route="/quiet"' in metrics.render().decode()


def test_database_errors_do_not_quote_values(lines: io.StringIO) -> None:
    error = asyncpg.UniqueViolationError(f"Key (phone)=({PHONE}x secret) already exists")
    try:
        raise error
    except asyncpg.UniqueViolationError:
        logging.getLogger("probe").exception("failed")
    (line,) = read(lines)
    assert "secret" not in str(line)
    assert line["error"]["text"] == "23505"


def test_the_plain_form_keeps_everything_on_one_line() -> None:
    record = logging.makeLogRecord(
        {"name": "x", "msg": f"电话 {PHONE}", "levelname": "INFO", "n": 3}
    )
    assert PlainFormatter().format(record)[9:] == f"INFO    电话 {BLOT} n=3"


async def test_metrics_use_templates_only(probe: httpx.AsyncClient) -> None:
    for number in range(30):
        await probe.get(f"/people/subject-{number}")
    text = (await probe.get("/metrics")).text
    assert "subject-" not in text
    assert 'credit_request_seconds_bucket{le="+Inf"' in text or 'le="+Inf"' in text
    assert "credit_holiday_table_days_left" in text


def test_odd_methods_share_one_label_and_series_are_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "_requests", {})
    monkeypatch.setattr(metrics, "MAX_SERIES", 3)
    for number in range(10):
        metrics.observe_request(f"ODD{number}", "/x", 200, 0.1)
        metrics.observe_request("GET", f"/{number}", 200, 0.1)
    assert len(metrics._requests) == 3
    assert ("other", "/x", "200") in metrics._requests


def test_a_histogram_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_requests", {})
    for seconds in (0.0005, 0.002, 0.3, 99.0):
        metrics.observe_request("GET", "/x", 200, seconds)
    text = metrics.render().decode()
    assert [line.split()[-1] for line in text.splitlines() if "bucket" in line][-1] == "4.0"
    assert "credit_request_seconds_sum" in text and "99.3025" in text


def test_counters_count() -> None:
    probe_counter = metrics.counter("credit_probe_total", "A test", "kind")
    probe_counter.add("a")
    probe_counter.add("a", n=2)
    assert probe_counter is metrics.counter("credit_probe_total", "A test", "kind")
    assert 'kind="a"' in metrics.render().decode()
    assert probe_counter.values[("a",)] == 3


async def test_health_with_everything(probe: httpx.AsyncClient, database: object) -> None:
    assert (await probe.get("/health/live")).json() == {"status": "live"}
    answer = await probe.get("/health/ready")
    assert answer.json() == {"status": "ready", "postgres": "ok", "redis": "ok"}
    assert answer.headers["cache-control"] == "no-store"


async def test_redis_down_is_degraded_but_ready(probe: httpx.AsyncClient, database: object) -> None:
    async with own_redis() as server:
        server.kill()
        answer = await probe.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "postgres": "ok", "redis": "failed"}


async def test_postgres_down_or_hanging_is_not_ready(
    probe: httpx.AsyncClient, database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang() -> None:
        import asyncio

        await asyncio.sleep(60)

    monkeypatch.setattr(health, "_ask_postgres", hang)
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.1)
    answer = await probe.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["status"] == "failed"
    assert (await probe.get("/health/live")).status_code == 200
