"""Runs the coverage-guided fuzzer for a bounded time; ``fuzz_decoder.py`` says how to go on."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 12
HARNESS = Path(__file__).with_name("fuzz_decoder.py")
needs_atheris = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this platform"
)


@needs_atheris
@pytest.mark.slow
def test_nothing_but_named_faults(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(HARNESS), f"-max_total_time={SECONDS}", "-timeout=30", "-seed=1"],
        cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    runs = re.search(r"Done (\d+) runs", done.stderr)
    assert runs, done.stderr[-2000:]
    assert int(runs[1]) > 500
    assert not list(tmp_path.glob("crash-*"))
