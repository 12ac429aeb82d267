"""Answers kept in memory: fast, forgotten after a change, never valid past the expiry."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar
from redis.asyncio import Redis

from codes.test_badges import set_grade
from codes.test_verdict_api import verdict
from conftest import BASE_URL
from contracts.test_query_count import counted
from credit.codes.badges.actions import end_badges, issue_badge
from credit.codes.badges.jobs import refresh
from credit.codes.core.short_code import make_short_code
from credit.codes.verdicts import cache as verdict_cache
from credit.codes.verdicts.queries import BadgeRow
from credit.codes.verdicts.serving import TYPED
from credit.kit import clock
from credit.kit.db import acquire
from factories.subjects import make_subject

# Badge, subject, facts, evidence, count, promises; one more for the keys after a start.
MISS = 2


@pytest.fixture
async def web(app: Litestar, committed_db: None, redis: Redis) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP with real commits, so that the cache is really used."""
    for cache in verdict_cache._CACHES.values():
        cache.clear()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


async def committed_badge() -> BadgeRow:
    subject = await make_subject("湟水源牦牛酸奶坊")
    async with acquire() as held:
        await set_grade(held, subject.id, "A")
    badge = await issue_badge(subject.id)
    assert badge
    return badge


async def test_a_second_look_asks_nobody(web: httpx.AsyncClient, redis: Redis) -> None:
    badge = await committed_badge()
    first = await web.get(f"/api/verdicts/{badge.digits}")
    asked = await redis.info("commandstats")
    second = await web.get(f"/api/verdicts/{badge.digits}")
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    after = await redis.info("commandstats")
    assert after.get("cmdstat_mget") == asked.get("cmdstat_mget")


async def test_revocation_is_seen_at_once(web: httpx.AsyncClient) -> None:
    badge = await committed_badge()
    assert (await verdict(web, badge.digits))["verdict"] == "valid"
    assert "有效 · 本平台签发" in (await web.get(f"/v/{badge.digits}")).text
    await end_badges(
        badge.subject_id, "revoked", "冒用店名", actor="officer", basis="示例规定第八条"
    )
    assert (await verdict(web, badge.digits))["reason"] == "revoked"
    assert (await verdict(web, badge.short_code))["reason"] == "revoked"
    assert "已撤销" in (await web.get(f"/v/{badge.digits}")).text


async def test_a_change_told_by_a_job_is_seen_at_once(web: httpx.AsyncClient) -> None:
    badge = await committed_badge()
    assert (await verdict(web, badge.digits))["verdict"] == "valid"
    async with acquire() as held:
        await held.execute("UPDATE subject SET name = '新店名' WHERE id = $1", badge.subject_id)
    await refresh({"subject_ids": [badge.subject_id]})
    merchant = (await verdict(web, badge.digits))["merchant"]
    assert isinstance(merchant, dict)
    assert merchant["name"] == "新店名"


async def test_typed_codes_are_limited(web: httpx.AsyncClient) -> None:
    answers = [await web.get(f"/api/verdicts/{make_short_code()}") for _ in range(TYPED.count + 3)]
    assert {answer.status_code for answer in answers[: TYPED.count]} == {200}
    assert answers[-1].status_code == 429
    page = await web.get(f"/v/{make_short_code()}")
    assert page.status_code == 200
    assert "无法核验" in page.text


async def test_never_valid_past_the_expiry(web: httpx.AsyncClient) -> None:
    badge = await committed_badge()
    with clock.frozen(badge.expires_at - timedelta(milliseconds=1)):
        assert (await verdict(web, badge.digits))["verdict"] == "valid"
    with clock.frozen(badge.expires_at):
        assert (await verdict(web, badge.digits))["reason"] == "expired"


async def test_without_the_database_a_known_code_is_served_and_an_unknown_one_unsure(
    web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, other = await committed_badge(), await committed_badge()
    assert (await verdict(web, known.digits))["verdict"] == "valid"

    def refuse(*_: Any, **__: Any) -> Any:
        raise ConnectionError("database is down")

    monkeypatch.setattr("credit.codes.verdicts.snapshot.connection", refuse)
    assert (await verdict(web, known.digits))["verdict"] == "valid"
    answer = await web.get(f"/api/verdicts/{other.digits}")
    assert answer.status_code == 200
    assert answer.json()["verdict"] == "unverifiable"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_forged_code_costs_neither_redis_nor_postgresql(
    web: httpx.AsyncClient, redis: Redis
) -> None:
    badge = await committed_badge()
    await verdict(web, badge.digits)
    before = await redis.dbsize()
    forged = str(int(badge.digits) ^ 1)
    assert (await verdict(web, forged))["reason"] == "bad_signature"
    assert await redis.dbsize() == before


async def test_statements_of_a_miss(client: httpx.AsyncClient, db: Any) -> None:
    subject = await make_subject("湟水源牦牛酸奶坊")
    await set_grade(db, subject.id, "A")
    badge = await issue_badge(subject.id)
    assert badge
    with counted(db) as seen:
        assert (await verdict(client, badge.digits))["verdict"] == "valid"
    assert len(seen) <= MISS, seen
