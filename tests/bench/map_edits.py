"""How soon an edit shows in two server processes, and whether any answer is older than it says."""

import asyncio
import time
from typing import Any

import httpx
from map_world import tile_at
from rig import granian

PUBLISHED = """
SELECT (SELECT max(version) FROM map_version) AS version,
       EXISTS (SELECT FROM map_touched) AS waiting"""
LAST_THOUSAND = "SELECT id FROM subject WHERE lng IS NOT NULL ORDER BY id DESC LIMIT 1000"


async def edit_to_visible(db: Any, edits: int, races: int) -> None:
    """Two servers; the time from the commit until both show it, and races for stale answers."""
    target = "credit.main:create_app"
    with (
        granian("one", target, ["/"], factory=True) as one,
        granian("two", target, ["/"], factory=True) as two,
    ):
        urls = [f"http://127.0.0.1:{server.port}/api/map" for server in (one, two)]
        async with httpx.AsyncClient(timeout=30) as client:
            for url in urls:
                await _settled(client, url)
            subject = await db.fetchval("SELECT min(id) FROM subject WHERE lng IS NOT NULL")
            waits = [await _edit(db, client, urls, subject, n) for n in range(edits)]
            waits.sort()
            print(
                f"edit → visible in both processes: median {waits[len(waits) // 2] * 1e3:.0f} ms, "
                f"worst {waits[-1] * 1e3:.0f} ms of {edits}"
            )
            await _race(db, client, urls, races)


async def _settled(client: httpx.AsyncClient, url: str) -> None:
    """Until the versions of the re-grading above have all been taken over."""
    last = -1
    while True:
        version = await _version(client, url)
        if version == last:
            return
        last = version
        await asyncio.sleep(1.5)


async def _edit(db: Any, client: httpx.AsyncClient, urls: list[str], subject: int, n: int) -> float:
    """Seconds from the commit of a move until both processes' tiles show it."""
    place = (90.0 + 0.05 * n, 32.0)
    await db.execute("UPDATE subject SET lng = $2, lat = $3 WHERE id = $1", subject, *place)
    began = time.perf_counter()
    path = "/".join(map(str, tile_at(16, *place)))
    await asyncio.gather(*(_shown(client, url, path) for url in urls))
    return time.perf_counter() - began


async def _shown(client: httpx.AsyncClient, url: str, path: str) -> None:
    version = await _version(client, url)
    while True:
        answer = await client.get(f"{url}/v{version}/clusters/{path}")
        if answer.status_code == 200 and answer.json()["total"]:
            return
        await asyncio.sleep(0.005)
        version = await _version(client, url)


async def _race(db: Any, client: httpx.AsyncClient, urls: list[str], races: int) -> None:
    """A grade goes up and up while both servers are asked; version v must show all before v.

    The written counter is how many of a thousand subjects are D by now; after each commit we note
    the version that holds it, once it is published.
    """
    ids = [
        row["id"]
        for row in await db.fetch(
            "SELECT id FROM subject WHERE lng IS NOT NULL ORDER BY id DESC LIMIT 1000"
        )
    ]
    await db.execute("UPDATE subject SET grade = 'A', lng = 91, lat = 33 WHERE id = ANY($1)", ids)
    await _settled(client, urls[0])
    published: list[tuple[int, int]] = []
    shown: list[tuple[int, int]] = []
    path = "/".join(map(str, tile_at(16, 91.0, 33.0)))
    over = asyncio.Event()

    async def write() -> None:
        for number, subject in enumerate(ids, 1):
            if over.is_set():
                return
            await db.execute("UPDATE subject SET grade = 'D' WHERE id = $1", subject)
            row = await db.fetchrow(PUBLISHED)
            if not row["waiting"]:
                published.append((row["version"], number))
            await asyncio.sleep(0.02)

    async def read(url: str) -> None:
        version = await _version(client, url)
        while len(shown) < races:
            answer = await client.get(f"{url}/v{version}/clusters/{path}")
            body = answer.json()
            if answer.status_code == 200:
                shown.append((version, sum(cell[5] for cell in body["cells"])))
                version = await _version(client, url)
            else:
                version = _newest(body, version)
        over.set()

    await asyncio.gather(write(), *(read(url) for url in (*urls, *urls)))
    stale = sum(
        downgraded < max((n for at, n in published if at <= version), default=0)
        for version, downgraded in shown
    )
    print(
        f"races: {len(shown):,} answers over {len({v for v, _ in shown})} versions, {stale} stale"
    )


async def _version(client: httpx.AsyncClient, url: str) -> int:
    return int((await client.get(f"{url}/head")).json()["version"])


def _newest(problem: dict[str, Any], version: int) -> int:
    for fault in problem.get("errors", ()):
        if fault["field"] == "version":
            return int(fault["message"])
    return version
