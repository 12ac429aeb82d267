"""What the HTTP benchmarks share: servers to compare, a load generator, CPU per request.

We compare server CPU per request, not wall time: the generator shares the machine's few
cores with the servers, and CPU does not care who else was running. Rounds are interleaved
and the median is taken, so a slow minute hits every server alike.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import uvloop

TICKS = os.sysconf("SC_CLK_TCK")
HERE = Path(__file__).parent


class Server(NamedTuple):
    """One Granian process with one worker, and the paths to ask it for."""

    name: str
    port: int
    pid: int
    paths: Sequence[str]


class Round(NamedTuple):
    microseconds: float
    """Server CPU for one request."""
    per_second: float
    """Requests answered in one second of wall time, generator included."""


@contextmanager
def granian(
    name: str, target: str, paths: Sequence[str], *, factory: bool = False
) -> Iterator[Server]:
    """Serve `module:app` until the block ends: one worker, uvloop, HTTP/1.1, no access log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--loop", "uvloop", "--http", "1", "--no-ws",
        "--log-level", "warning", *(["--factory"] if factory else []), target,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd="/", env=os.environ | {"PYTHONPATH": str(HERE)})
    try:
        wait_until_it_answers(port, process)
        yield Server(name, port, process.pid, paths)
    finally:
        process.terminate()
        process.wait(20)


def wait_until_it_answers(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and all below it (user and system)."""
    own = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return (int(own[11]) + int(own[12])) / TICKS + sum(
        cpu_seconds(int(child)) for child in children
    )


class Connection(asyncio.Protocol):
    """One keep-alive connection that asks again as soon as it has been answered."""

    expected = b" 200 "

    def __init__(self, requests: Iterator[bytes], done: asyncio.Future[None]) -> None:
        self.requests, self.done = requests, done
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # TCP gives this
        self.ask()

    def ask(self) -> None:
        request = next(self.requests, None)
        if request is not None:
            self.transport.write(request)
            return
        self.transport.close()
        if not self.done.done():
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.buffer[:end].lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self.buffer) < end + 4 + length:
            return
        if self.expected not in head[:15]:
            self.connection_lost(RuntimeError(head.decode()))
            return
        self.buffer = b""
        self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError("closed by the server"))


async def load(server: Server, count: int, connections: int) -> None:
    """`count` requests over so many connections, each path in turn; raises unless all are 200."""
    paths = [f"GET {p} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for p in server.paths]
    requests = (paths[number % len(paths)] for number in range(count))
    loop = asyncio.get_running_loop()
    finished = [loop.create_future() for _ in range(connections)]
    for future in finished:
        await loop.create_connection(
            lambda future=future: Connection(requests, future),  # type: ignore[misc]
            "127.0.0.1",
            server.port,
        )
    await asyncio.gather(*finished)


def measure(server: Server, count: int, connections: int) -> Round:
    before, start = cpu_seconds(server.pid), time.perf_counter()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(load(server, count, connections))
    seconds = time.perf_counter() - start
    return Round((cpu_seconds(server.pid) - before) / count * 1e6, count / seconds)


def compare(
    servers: Sequence[Server], *, rounds: int, count: int, connections: int = 32
) -> dict[str, Round]:
    """Median of interleaved rounds for each server, after one round to warm up."""
    results: dict[str, list[Round]] = {server.name: [] for server in servers}
    for number in range(rounds + 1):
        for server in servers:
            result = measure(server, count if number else count // 4, connections)
            if number:
                results[server.name].append(result)
    return {
        name: Round(
            statistics.median(r.microseconds for r in series),
            statistics.median(r.per_second for r in series),
        )
        for name, series in results.items()
    }
