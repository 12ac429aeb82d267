"""The image installs a wheel, not the checkout: every file of the package must be in it."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from contracts.sources import ROOT, repository_files

BUILD = "import setuptools.build_meta as b, sys; b.build_wheel(sys.argv[1])"


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    source = tmp_path / "source"
    skip = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "backend", source / "backend", ignore=skip)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    subprocess.run(
        [sys.executable, "-c", BUILD, tmp_path], cwd=source, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    ours = {p.removeprefix("backend/") for p in repository_files() if p.startswith("backend/")}
    assert ours <= packed, f"add these to package-data in pyproject.toml: {sorted(ours - packed)}"
