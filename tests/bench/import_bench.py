"""Import throughput: rows/s of `credit import` ÷ rows/s of a bare COPY of the same file.

    python tests/bench/import_bench.py [--rows 1000000] [--subjects 100000]

Uses its own embedded PostgreSQL (durable, as shipped) in a temporary directory. The bare COPY
runs before and after the import; its median is the yardstick. Prints both rates, their ratio
(aim ≥ 0.2), the CPU time of a row by process, and the peak resident memory of the importer, the
process that prepares for it, and PostgreSQL: as RSS (shared buffers counted once a process) and
as PSS (counted once).
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
from statistics import median
from typing import NamedTuple

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.import_data import HEADER, write_penalties

BARE_RUNS = 2
IMPORT = """
import asyncio, resource, sys
from pathlib import Path
from credit.kit.db import start_pool
from credit.records.actions import import_path
async def main():
    await start_pool(size=2)
    report = await import_path(Path(sys.argv[1]), "penalties", started_by="bench")
    rows = (report.rows_accepted, report.rows_unchanged, report.rows_rejected)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(*rows, report.seconds, *(use.ru_utime + use.ru_stime for use in usage))
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
        before = await _bare_copy(url, path)
        first = _import(path)
        after = await _bare_copy(url, path)
        again = _import(path)
    bare = median((*before, *after))
    print(f"file               {rows:,} rows")
    print(f"bare COPY          {bare:6.1f} s  {rows / bare:10,.0f} rows/s")
    print(f"import             {first.seconds:6.1f} s  {rows / first.seconds:10,.0f} rows/s")
    print(f"ratio              {bare / first.seconds:6.2f}   (aim >= 0.20)")
    print(f"import again       {again.seconds:6.1f} s  {rows / again.seconds:10,.0f} rows/s")
    cpu = ", ".join(f"{name} {value * 1e6 / rows:.1f}" for name, value in first.cpu.items())
    print(f"CPU, µs a row      {cpu}")
    rss, pss = first.peak
    print(f"peak RSS / PSS     {rss:,.0f} / {pss:,.0f} MB, all processes (aim < 500)")


async def _bare_copy(url: str, path: Path) -> list[float]:
    """The yardstick: the same bytes into a logged table of text columns without an index."""
    connection = await asyncpg.connect(url)
    columns = ", ".join(f'"{name}" text' for name in HEADER.split(","))
    seconds = []
    for _ in range(BARE_RUNS):
        await connection.execute(f"CREATE TABLE bare_copy ({columns})")
        began = time.perf_counter()
        await connection.copy_to_table("bare_copy", source=path, format="csv", header=True)
        seconds.append(time.perf_counter() - began)
        await connection.execute("DROP TABLE bare_copy")
        await connection.execute("CHECKPOINT")
    await connection.close()
    return seconds


class Measured(NamedTuple):
    """An import's seconds, CPU seconds by process, and peak memory (RSS, PSS in MB)."""

    seconds: float
    cpu: dict[str, float]
    peak: tuple[float, float]


def _import(path: Path) -> Measured:
    """An import in a process of its own."""
    server_before = sum(map(_cpu_seconds, _server_pids()))
    child = subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(path)], stdout=subprocess.PIPE, text=True
    )
    watch = _Watch(child.pid)
    watch.start()
    output = child.communicate()[0]
    watch.stop.set()
    watch.join()
    if child.returncode:
        raise SystemExit(f"the import failed with {child.returncode}")
    print(f"accepted, unchanged, refused, seconds, CPU: {output.strip()}", file=sys.stderr)
    seconds, own, reader = map(float, output.split()[3:])
    cpu = {"importer": own, "reader": reader, "PostgreSQL": watch.server_cpu - server_before}
    return Measured(seconds, cpu, (watch.rss, watch.pss))


class _Watch(threading.Thread):
    """Looks twice a second at the import, its children and the server."""

    def __init__(self, importer: int) -> None:
        super().__init__()
        self.importer = importer
        self.stop = threading.Event()
        self.rss = self.pss = self.server_cpu = 0.0

    def run(self) -> None:
        while not self.stop.wait(0.5):
            servers = _server_pids()
            sizes = [_memory(pid) for pid in (self.importer, *_children(self.importer), *servers)]
            self.rss = max(self.rss, sum(rss for rss, _ in sizes))
            self.pss = max(self.pss, sum(pss for _, pss in sizes))
            self.server_cpu = max(self.server_cpu, sum(map(_cpu_seconds, servers)))


def _memory(pid: int) -> tuple[float, float]:
    """(RSS, PSS) in MB; nothing for a process that is gone."""
    found = {"Rss": 0.0, "Pss": 0.0}
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in found:
                found[name] = int(rest.split()[0]) / 1024
    return found["Rss"], found["Pss"]


def _cpu_seconds(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _children(pid: int) -> list[int]:
    """Direct children; those of one process may belong to any of its threads."""
    with suppress(OSError):
        lists = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(word) for path in lists for word in path.read_text().split()]
    return []


def _server_pids() -> list[int]:
    """The processes of this benchmark's own PostgreSQL."""
    pid_file = next(Path(os.environ["CREDIT_DATA_DIR"]).glob("*/data/postmaster.pid"), None)
    if pid_file is None:
        return []
    master = int(pid_file.read_text().split()[0])
    return [master, *_children(master)]


if __name__ == "__main__":
    main()
