"""A killed import resumes without doubles or loss; two imports of one file do not meet."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from asyncpg import Connection

from bench.import_data import write_penalties
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.records import engine
from credit.records.actions import import_path

ROWS = 12_000
CHILD = """
import asyncio, sys
from pathlib import Path
from credit.kit import sheets
from credit.kit.db import start_pool
from credit.records import engine
from credit.records.actions import import_path
engine.BATCH_ROWS = 1_000
engine.Limits = lambda: sheets.Limits(block_bytes=1 << 17)
def progress(what, done, total):
    print(done, flush=True)
async def main():
    await start_pool(size=2)
    await import_path(Path(sys.argv[1]), "penalties", started_by="test", progress=progress)
asyncio.run(main())
"""


async def _counts() -> tuple[int, int, int]:
    async with connection() as held:
        row = await held.fetchrow(
            "SELECT count(*), count(DISTINCT natural_key), count(*) FILTER (WHERE is_current)"
            " FROM record"
        )
    return tuple(row)


async def test_sigkill_and_resume(committed_db: None, tmp_path: Path) -> None:
    path = tmp_path / "penalties.csv"
    write_penalties(path, ROWS, 300)
    async with connection() as held:
        await held.execute("ANALYZE record")  # what the planner knows is an empty table
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, str(path), stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    for _ in range(3):
        assert await child.stdout.readline()
    os.kill(child.pid, signal.SIGKILL)
    await child.wait()
    done = (await _counts())[0]
    assert 0 < done < ROWS
    async with connection() as held:
        run = await held.fetchrow("SELECT status, checkpoint, rows_accepted FROM import_run")
    assert (run["status"], run["checkpoint"], run["rows_accepted"]) == ("running", done, done)
    report = await import_path(path, "penalties", started_by="test")
    assert report.rows_accepted == ROWS
    assert await _counts() == (ROWS, ROWS, ROWS)


async def test_two_imports_of_the_same_facts(committed_db: None, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    write_penalties(first, 3_000, 100)
    lines = first.read_text(encoding="utf-8").splitlines(keepends=True)
    second.write_text(lines[0] + "".join(reversed(lines[1:])), encoding="utf-8")
    reports = await asyncio.gather(
        import_path(first, "penalties", started_by="test"),
        import_path(second, "penalties", started_by="test"),
    )
    assert sum(report.rows_accepted for report in reports) == 3_000
    assert sum(report.rows_unchanged for report in reports) == 3_000
    assert await _counts() == (3_000, 3_000, 3_000)


async def test_the_same_file_twice_at_once(committed_db: None, tmp_path: Path) -> None:
    path = tmp_path / "penalties.csv"
    write_penalties(path, 3_000, 100)
    results = await asyncio.gather(
        *(import_path(path, "penalties", started_by="test") for _ in range(3)),
        return_exceptions=True,
    )
    assert all(not isinstance(r, BaseException) or isinstance(r, Problem) for r in results)
    assert await _counts() == (3_000, 3_000, 3_000)
    async with connection() as held:
        runs = await held.fetch("SELECT status, rows_accepted FROM import_run")
    assert sum(run["rows_accepted"] for run in runs) == 3_000
    assert {run["status"] for run in runs} == {"done"}


async def test_a_process_prepares_huge_files(
    committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "HUGE_LINES", 1_000)
    monkeypatch.setattr(engine, "BATCH_ROWS", 2_000)
    path = tmp_path / "penalties.csv"
    write_penalties(path, 5_000, 100)
    report = await import_path(path, "penalties", started_by="test")
    assert (report.rows_accepted, await _counts()) == (5_000, (5_000, 5_000, 5_000))
    async with connection() as held:
        queued = await held.fetch("SELECT entrypoint FROM pgqueuer ORDER BY 1")
    names = [row["entrypoint"] for row in queued]
    assert names == ["evaluation.recompute_all", "repair.notify", "subjects.spell_names"]


async def test_progress_and_jobs(db: Connection, tmp_path: Path) -> None:
    path = tmp_path / "penalties.csv"
    write_penalties(path, 2_000, 50)
    seen: list[tuple[str, int, int]] = []
    report = await import_path(
        path, "penalties", started_by="test", progress=lambda *step: seen.append(step)
    )
    assert seen[-1] == ("rows", 2_000, 2_000)
    assert report.rows_accepted == 2_000
    queued = await db.fetch("SELECT entrypoint, payload FROM pgqueuer")
    names = [row["entrypoint"] for row in queued]
    assert names == ["evaluation.recompute", "repair.notify"]
