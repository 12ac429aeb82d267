"""Full evaluation of many subjects ÷ one plain aggregate scan over the same records.

    .venv/bin/python -m bench.evaluation_bench            (in tests/; 600,000 / 5,000,000)
    .venv/bin/python -m bench.evaluation_bench --subjects 20000 --records 160000

The baseline is `SELECT subject_id, count(*), sum(severity) FROM record GROUP BY subject_id` on
the same server, with its own best plan, median of three. Also shown: the same scan with the
evaluation's own condition, which may use the evaluation's covering index.
"""

import asyncio
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import typer

from bench.evaluation_world import make_world

PLAIN = "SELECT subject_id, count(*), sum(severity) FROM record GROUP BY subject_id"
SAME = (
    "SELECT subject_id, count(*), sum(severity) FROM record "
    "WHERE is_current AND state = 'active' AND NOT withheld GROUP BY subject_id"
)
ROUNDS = 3


def main(
    subjects: Annotated[int, typer.Option(min=1)] = 600_000,
    records: Annotated[int, typer.Option(min=1)] = 5_000_000,
    keep: Annotated[str, typer.Option(help="Folder to keep the world in, for a next round.")] = "",
) -> None:
    """Make the world (or take the kept one), measure, print."""
    folder = Path(keep or tempfile.mkdtemp(prefix="credit-bench-"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)  # the server's own account must pass; it keeps a 0700 folder inside
    os.environ["CREDIT_DATA_DIR"] = str(folder)
    os.environ["CREDIT_PROFILE"] = "test"
    try:
        _with_server(folder, lambda: _bench(subjects, records))
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _with_server(folder: Path, work: Callable[[], Awaitable[None]]) -> None:
    from credit.kit.services.home import Home
    from credit.kit.services.postgres import EmbeddedPostgres
    from credit.settings import get_settings

    with EmbeddedPostgres(Home(folder)).shared() as url:
        os.environ.update(DATABASE_URL=url, REDIS_URL="redis://unused")
        get_settings.cache_clear()
        asyncio.run(_prepared(work))


async def _prepared(work: Callable[[], Awaitable[None]]) -> None:
    from credit.kit.db import close_pool, start_pool
    from credit.kit.migrate import migrate

    await migrate()
    await start_pool()
    await work()
    await close_pool()


async def _bench(subjects: int, records: int) -> None:
    from credit.kit import clock
    from credit.settings import get_settings

    db = await asyncpg.connect(get_settings().database_url)
    if not await db.fetchval("SELECT EXISTS (SELECT FROM record)"):
        await _load(db, subjects, records)
    await db.execute("UPDATE subject SET grade = 'N' WHERE grade <> 'N'")
    await db.execute("TRUNCATE evaluation, evaluation_run")
    await db.execute("VACUUM ANALYZE subject; ")
    await db.execute("CHECKPOINT")
    plain, same = await _scan(db, PLAIN), await _scan(db, SAME)
    print(f"baseline: plain aggregate scan        {plain:7.2f} s   1.0")
    print(f"          the same over counted rows  {same:7.2f} s   {same / plain:4.2f}")
    today = clock.today()
    for what, day in (
        ("first run, every row new", today),
        ("again, nothing changed", today),
        ("the next day", today + timedelta(1)),
    ):
        seconds, changed = await _run(day)
        print(
            f"evaluation: {what:25} {seconds:7.2f} s   {seconds / plain:4.2f}   "
            f"({changed:,} rows written; {seconds / same:4.2f} × the narrower scan)"
        )
    for row in await db.fetch(
        "SELECT grade, count(*) FROM evaluation WHERE is_current GROUP BY 1 ORDER BY 1"
    ):
        print(f"  {row['grade']}: {row['count']:,}")
    await db.close()


async def _load(db: Any, subjects: int, records: int) -> None:
    from credit.kit import clock
    from credit.kit.progress import progress_bar

    with progress_bar() as report:
        await make_world(db, subjects=subjects, records=records, today=clock.today(), report=report)
    await db.execute("VACUUM ANALYZE subject", timeout=600)
    await db.execute("VACUUM ANALYZE record", timeout=600)


async def _scan(db: Any, query: str) -> float:
    """Median seconds of the query on the server, its rows counted and not sent."""
    took = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        await db.fetchval(f"SELECT count(*) FROM ({query} OFFSET 0) AS scanned")
        took.append(time.perf_counter() - start)
    return statistics.median(took[1:])


async def _run(day: Any) -> tuple[float, int]:
    from credit.evaluation.actions import recompute_all

    start = time.perf_counter()
    summary = await recompute_all(as_of=day)
    return time.perf_counter() - start, summary.changed


if __name__ == "__main__":
    typer.run(main)
