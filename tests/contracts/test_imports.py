"""The layers of design.md §3, and pure rules: `.importlinter` says it, import-linter checks it."""

import subprocess
import sys
from pathlib import Path

from contracts.sources import ROOT


def test_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--config", ROOT / ".importlinter", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
