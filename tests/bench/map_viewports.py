"""Six-tile viewports at the end of the handlers, beside GROUP BY and (installed) PostGIS."""

import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from map_postgis import Mvt, filled, postgis
from map_world import XINING, tile_at

THREE = "g:AB;t:餐饮,民宿,住宿;c:no_reason_return"
# Open on Tuesday at half past ten, in a district with a perk, with a promise.
NOW = "c:no_reason_return;o:2-1030;p:1"
ZOOMS = (5, 7, 9, 11, 13)
# Columns, as a service would have that asks PostgreSQL for clusters; b-tree on the key. Whether
# somebody is open is given to it as a column, although it would have to be reckoned.
MORTON = """
CREATE TABLE bench_map AS SELECT s.id, k.morton, s.division, s.trade,
  strpos('ABCDN', s.grade)::int - 1 AS grade, k.promises, k.perk, k.open
FROM subject AS s JOIN bench_key AS k ON k.id = s.id"""
GROUPED = """
SELECT ((morton - $1) / $3)::int AS cell, grade, count(*) FROM bench_map
WHERE morton >= $1 AND morton < $2 {more} GROUP BY 1, 2"""
MORE = {
    "": "",
    THREE: "AND grade IN (0, 1) AND trade IN ('餐饮', '民宿', '住宿') AND promises & 8 = 8",
    NOW: "AND promises & 8 = 8 AND open AND perk",
}
NAMES = {"": "none", THREE: "three", NOW: "now"}


async def viewports(db: Any, rounds: int) -> None:
    """3 × 2 tiles around Xining, as the handlers answer them; the median round."""
    with postgis() as url:
        if url is None:
            print("PostGIS is not installed: apt install postgresql-15-postgis-3")
        mvt = await filled(url, await _columns()) if url else None
        await _compare(db, mvt, rounds)
        if mvt:
            await mvt.db.close()


async def _compare(db: Any, mvt: Mvt | None, rounds: int) -> None:
    from credit.map.answers import Tile, clusters_of
    from credit.map.following import get_edition
    from credit.map.queries import get_head

    await _make_morton(db)
    print(f"six-tile viewport around Xining, ms (median of {rounds}); three = {THREE}; now = {NOW}")
    print("zoom   filter      ours   GROUP BY in PostgreSQL   ratio   PostGIS ST_AsMVT   merchants")
    version = (await get_head()).version
    for z in ZOOMS:
        for text in NAMES:
            tiles = [Tile(z, x, y, read(text)) for x, y in six_tiles(z)]

            async def ours(tiles: list[Tile] = tiles) -> int:
                edition = await get_edition(version)
                return sum(_total(clusters_of(edition, tile)) for tile in tiles)

            async def theirs(tiles: list[Tile] = tiles, text: str = text) -> int:
                sql = GROUPED.format(more=MORE[text])
                found = [await db.fetch(sql, *_limits(t.z, t.x, t.y)) for t in tiles]
                return sum(row["count"] for rows in found for row in rows)

            a, seen = await median(ours, rounds)
            b, also_seen = await median(theirs, max(3, rounds // 4))
            assert seen == also_seen, (z, text, seen, also_seen)
            spatial = await _spatial(mvt, tiles, MORE[text], a)
            print(
                f"{z:4}   {NAMES[text]:8} {a * 1e3:6.2f}   {b * 1e3:20.1f}"
                f"   {b / a:6.0f}×  {spatial:>17}  {seen:,}"
            )


async def _spatial(mvt: Mvt | None, tiles: Sequence[Any], more: str, ours: float) -> str:
    """`393 ms (210×)`: the same tiles from PostGIS, and how many times as long."""
    if mvt is None:
        return "-"

    async def theirs() -> int:
        return sum([len(await mvt.tile(t.z, t.x, t.y, more)) for t in tiles])

    wall, size = await median(theirs, 3)
    assert size, "PostGIS told nothing"
    return f"{wall * 1e3:.0f} ms ({wall / ours:.0f}×)"


async def _columns() -> dict[str, list[Any]]:
    """The merchants of our index in the order of `map_postgis.FILL`."""
    from credit.map.following import current_edition
    from credit.map.hours import open_lookup
    from credit.map.marks import GRADE_BITS
    from credit.map.morton import degrees_of

    index = (await current_edition()).index
    columns, legend = index.columns, index.legend
    lngs, lats = degrees_of(columns.keys)
    return {
        "lng": lngs.tolist(),
        "lat": lats.tolist(),
        "grade": (columns.looks & GRADE_BITS).tolist(),
        "trade": [legend.trades[number] for number in columns.trades.tolist()],
        "promises": columns.promises.tolist(),
        "perk": legend.perk_lookup()[columns.districts].tolist(),
        "open": open_lookup(legend.bits, read(NOW).open_at)[columns.hours].tolist(),
    }


def read(text: str) -> Any:
    """The filter of a text."""
    from credit.map.filters import read_filter

    return read_filter(text)


async def median(work: Callable[[], Awaitable[int]], rounds: int) -> tuple[float, int]:
    """(median seconds, what the last round gave), after one round to warm up."""
    walls = []
    await work()
    for _ in range(rounds):
        began = time.perf_counter()
        result = await work()
        walls.append(time.perf_counter() - began)
    return statistics.median(walls), result


def six_tiles(z: int) -> list[tuple[int, int]]:
    """3 × 2 tiles around Xining."""
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
    from credit.map.hours import open_lookup

    index = (await current_edition()).index
    columns, legend = index.columns, index.legend
    opened = open_lookup(legend.bits, read(NOW).open_at)[columns.hours]
    perks = legend.perk_lookup()[columns.districts]
    known = (columns.ids, columns.keys, columns.promises, perks, opened)
    await db.execute(
        "CREATE TEMP TABLE bench_key (id bigint, morton bigint, promises int, perk bool, open bool)"
    )
    rows = zip(*(column.tolist() for column in known), strict=True)
    await db.copy_records_to_table("bench_key", records=rows, timeout=600)
    await db.execute(MORTON, timeout=600)
    await db.execute(
        "CREATE INDEX ON bench_map (morton) INCLUDE (grade, trade, promises, perk, open)",
        timeout=600,
    )
    await db.execute("VACUUM (FULL, ANALYZE) bench_map", timeout=600)
