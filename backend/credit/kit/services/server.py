"""One embedded server shared by any number of processes: first in starts it, last out stops it.

Presence is a shared file lock, which the kernel drops when a process dies, so a killed
process neither keeps the server alive for ever nor takes it away from the others.
"""

import fcntl
import os
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from credit.kit.services.home import Home, ServiceError

START_TIMEOUT = 60.0
STOP_TIMEOUT = 30.0


class Server(ABC):
    """What the two servers have in common."""

    name: str

    def __init__(self, home: Home) -> None:
        self.home = home

    @abstractmethod
    def url(self) -> str: ...
    @abstractmethod
    def answers(self) -> bool: ...
    @abstractmethod
    def launch(self) -> subprocess.Popen[bytes]: ...
    @abstractmethod
    def signal_stop(self) -> None: ...

    @contextmanager
    def shared(self) -> Iterator[str]:
        """The server's address while the block runs."""
        with self.home.lock_file(self.name).open("a") as presence:
            self._enter(presence)
            try:
                yield self.url()
            finally:
                self._leave(presence)

    def _enter(self, presence: IO[str]) -> None:
        with self._turnstile():
            if not self.answers():
                self.home.sockets()  # the last one out removed it
                self._await_start(self.launch())
            fcntl.flock(presence, fcntl.LOCK_SH)

    def _leave(self, presence: IO[str]) -> None:
        with self._turnstile(), suppress(BlockingIOError):
            fcntl.flock(presence, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.signal_stop()
            self._wait(lambda: not self.answers(), STOP_TIMEOUT, "did not stop")
            with suppress(OSError):  # the other server's socket may still be there
                self.home.sockets().rmdir()

    @contextmanager
    def _turnstile(self) -> Iterator[None]:
        with self.home.lock_file(f"{self.name}-turnstile").open("a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _await_start(self, process: subprocess.Popen[bytes]) -> None:
        self._wait(lambda: self.answers() or process.poll() is not None, START_TIMEOUT, "hangs")
        if process.poll() is not None and not self.answers():
            tail = Path(self.log_path()).read_text(encoding="utf-8", errors="replace")[-1500:]
            raise ServiceError(f"{self.name} did not start:\n{tail}")

    def _wait(self, ready: Callable[[], bool], timeout: float, failure: str) -> None:
        end = time.monotonic() + timeout
        while not ready():
            if time.monotonic() > end:
                place = self.log_path()
                raise ServiceError(f"{self.name} {failure} in {timeout:.0f} s; log: {place}")
            time.sleep(0.02)

    def log_path(self) -> str:
        return os.fspath(self.home.folder(self.name) / "server.log")
