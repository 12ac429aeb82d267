"""Debian programs that some tests need: installed when root, else skipped aloud (CI: a failure)."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FONTS = "fonts-noto-cjk"


@functools.cache
def _install(packages: tuple[str, ...]) -> str:
    """Empty when installed, else why not."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return (
            f"needs the Debian packages {' '.join(packages)}: apt-get install {' '.join(packages)}"
        )
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return f"{' '.join(command)} failed: {done.stderr[-500:]}"
    return ""


def require_program(program: str, *packages: str) -> str:
    """The path of a program, installed from Debian's packages if missing."""
    if not shutil.which(program):
        problem = _install(packages or (program,))
        if problem and os.environ.get("CI"):
            pytest.fail(problem)
        if problem:
            pytest.skip(problem)
    path = shutil.which(program)
    assert path, f"{program} is not on PATH after its installation"
    return path


def require_chromium() -> str:
    """Chromium with Chinese fonts."""
    if not Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists():
        problem = _install(("chromium", FONTS))
        if problem and os.environ.get("CI"):
            pytest.fail(problem)
    return require_program("chromium", "chromium", FONTS)
