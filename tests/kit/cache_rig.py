"""A Redis of one's own that a test may kill, and counting loaders."""

import asyncio
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from credit.kit.redis import close_redis
from credit.kit.services.home import Home
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
