"""20,000 operations by 64 clients over three servers while everything is killed, stopped, cut."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

OPERATIONS = 20_000
TESTS = Path(__file__).parents[1]


@pytest.mark.slow
def test_nothing_is_oversold_used_twice_or_lost_under_faults() -> None:
    """In a process of its own: it kills its PostgreSQL, which the other tests share."""
    command = [sys.executable, "-m", "faults.run", "--operations", str(OPERATIONS), "--seed", "7"]
    done = subprocess.run(
        command, cwd=TESTS, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    told = json.loads(done.stdout[: done.stdout.rindex("}") + 1])
    assert told["operations"] >= OPERATIONS and told["never settled"] == 0
    assert told["histories linearizable"] >= 200
    assert told["instants sampled"] >= 20 and told["faults"] >= 20
    assert told["replies dropped"] > 0 and told["reversals"] > 0 and told["given back"] > 0
