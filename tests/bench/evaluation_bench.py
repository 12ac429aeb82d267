"""Full evaluation of many subjects ÷ one plain aggregate scan over the same records.

    ./just bench evaluation                                  (600,000 / 5,000,000)
    ./just bench evaluation --subjects 20000 --records 160000

The baseline is `SELECT subject_id, count(*), sum(severity) FROM record GROUP BY subject_id` on
the same server, with its own best plan, median; the aim is at most 4. Also shown: the same scan
with the evaluation's own condition, which may use the evaluation's covering index.
"""

import asyncio
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import asyncpg
import typer
from evaluation_world import make_world
from rig import TICKS, cpu_seconds

PLAIN = "SELECT subject_id, count(*), sum(severity) FROM record GROUP BY subject_id"
SAME = (
    "SELECT subject_id, count(*), sum(severity) FROM record "
    "WHERE is_current AND state = 'active' AND NOT withheld GROUP BY subject_id"
)
GRADES = "SELECT grade, count(*) FROM evaluation WHERE is_current GROUP BY 1 ORDER BY 1"


class Cost(NamedTuple):
    """Wall time, and CPU of all server processes: the second does not mind other users."""

    wall: float
    cpu: float


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
    """Scans before, between and after the runs, so that a slow minute hits both sides."""
    from credit.kit import clock
    from credit.settings import get_settings

    db = await asyncpg.connect(get_settings().database_url)
    if not await db.fetchval("SELECT EXISTS (SELECT FROM record)"):
        await _load(db, subjects, records)
    await _forget(db)
    today = clock.today()
    plain, same, runs = [await _scan(db, PLAIN) for _ in range(2)][1:], [], []
    for what, day in (
        ("first run, every row new", today),
        ("again, nothing changed", today),
        ("the next day", today + timedelta(1)),
    ):
        runs.append((what, *await _run(db, day)))
        plain.append(await _scan(db, PLAIN))
        same.append(await _scan(db, SAME))
    _print(_median(plain), _median(same[1:]), runs)
    print("aim: at most 4 scans; grades of the made-up subjects:")
    for row in await db.fetch(GRADES):
        print(f"  {row['grade']}: {row['count']:,}")
    await db.close()


async def _forget(db: Any) -> None:
    await db.execute("UPDATE subject SET grade = 'N' WHERE grade <> 'N'")
    await db.execute("TRUNCATE evaluation, evaluation_run, pgqueuer")
    await db.execute("VACUUM ANALYZE subject", timeout=600)
    await db.execute("CHECKPOINT")


def _print(plain: Cost, same: Cost, runs: list[tuple[str, Cost, int]]) -> None:
    print(f"{'':38} wall s  ÷ scan   CPU s  ÷ scan   rows written")
    for what, cost, written in (
        ("baseline: plain aggregate scan", plain, ""),
        ("  the same over counted rows only", same, ""),
        *((f"evaluation: {what}", cost, f"{changed:,}") for what, cost, changed in runs),
    ):
        print(
            f"{what:38} {cost.wall:6.2f}  {cost.wall / plain.wall:6.2f}  {cost.cpu:6.2f}  "
            f"{cost.cpu / max(plain.cpu, 1 / TICKS):6.2f}   {written}"
        )


async def _load(db: Any, subjects: int, records: int) -> None:
    from credit.kit import clock
    from credit.kit.progress import progress_bar

    with progress_bar() as report:
        await make_world(db, subjects=subjects, records=records, today=clock.today(), report=report)
    await db.execute("VACUUM ANALYZE subject", timeout=600)
    await db.execute("VACUUM ANALYZE record", timeout=600)


async def _scan(db: Any, query: str) -> Cost:
    """The query on the server, its rows counted and not sent."""
    before, start = _server_cpu(db), time.perf_counter()
    await db.fetchval(f"SELECT count(*) FROM ({query} OFFSET 0) AS scanned")
    return Cost(time.perf_counter() - start, _server_cpu(db) - before)


async def _run(db: Any, day: date) -> tuple[Cost, int]:
    from credit.evaluation.actions import recompute_all

    before, start = _server_cpu(db), time.perf_counter()
    summary = await recompute_all(as_of=day)
    return Cost(time.perf_counter() - start, _server_cpu(db) - before), summary.changed


def _server_cpu(db: Any) -> float:
    """CPU seconds of the whole server; ended workers count for their parent."""
    stat = Path(f"/proc/{db.get_server_pid()}/stat").read_text(encoding="ascii")
    postmaster = int(stat.rsplit(")", 1)[1].split()[1])
    ended = Path(f"/proc/{postmaster}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return cpu_seconds(postmaster) + (int(ended[13]) + int(ended[14])) / TICKS


def _median(costs: list[Cost]) -> Cost:
    wall, cpu = zip(*costs, strict=True)
    return Cost(statistics.median(wall), statistics.median(cpu))


if __name__ == "__main__":
    typer.run(main)
