"""PostgreSQL dies: the map that a process holds stays, and it catches up by itself afterwards.

Redis dies: the same answers.
"""

import httpx
import pytest
from litestar import Litestar

from contracts.test_bad_input import faults_of
from credit.kit import ratelimit
from credit.kit.breaker import Breaker
from credit.kit.db import connection, transaction
from credit.kit.services import ServiceUrls
from credit.kit.tasks import cancel_spawned
from credit.map import answers, following
from kit.cache_rig import own_postgres, own_redis, until
from map.world import XINING, admit, name_district, place_merchant, tile_of

BASE = "http://127.0.0.1:8000"


async def test_the_map_outlives_the_database(app: Litestar, database: ServiceUrls) -> None:
    await cancel_spawned()
    following.follower.edition = None  # of the session's database
    try:
        async with own_postgres() as server:
            async with transaction() as db:
                subject, _ = await place_merchant(db, grade="A")
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as web:
                version = (await web.get("/api/map/head")).json()["version"]
                tile = "/".join(map(str, (16, *tile_of(XINING, 16))))
                clusters = f"/api/map/v{version}/clusters/{tile}"
                before = await web.get(clusters)
                server.kill()
                assert (await web.get("/api/map/head")).json()["version"] == version
                assert (await web.get(clusters)).content == before.content
                names = await web.get("/api/map/nearby?lng=101.778&lat=36.617")
                assert names.status_code == 503
                assert not faults_of(names)
                server.start()
                await until(_answers, 10)
                async with connection() as held:
                    await held.execute("UPDATE subject SET grade = 'D' WHERE id = $1", subject)
                await until(lambda: _version() > version, 10)
                assert (await web.get(clusters)).status_code == 410
    finally:
        await cancel_spawned()
        following.follower.edition = None


async def test_without_redis_the_same_answers(
    app: Litestar, committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratelimit, "_breaker", Breaker())  # later tests find theirs closed
    await cancel_spawned()
    following.follower.edition = None
    try:
        async with own_redis() as server:
            async with transaction() as db:
                district = await name_district(db)
                for number in range(5):
                    subject, _ = await place_merchant(db, f"示例{number}号店", trade="餐饮")
                    await admit(db, district, subject)
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as web:
                version = (await web.get("/api/map/head")).json()["version"]
                tile = "/".join(map(str, (16, *tile_of(XINING, 16))))
                paths = [
                    f"v{version}/points/{tile}", f"v{version}/points/{tile}?f=z:630104001",
                    f"v{version}/facets", f"v{version}/facets?f=t:餐饮;o:3-1430",
                    f"v{version}/clusters/{tile}", "packs", "packs/630104.bin",
                    "packs/630104.names.gz", f"packs/630104.delta?since={version}",
                    "nearby?lng=101.778&lat=36.617", "search?q=示例&lng=101.778&lat=36.617",
                ]  # fmt: skip
                made = [(await web.get(f"/api/map/{path}")).content for path in paths]
                kept = [await web.get(f"/api/map/{path}") for path in paths]
                assert {answer.status_code for answer in kept} == {200}
                server.kill()
                for cache in (answers._points, answers._facets):
                    cache.clear()
                without = [(await web.get(f"/api/map/{path}")).content for path in paths]
                assert [answer.content for answer in kept] == made == without
    finally:
        await cancel_spawned()
        following.follower.edition = None


def _version() -> int:
    edition = following.follower.edition
    return edition.version if edition else 0


def _answers() -> bool:
    return not following.follower._failing
