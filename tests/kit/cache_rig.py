"""A Redis and a PostgreSQL of one's own that a test may kill."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from credit.kit.db import DB, start_pool
from credit.kit.migrate import migrate
from credit.kit.redis import close_redis
from credit.kit.services.home import Home
from credit.kit.services.postgres import EmbeddedPostgres
from credit.kit.services.valkey import EmbeddedValkey
from credit.settings import get_settings


class KillableRedis:
    """One server process, started and killed at will; its socket stays the same."""

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedValkey(Home(folder))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = self.server.launch()
        end = time.monotonic() + 10
        while not self.server.answers():
            assert time.monotonic() < end, "valkey did not start"
            time.sleep(0.01)

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self.process
        os.kill(self.process.pid, number)


@asynccontextmanager
async def own_redis() -> AsyncIterator[KillableRedis]:
    """Points the process at a fresh server for the block, then back."""
    before = os.environ["REDIS_URL"]
    with tempfile.TemporaryDirectory(prefix="credit-kill-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101 - the server's own account must pass
        server = KillableRedis(Path(folder))
        server.start()
        await _point_at(server.server.url())
        try:
            yield server
        finally:
            server.kill()  # ends a frozen process too
            await _point_at(before)


class KillablePostgres:
    """One server, started and killed at will; its data and socket stay the same."""

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedPostgres(Home(folder))  # what it has committed survives the kill
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = self.server.launch()
        end = time.monotonic() + 30
        while not self.server.answers():
            assert time.monotonic() < end, "PostgreSQL did not start"
            time.sleep(0.02)

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGQUIT)  # no goodbye, and no orphans
        self.process.wait()


@asynccontextmanager
async def own_postgres() -> AsyncIterator[KillablePostgres]:
    """Points the process at a fresh, migrated server for the block, then back."""
    before = os.environ["DATABASE_URL"]
    with tempfile.TemporaryDirectory(prefix="credit-kill-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101 - the server's own account must pass
        server = KillablePostgres(Path(folder))
        server.start()
        await _use_database(server.server.url())
        try:
            await migrate()
            yield server
        finally:
            server.kill()
            await _use_database(before)
            shutil.rmtree(server.server.sockets, ignore_errors=True)


async def _use_database(url: str) -> None:
    if DB.pool:
        DB.pool.terminate()
        DB.pool = None
    os.environ["DATABASE_URL"] = url
    get_settings.cache_clear()
    await start_pool(size=60)


async def _point_at(url: str) -> None:
    await close_redis()
    os.environ["REDIS_URL"] = url
    get_settings.cache_clear()


async def until(condition: object, seconds: float = 3.0) -> None:
    """Waits until the callable says yes."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]  # any callable
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)
