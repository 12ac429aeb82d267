"""PostgreSQL dies: the map that a process holds stays, and it catches up by itself afterwards."""

import httpx
from litestar import Litestar

from contracts.test_bad_input import faults_of
from credit.kit.db import connection, transaction
from credit.kit.services import ServiceUrls
from credit.kit.tasks import cancel_spawned
from credit.map import following
from kit.cache_rig import own_postgres, until
from map.world import XINING, place_merchant, tile_of

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


def _version() -> int:
    edition = following.follower.edition
    return edition.version if edition else 0


def _answers() -> bool:
    return not following.follower._failing
