"""A restore drill with the scripts that production runs, on real servers, to a point in time."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from credit.kit.services.home import Home
from credit.kit.services.postgres import EmbeddedPostgres

SCRIPTS = Path(__file__).parents[2] / "infra/backup"


class ArchivingPostgres(EmbeddedPostgres):
    """An embedded server with production's archive_command."""

    archive: Path
    scripts: Path

    def _options(self) -> list[str]:
        settings = {
            "archive_mode": "on",
            "archive_command": f"{self.scripts}/archive-wal %p %f {self.archive}",
            "wal_level": "replica",
        }
        return [*super()._options(), *(w for k, v in settings.items() for w in ("-c", f"{k}={v}"))]


class Restored(EmbeddedPostgres):
    """A server on the directory that `restore` made."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the servers' own account may enter."""
    path = Path(tempfile.mkdtemp(prefix="credit-restore-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def script(server: EmbeddedPostgres, scripts: Path, name: str, *arguments: object) -> str:
    """Run one of our scripts as the servers' account, with the server's tools on PATH."""
    password = (server.folder / "password").read_text(encoding="utf-8")
    done = subprocess.run(
        [scripts / name, *map(str, arguments)],
        env={
            "PATH": f"{server.bin}:{os.environ['PATH']}",
            "PGHOST": str(server.sockets), "PGUSER": "credit", "PGPASSWORD": password,
        },
        capture_output=True, text=True, check=False, cwd="/",
        **server.home.demotion(),  # type: ignore[call-overload]  # keyword bundle for root
    )  # fmt: skip
    assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    return str(done.stdout)


async def wait_for_archive(connection: asyncpg.Connection) -> None:
    """Close the current WAL file and wait until it has left the server."""
    name = await connection.fetchval("SELECT pg_walfile_name(pg_switch_wal())")
    for _ in range(200):
        last = await connection.fetchval("SELECT last_archived_wal FROM pg_stat_archiver")
        if last and last >= name:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the WAL was not archived")


async def live_through_a_day(server: ArchivingPostgres, url: str, backups: Path) -> str:
    """Work, base backup, more work, a mistake; returns the time before the mistake."""
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE fact (id int)")
    await connection.execute("INSERT INTO fact VALUES (1)")
    script(server, server.scripts, "base-backup", backups, 2)
    await connection.execute("INSERT INTO fact VALUES (2)")
    moment = await connection.fetchval("SELECT clock_timestamp()::text")
    await asyncio.sleep(0.01)
    await connection.execute("DELETE FROM fact")
    await wait_for_archive(connection)
    await connection.close()
    return str(moment)


async def rows_after_restore(
    server: EmbeddedPostgres, backups: Path, scripts: Path, time: str
) -> list[int]:
    script(server, scripts, "restore", backups, server.data, time)
    with server.shared() as url:
        connection = await asyncpg.connect(url)
        for _ in range(200):
            if not await connection.fetchval("SELECT pg_is_in_recovery()"):
                break
            await asyncio.sleep(0.05)
        await connection.execute("INSERT INTO fact VALUES (3)")
        rows = await connection.fetch("SELECT id FROM fact ORDER BY id")
        await connection.close()
    return [row["id"] for row in rows]


async def test_a_point_in_time_comes_back(folder: Path) -> None:
    home = Home(folder)
    scripts = folder / "scripts"
    shutil.copytree(SCRIPTS, scripts)
    backups = home.folder("backups")
    first = ArchivingPostgres(home)
    first.scripts, first.archive = scripts, backups / "wal"
    with first.shared() as url:
        moment = await live_through_a_day(first, url, backups)

    second = Restored(Home(folder / "second"))
    (second.folder / "password").write_bytes((first.folder / "password").read_bytes())
    assert await rows_after_restore(second, backups, scripts, moment) == [1, 2, 3]


def test_the_archive_refuses_to_overwrite(tmp_path: Path) -> None:
    wal, archive = tmp_path / "wal", tmp_path / "archive"
    command = [SCRIPTS / "archive-wal", wal, "000000010000000000000001", archive]
    wal.write_bytes(b"one")
    assert subprocess.run(command, check=False).returncode == 0
    assert subprocess.run(command, check=False).returncode == 0
    wal.write_bytes(b"two")
    assert subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 1
