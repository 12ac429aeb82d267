"""The map at 600,000 merchants spread like Qinghai.

    ./just bench map                      (600,000 merchants)
    ./just bench map --merchants 60000

Prints: loading and building, memory, six-tile viewports at the end of the handlers (HTTP routing
left out) beside the same clusters by GROUP BY on an indexed Morton column in the same PostgreSQL,
nearby, search beside a plain LIKE, packs and deltas, a phone's answers from a pack, what the
triggers cost a re-grading, how long an edit takes to show in two server processes, and races that
look for an answer older than its version.
"""

import asyncio
import gc
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import typer
from map_edits import edit_to_visible
from map_files import deltas, packs
from map_phone import on_the_phone
from map_search import searches
from map_viewports import NOW, THREE, median, read, viewports
from map_world import XINING, fill


def main(
    merchants: Annotated[int, typer.Option(min=1000)] = 600_000,
    edits: Annotated[int, typer.Option(min=1)] = 40,
    races: Annotated[int, typer.Option(min=0)] = 10_000,
    rounds: Annotated[int, typer.Option(min=3)] = 15,
) -> None:
    """Make the merchants, measure, print."""
    with tempfile.TemporaryDirectory(prefix="credit-bench-") as name:
        Path(name).chmod(0o755)  # the server's own account must pass
        os.environ |= {"CREDIT_DATA_DIR": name, "CREDIT_PROFILE": "test"}
        from credit.kit.services.home import Home
        from credit.kit.services.postgres import EmbeddedPostgres
        from credit.kit.services.valkey import EmbeddedValkey

        home = Home(Path(name))
        with EmbeddedPostgres(home).shared() as url, EmbeddedValkey(home).shared() as redis:
            os.environ |= {"DATABASE_URL": url, "REDIS_URL": redis}
            asyncio.run(bench(url, merchants, edits, races, rounds))


async def bench(url: str, merchants: int, edits: int, races: int, rounds: int) -> None:
    from credit.kit.db import close_pool, start_pool
    from credit.kit.migrate import migrate

    await migrate()
    await start_pool()
    db = await asyncpg.connect(url)
    began = time.perf_counter()
    await fill(db, merchants)
    print(f"{merchants:,} merchants made in {time.perf_counter() - began:.0f} s")
    await loading()
    await viewports(db, rounds)
    await nearby(rounds)
    await searches(db, rounds)
    await packs()
    await deltas(db)
    await on_the_phone(rounds)
    await regrading(db, rounds)
    await edit_to_visible(db, edits, races)
    await db.close()
    await close_pool()


async def loading() -> None:
    """From PostgreSQL to the first answer, the build alone, and the memory of both."""
    from credit.map import following
    from credit.map.index import Index, build_index

    build: list[float] = []

    def timed_build(*given: Any) -> Index:
        began = time.perf_counter()
        index = build_index(*given)
        build.append(time.perf_counter() - began)
        return index

    sys.modules["credit.map.queries"].build_index = timed_build  # type: ignore[attr-defined]
    walls = []
    for _ in range(3):
        began = time.perf_counter()
        await following.Follower().catch_up()
        walls.append(time.perf_counter() - began)
    gc.collect()
    tracemalloc.start()
    edition = await following.follower.current()
    for text in ("", THREE, NOW):
        edition.views.get(read(text))
    gc.collect()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"load from PostgreSQL {min(walls):.2f} s, of it the sorting build {min(build):.3f} s")
    print(
        f"memory: columns {edition.index.nbytes / 1e6:.1f} MB, with three filters held "
        f"{held / 1e6:.1f} MB (peak while loading {peak / 1e6:.0f} MB)"
    )


async def nearby(rounds: int) -> None:
    from credit.map.answers import near_page
    from credit.map.following import current_edition

    edition = await current_edition()
    for radius, text in ((1000, THREE), (20_000, NOW), (20_000, "")):

        async def ask(radius: int = radius, text: str = text) -> int:
            return len((await near_page(edition, read(text), *XINING, radius, 20)).items)

        wall, found = await median(ask, rounds)
        print(
            f"nearby {radius} m, {text or 'no filter'}: {wall * 1e3:.1f} ms, "
            f"{found} found, names included"
        )


async def regrading(db: Any, rounds: int) -> None:
    """An UPDATE of 20,000 grades with the triggers and without, in turn and in either order."""
    walls: dict[bool, list[float]] = {True: [], False: []}
    sql = "UPDATE subject SET grade = $1 WHERE id > $2 AND id <= $2 + 20000"
    for number in range(max(6, rounds // 2)):
        for on in (number % 2 == 0, number % 2 == 1):
            verb = "ENABLE" if on else "DISABLE"
            await db.execute(f"ALTER TABLE subject {verb} TRIGGER subject_map_update")
            await db.execute("VACUUM subject", timeout=600)  # room in every page, for both alike
            began = time.perf_counter()
            await db.execute(sql, "ABCD"[(2 * number + on) % 4], 20_000 * (number % 3))
            walls[on].append(time.perf_counter() - began)
    await db.execute("ALTER TABLE subject ENABLE TRIGGER subject_map_update")
    with_, without = statistics.median(walls[True]), statistics.median(walls[False])
    print(
        f"re-grading 20,000: {without * 1e3:.0f} ms bare, {with_ * 1e3:.0f} ms with the triggers "
        f"(+{(with_ / without - 1) * 100:.0f} %, {(with_ - without) / 0.02:.1f} µs a merchant)"
    )


if __name__ == "__main__":
    typer.run(main)
