"""PostgreSQL killed for real: known codes keep their answer, and it says how old it is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
import pytest
from litestar import Litestar
from redis.asyncio import Redis

from codes.test_verdict_cache import committed_badge
from conftest import BASE_URL
from credit.codes.badges.actions import end_badges
from credit.codes.verdicts import cache as verdict_cache
from credit.codes.verdicts import judging as verdicts
from credit.codes.verdicts.judging import forget_keys
from credit.codes.verdicts.queries import BadgeRow
from credit.kit import clock
from credit.kit.hotcache import Limits
from kit.cache_rig import KillablePostgres, own_postgres

MARK = "，暂时连不上数据库"


class Outage:
    """A web client with a database to kill, a valid and a revoked code."""

    def __init__(
        self, web: httpx.AsyncClient, server: KillablePostgres, valid: BadgeRow, revoked: BadgeRow
    ) -> None:
        self.web, self.server, self.valid, self.revoked = web, server, valid, revoked

    async def json(self, badge: BadgeRow) -> httpx.Response:
        return await self.web.get(f"/api/verdicts/{badge.digits}")

    async def page(self, badge: BadgeRow) -> httpx.Response:
        return await self.web.get(f"/v/{badge.digits}")

    async def begin(self) -> None:
        """The database dies, and what was fresh runs out."""
        self.server.kill()
        await asyncio.sleep(1.0)


@pytest.fixture
async def outage(
    app: Litestar, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Outage]:
    for cache in verdict_cache._CACHES.values():
        cache.clear()
        assert cache.limits.stale >= 15 * 60
        monkeypatch.setattr(cache, "limits", Limits(l1=0.01, fresh=0.8))
    assert verdicts.KEY_GRACE >= 15 * 60
    monkeypatch.setattr(verdicts, "KEY_MEMORY", 0.1)
    async with own_postgres() as server:
        valid, revoked = await committed_badge(), await committed_badge()
        await end_badges(
            revoked.subject_id, "revoked", "冒用店名", actor="officer", basis="示例规定第八条"
        )
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as web:
            outage = Outage(web, server, valid, revoked)
            for badge in (valid, revoked):
                await outage.json(badge)
                await outage.page(badge)
            yield outage
    forget_keys()


async def test_known_answers_stay_and_say_how_old_they_are(outage: Outage) -> None:
    fresh, fresh_page = await outage.json(outage.valid), await outage.page(outage.valid)
    assert fresh.json()["stale"] is False
    assert "age" not in fresh.headers and MARK not in fresh_page.text
    await outage.begin()
    with clock.frozen(clock.now() + timedelta(minutes=15)):
        answer, page = await outage.json(outage.valid), await outage.page(outage.valid)
    assert answer.json() == fresh.json() | {"stale": True}
    assert 900 <= int(answer.headers["age"]) < 960
    assert answer.headers["etag"] != fresh.headers["etag"]
    checked = datetime.fromisoformat(answer.json()["checkedAt"]).astimezone(clock.SHANGHAI)
    assert f"数据截至 {checked:%Y-%m-%d %H:%M}{MARK}" in page.text
    assert "有效 · 本平台签发" in page.text
    revoked = (await outage.json(outage.revoked)).json()
    assert (revoked["reason"], revoked["stale"]) == ("revoked", True)
    assert MARK in (await outage.page(outage.revoked)).text


async def test_a_process_that_never_saw_the_code_answers_from_redis(outage: Outage) -> None:
    await outage.begin()
    for cache in verdict_cache._CACHES.values():
        cache.clear()
    verdicts._signed.clear()
    assert (await outage.json(outage.valid)).json()["stale"] is True


async def test_the_expiry_holds_without_the_database(outage: Outage) -> None:
    await outage.begin()
    with clock.frozen(outage.valid.expires_at):
        answer = await outage.json(outage.valid)
    assert answer.json()["reason"] == "expired"


async def test_the_mark_goes_when_the_database_is_back(outage: Outage) -> None:
    await outage.begin()
    assert (await outage.json(outage.valid)).json()["stale"] is True
    outage.server.start()
    await asyncio.sleep(1.3)
    answer = await outage.json(outage.valid)
    assert answer.json()["verdict"] == "valid"
    assert answer.json()["stale"] is False
    assert "age" not in answer.headers
