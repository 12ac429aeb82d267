"""The system under fault: durable PostgreSQL, Valkey and three servers that can be killed,
stopped and cut off; each server behind a proxy, one of them with its database line behind one.
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import asyncpg

from credit.kit.db import close_pool, start_pool
from credit.kit.migrate import migrate
from credit.kit.redis import close_redis
from credit.kit.services.home import Home
from credit.kit.services.postgres import EmbeddedPostgres
from credit.kit.services.valkey import EmbeddedValkey
from credit.settings import get_settings
from faults.proxy import Proxy, to_tcp, to_unix

SERVERS = 3
PG_SOCKET = ".s.PGSQL.5432"
START_SECONDS = 60.0


class Rig:
    """Everything that runs, and what can be done to it. `log` names each fault that was made."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="credit-faults-"))
        self.folder.chmod(0o755)
        os.environ.update(CREDIT_PROFILE="test", CREDIT_DATA_DIR=str(self.folder))
        for name in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        get_settings.cache_clear()
        home = Home(self.folder)
        self.postgres, self.valkey = EmbeddedPostgres(home), EmbeddedValkey(home)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.ports: list[int] = []
        self.fronts: list[Proxy] = []
        self.front_ports: list[int] = []
        self.line = Proxy(to_unix(self.postgres.sockets / PG_SOCKET))
        self.log: list[str] = []

    async def start(self) -> None:
        """Starts all, migrates, and opens this process's own pool (never through a proxy)."""
        await self._launch("postgres")
        await self._launch("valkey")
        os.environ.update(DATABASE_URL=self.postgres.url(), REDIS_URL=self.valkey.url())
        get_settings.cache_clear()
        get_settings()
        await migrate()
        await start_pool(size=8)
        sockets = self.folder / "line"
        sockets.mkdir()
        await self.line.listen_unix(sockets / PG_SOCKET)
        for number in range(SERVERS):
            self.ports.append(_free_port())
            self.fronts.append(Proxy(to_tcp(self.ports[number])))
            self.front_ports.append(await self.fronts[number].listen_tcp())
        await asyncio.gather(*(self.launch_server(number) for number in range(SERVERS)))

    async def stop(self) -> None:
        await close_pool()
        await close_redis()
        for proxy in (*self.fronts, self.line):
            await proxy.close()
        for name in sorted(self.processes, reverse=True):
            self._signal(name, signal.SIGCONT)
            self._signal(name, signal.SIGKILL)
            self.processes[name].wait()
        shutil.rmtree(Home(self.folder).sockets(), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    async def launch_server(self, number: int) -> None:
        """Starts a server; the last one speaks with PostgreSQL through the bad line."""
        environment = dict(os.environ, CREDIT_MAP_WARM="0", CREDIT_POOL_SIZE="20")
        environment["CREDIT_LOG_LEVEL"] = "ERROR"
        if number == SERVERS - 1:
            own = f"host={self.postgres.sockets}"
            environment["DATABASE_URL"] = self.postgres.url().replace(
                own, f"host={self.folder / 'line'}"
            )
        command = [
            sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host",
            "127.0.0.1", "--port", str(self.ports[number]), "--loop", "uvloop", "--no-ws",
            "--no-access-log", "--log-level", "error", "credit.main:create_app",
        ]  # fmt: skip
        with (self.folder / f"server{number}.log").open("ab") as log:
            self.processes[f"server{number}"] = subprocess.Popen(  # noqa: ASYNC220 - at once
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        await _until(lambda: _listens(self.ports[number]), f"server {number}")

    async def kill_and_restart(self, name: str, *, away: float) -> None:
        """SIGKILL to the whole process group, a pause, and a new start."""
        self.log.append(f"kill {name}")
        self._signal(name, signal.SIGKILL)
        self.processes[name].wait()
        await asyncio.sleep(away)
        if name.startswith("server"):
            await self.launch_server(int(name[-1]))
        else:
            await self._launch(name)

    async def freeze(self, name: str, seconds: float) -> None:
        """SIGSTOP and SIGCONT: alive, but nothing answers."""
        self.log.append(f"stop {name}")
        self._signal(name, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self._signal(name, signal.SIGCONT)

    async def spoil(self, proxy: Proxy, name: str, random: Random) -> None:
        """One fault of a line, for a while."""
        kind = random.choice(["drop_replies", "drop_replies", "delay", "half_open", "reset"])
        self.log.append(f"{kind} {name}")
        if kind == "reset":
            proxy.reset()
            return
        proxy.set_mode(kind, delay=0.15)  # type: ignore[arg-type]  # one of the modes
        await asyncio.sleep(random.uniform(0.2, 0.8))
        proxy.set_mode("pass")
        if kind == "half_open":
            proxy.reset()

    async def _launch(self, name: str) -> None:
        server: Any = self.postgres if name == "postgres" else self.valkey
        for _ in range(5):
            self.processes[name] = server.launch()
            await _until(lambda: server.answers() or self._ended(name), name)
            if not self._ended(name):
                return
            await asyncio.sleep(0.3)  # orphans of the killed one still held its memory
        raise RuntimeError(f"{name} does not start")

    def _ended(self, name: str) -> bool:
        return self.processes[name].poll() is not None

    def _signal(self, name: str, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.processes[name].pid, number)


async def retrying(work: Any) -> Any:
    """The result of `work`, tried until PostgreSQL is there again."""
    for _ in range(600):
        try:
            return await work()
        except (
            asyncpg.PostgresError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,
            OSError,
            TimeoutError,
        ):
            await asyncio.sleep(0.1)
    raise TimeoutError("PostgreSQL did not come back")


async def _until(ready: Any, what: str) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + START_SECONDS
    while not await asyncio.to_thread(ready):
        if loop.time() > end:
            raise TimeoutError(f"{what} does not answer")
        await asyncio.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
