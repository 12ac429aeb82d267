"""The child processes of `credit up`: API, worker and, when developing, Vite."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from credit.settings import get_settings

READY_TIMEOUT = 60.0
STOP_TIMEOUT = 12.0


class Processes:
    """Started on entry, stopped on exit; one that dies takes the others down with a message."""

    def __init__(self, port: int, *, reload: bool) -> None:
        host = get_settings().host
        self.api_address = f"http://{host}:{port}"
        self.address = "http://127.0.0.1:5173" if reload else self.api_address
        self.reload = reload
        self.environment = os.environ | {
            "CREDIT_PORT": str(port),
            "CREDIT_ORIGIN": os.environ.get("CREDIT_ORIGIN", self.api_address),
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        settings = get_settings()
        port = self.environment["CREDIT_PORT"]
        api = ["granian", "--interface", "asgi", "--factory", "--host", settings.host,
               "--port", port, "--loop", "uvloop", "--no-access-log", "--log-level", "warning",
               *(["--reload", "--reload-paths", "backend"] if self.reload else []),
               "credit.main:create_app"]  # fmt: skip
        self._start("API", [str(Path(sys.executable).parent / api[0]), *api[1:]])
        self._start("worker", [sys.executable, "-m", "credit.worker"])
        if self.reload:
            self._start("Vite", [str(Path(sys.executable).parent / "credit"), "pwa", "run", "dev"])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not orphan them
        for process in self.running.values():
            _signal_group(process, signal.SIGTERM)
        end = time.monotonic() + STOP_TIMEOUT
        for process in self.running.values():
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()

    def wait_until_ready(self) -> None:
        end = time.monotonic() + READY_TIMEOUT
        while not self._answers():
            self._check_alive()
            if time.monotonic() > end:
                raise SystemExit(f"the API does not answer; see {self._log('API')}")
            time.sleep(0.1)

    def watch(self) -> None:
        """Until interrupted, or until one of them dies."""
        while True:
            self._check_alive()
            time.sleep(0.5)

    def _start(self, name: str, command: list[str]) -> None:
        with self._log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop them in order
            )  # fmt: skip

    def _check_alive(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                tail = self._log(name).read_text(encoding="utf-8", errors="replace")[-2000:]
                raise SystemExit(f"{name} stopped (exit {process.returncode}):\n{tail}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.api_address}/health/ready", timeout=2) as answer:  # noqa: S310 - our own http address
                return bool(answer.status == 200)
        except OSError:
            return False

    def _log(self, name: str) -> Path:
        folder = get_settings().data_dir / "log"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name.lower()}.log"


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
