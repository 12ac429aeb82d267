"""The map at 600,000 merchants spread like Qinghai.

    ./just bench map                      (600,000 merchants)
    ./just bench map --merchants 60000

Prints: loading and building, memory, six-tile viewports at the end of the handlers (HTTP routing
left out) beside the same clusters by GROUP BY on an indexed Morton column in the same PostgreSQL,
nearby, packs, what the triggers cost a re-grading, how long an edit takes to show in two server
processes, and races that look for an answer older than its version.
"""

import asyncio
import gc
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import typer
from map_edits import edit_to_visible
from map_world import XINING, fill, tile_at

THREE = "g:AB;t:餐饮,民宿,住宿;c:no_reason_return"
ZOOMS = (5, 7, 9, 11, 13)
# A column, as a service would have that asks PostgreSQL for clusters; b-tree on the key.
MORTON = """
CREATE TABLE bench_map AS SELECT id, 0::bigint AS morton, division, trade,
  strpos('ABCDN', grade)::int - 1 AS grade, 0 AS promises FROM subject WHERE lng IS NOT NULL"""
GROUPED = """
SELECT ((morton - $1) / $3)::int AS cell, grade, count(*) FROM bench_map
WHERE morton >= $1 AND morton < $2 {more} GROUP BY 1, 2"""
MORE = "AND grade IN (0, 1) AND trade IN ('餐饮', '民宿', '住宿') AND promises & 8 = 8"


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
    await packs()
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
    for text in ("", THREE):
        edition.views.get(_filter(text))
    gc.collect()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"load from PostgreSQL {min(walls):.2f} s, of it the sorting build {min(build):.3f} s")
    print(
        f"memory: columns {edition.index.nbytes / 1e6:.1f} MB, with two filters held "
        f"{held / 1e6:.1f} MB (peak while loading {peak / 1e6:.0f} MB)"
    )


async def viewports(db: Any, rounds: int) -> None:
    """3 × 2 tiles around Xining, as the handlers answer them; the best and the median round."""
    from credit.map.answers import Tile, clusters_of
    from credit.map.following import get_edition
    from credit.map.queries import get_head

    await _make_morton(db)
    print(f"six-tile viewport around Xining, ms (median of {rounds})")
    print("zoom   filter      ours   GROUP BY in PostgreSQL   ratio   merchants")
    version = (await get_head()).version
    for z in ZOOMS:
        for text in ("", THREE):
            tiles = [Tile(z, x, y, _filter(text)) for x, y in _six(z)]

            async def ours(tiles: list[Tile] = tiles) -> int:
                edition = await get_edition(version)
                return sum(_total(clusters_of(edition, tile)) for tile in tiles)

            async def theirs(tiles: list[Tile] = tiles, text: str = text) -> int:
                sql = GROUPED.format(more=MORE if text else "")
                found = [await db.fetch(sql, *_limits(t.z, t.x, t.y)) for t in tiles]
                return sum(row["count"] for rows in found for row in rows)

            a, seen = await _median(ours, rounds)
            b, also_seen = await _median(theirs, max(3, rounds // 4))
            assert seen == also_seen, (z, text, seen, also_seen)
            print(
                f"{z:4}   {'three' if text else 'none ':8} {a * 1e3:6.2f}   {b * 1e3:20.1f}"
                f"   {b / a:6.0f}×  {seen:,}"
            )


async def nearby(rounds: int) -> None:
    from credit.map.answers import near_page
    from credit.map.following import current_edition

    edition = await current_edition()
    for radius, text in ((1000, THREE), (20_000, THREE), (20_000, "")):

        async def ask(radius: int = radius, text: str = text) -> int:
            return len((await near_page(edition, _filter(text), *XINING, radius, 20)).items)

        wall, found = await _median(ask, rounds)
        print(
            f"nearby {radius} m, {text or 'no filter'}: {wall * 1e3:.1f} ms, "
            f"{found} found, names included"
        )


async def packs() -> None:
    from credit.map.following import current_edition
    from credit.map.index import Columns
    from credit.map.pack import pack_body, pack_keys, zipped
    from credit.places.divisions import list_counties

    edition = await current_edition()
    columns: Columns = edition.index.columns
    whole = len(write_pack(630000, edition.version, columns.keys, columns.looks))
    parts = merchants = 0
    for county in list_counties():
        own = edition.index.of_division(int(county.code))
        merchants += len(own.ids)
        parts += len(write_pack(int(county.code), edition.version, own.keys, own.looks))
    print(
        f"packs: province in one {whole / len(columns.ids):.2f} B a merchant, "
        f"45 counties {parts / merchants:.2f} B (positions and grade, gzip)"
    )


async def regrading(db: Any, rounds: int) -> None:
    """An UPDATE of 20,000 grades with the triggers and without, in turn."""
    walls: dict[bool, list[float]] = {True: [], False: []}
    sql = "UPDATE subject SET grade = $1 WHERE id > $2 AND id <= $2 + 20000"
    for number in range(max(6, rounds // 2)):
        for on in (True, False):
            verb = "ENABLE" if on else "DISABLE"
            await db.execute(f"ALTER TABLE subject {verb} TRIGGER subject_map_update")
            began = time.perf_counter()
            await db.execute(sql, "ABCD"[(2 * number + on) % 4], 20_000 * (number % 3))
            walls[on].append(time.perf_counter() - began)
    await db.execute("ALTER TABLE subject ENABLE TRIGGER subject_map_update")
    with_, without = statistics.median(walls[True]), statistics.median(walls[False])
    print(
        f"re-grading 20,000: {without * 1e3:.0f} ms bare, {with_ * 1e3:.0f} ms with the triggers "
        f"(+{(with_ / without - 1) * 100:.0f} %, {(with_ - without) / 0.02:.1f} µs a merchant)"
    )


def _filter(text: str) -> Any:
    from credit.map.filters import read_filter

    return read_filter(text)


def _six(z: int) -> list[tuple[int, int]]:
    _, x, y = tile_at(z, *XINING)
    side = (1 << z) - 1
    return [(min(x + dx, side), min(y + dy, side)) for dx in (-1, 0, 1) for dy in (0, 1)]


def _limits(z: int, x: int, y: int) -> tuple[int, int, int]:
    """(first key, key after the last, keys in a cell) of a tile."""
    from credit.map.morton import tile_bounds

    bounds = tile_bounds(z, x, y, 3)
    return int(bounds[0]), int(bounds[-1]), int(bounds[1] - bounds[0])


def _total(body: bytes) -> int:
    return int(body.split(b'"total":', 1)[1].split(b",", 1)[0])


async def _make_morton(db: Any) -> None:
    """The same merchants as a table that a plain service would query, keys from our index."""
    from credit.map.following import current_edition

    columns = (await current_edition()).index.columns
    await db.execute(MORTON)
    await db.execute("CREATE TEMP TABLE bench_key (id bigint, morton bigint, promises int)")
    rows = zip(columns.ids.tolist(), columns.keys.tolist(), columns.promises.tolist(), strict=True)
    await db.copy_records_to_table("bench_key", records=rows, timeout=600)
    await db.execute(
        """UPDATE bench_map m SET morton = k.morton, promises = k.promises
           FROM bench_key k WHERE k.id = m.id""",
        timeout=600,
    )
    await db.execute(
        "CREATE INDEX ON bench_map (morton) INCLUDE (grade, trade, promises)", timeout=600
    )
    await db.execute("VACUUM (FULL, ANALYZE) bench_map", timeout=600)


async def _median(work: Callable[[], Awaitable[int]], rounds: int) -> tuple[float, int]:
    walls = []
    await work()
    for _ in range(rounds):
        began = time.perf_counter()
        result = await work()
        walls.append(time.perf_counter() - began)
    return statistics.median(walls), result


if __name__ == "__main__":
    typer.run(main)
