"""Import throughput: rows/s of `credit import` ÷ rows/s of a bare COPY of the same file.

    python tests/bench/import_bench.py [--rows 1000000] [--subjects 100000]

Uses its own embedded PostgreSQL (durable, as shipped) in a temporary directory. Prints both
rates, their ratio (aim ≥ 0.2) and the peak resident memory of the importer together with the
PostgreSQL processes: as RSS (shared buffers counted once a process) and as PSS (counted once).
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.import_data import HEADER, write_penalties

IMPORT = """
import asyncio, sys, time
from pathlib import Path
from credit.kit.db import start_pool
from credit.records.actions import import_path
async def main():
    await start_pool(size=2)
    report = await import_path(Path(sys.argv[1]), "penalties", started_by="bench")
    rows = (report.rows_accepted, report.rows_unchanged, report.rows_rejected)
    print(*rows, report.seconds, time.process_time())
asyncio.run(main())
"""


def main() -> None:
    """Runs the benchmark and prints a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--subjects", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="credit-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        os.environ.update(CREDIT_PROFILE="test", CREDIT_DATA_DIR=str(home))
        path = home / "penalties.csv"
        write_penalties(path, options.rows, options.subjects)
        asyncio.run(_measure(home, path, options.rows))


async def _measure(home: Path, path: Path, rows: int) -> None:
    from credit.kit.migrate import migrate
    from credit.kit.services.home import Home
    from credit.kit.services.postgres import EmbeddedPostgres
    from credit.settings import get_settings

    with EmbeddedPostgres(Home(home)).shared() as url:
        os.environ["DATABASE_URL"] = url
        get_settings.cache_clear()
        await migrate()
        bare = await _bare_copy(url, path)
        first, memory = _import(path)
        again, _ = _import(path)
    print(f"file               {rows:,} rows")
    print(f"bare COPY          {bare:6.1f} s  {rows / bare:10,.0f} rows/s")
    print(f"import             {first:6.1f} s  {rows / first:10,.0f} rows/s")
    print(f"ratio              {bare / first:6.2f}   (aim >= 0.20)")
    print(f"import again       {again:6.1f} s  {rows / again:10,.0f} rows/s, nothing changed")
    print(f"peak RSS / PSS     {memory[0]:,.0f} / {memory[1]:,.0f} MB, all processes (aim < 500)")


async def _bare_copy(url: str, path: Path) -> float:
    """The yardstick: the same bytes into a logged table of text columns without an index."""
    connection = await asyncpg.connect(url)
    columns = ", ".join(f'"{name}" text' for name in HEADER.split(","))
    await connection.execute(f"CREATE TABLE bare_copy ({columns})")
    began = time.perf_counter()
    await connection.copy_to_table("bare_copy", source=path, format="csv", header=True)
    seconds = time.perf_counter() - began
    await connection.execute("DROP TABLE bare_copy")
    await connection.execute("CHECKPOINT")
    await connection.close()
    return seconds


def _import(path: Path) -> tuple[float, tuple[float, float]]:
    """Seconds and peak memory (RSS, PSS in MB) of an import in a process of its own."""
    child = subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(path)], stdout=subprocess.PIPE, text=True
    )
    peak = [0.0, 0.0]
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(child.pid, peak, stop))
    watcher.start()
    output = child.communicate()[0]
    stop.set()
    watcher.join()
    if child.returncode:
        raise SystemExit(f"the import failed with {child.returncode}")
    labels = "accepted, unchanged, refused, seconds, importer's CPU seconds"
    print(f"{labels}: {output.strip()}", file=sys.stderr)
    return float(output.split()[3]), (peak[0], peak[1])


def _watch(importer: int, peak: list[float], stop: threading.Event) -> None:
    while not stop.wait(0.5):
        pids = [importer, *_server_pids()]
        sums = [0.0, 0.0]
        for pid in pids:
            with suppress(OSError):
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
                for line in text.splitlines():
                    if line.startswith("Rss:"):
                        sums[0] += int(line.split()[1]) / 1024
                    elif line.startswith("Pss:"):
                        sums[1] += int(line.split()[1]) / 1024
        peak[0], peak[1] = max(peak[0], sums[0]), max(peak[1], sums[1])


def _server_pids() -> list[int]:
    """The processes of this benchmark's own PostgreSQL."""
    pid_file = next(Path(os.environ["CREDIT_DATA_DIR"]).glob("*/data/postmaster.pid"), None)
    if pid_file is None:
        return []
    master = int(pid_file.read_text().split()[0])
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return [master, *map(int, children)]


if __name__ == "__main__":
    main()
