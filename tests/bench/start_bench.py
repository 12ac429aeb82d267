"""Seconds from `./just up` on a fresh clone to the first verdict page.

    .venv/bin/python tests/bench/start_bench.py [--again]

Clones the committed tree into a temporary folder and starts it there: nothing installed,
no data, no build; only the package caches of uv, pip and npm are warm. With `--again` the
clone is started a second time, which finds data and build.
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 1200.0  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(url: str) -> Any:
    """The decoded JSON, or the text of a page; None while nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            text = answer.read().decode()
    except OSError:
        return None
    return json.loads(text) if "json" in answer.headers["content-type"] else text


def wait_for(url: str, process: subprocess.Popen[bytes], end: float) -> Any:
    while (found := ask(url)) is None:
        if process.poll() is not None:
            raise SystemExit(f"./just up ended with {process.returncode}")
        if time.monotonic() > end:
            raise SystemExit(f"{url} did not answer in {PATIENCE:.0f} s")
        time.sleep(0.1)
    return found


def verdict_page(origin: str) -> str:
    """The page of some graded merchant's badge."""
    for grade in "ABCD":
        for card in ask(f"{origin}/api/subjects?grade={grade}&limit=5")["items"]:
            badge = ask(f"{origin}/api/subjects/{card['uscc']}/badge")
            if badge:
                return str(ask(f"{origin}/v/{badge['digits']}"))
    raise SystemExit("no graded merchant has a badge")


def start(folder: Path) -> tuple[float, float]:
    """Start, read a verdict, stop: seconds until ready and until the page."""
    port = free_port()
    ours = re.compile(r"CREDIT_|DATABASE_|REDIS_")
    environment = {k: v for k, v in os.environ.items() if not ours.match(k)}
    began = time.monotonic()
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(
            ["./just", "up", "--port", str(port)],
            cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        origin = f"http://127.0.0.1:{port}"
        wait_for(f"{origin}/health/ready", process, began + PATIENCE)
        ready = time.monotonic() - began
        assert "信用" in verdict_page(origin)
        return ready, time.monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGINT)  # as a terminal's Ctrl-C: to the whole group
        process.wait(60)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="start a second time too")
    again = parser.parse_args().again
    with tempfile.TemporaryDirectory(prefix="credit-start-") as name:
        folder = Path(name) / "clone"
        folder.parent.chmod(0o755)
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", ROOT, folder], check=True)
        ready, page = start(folder)
        print(f"first start, warm package cache: ready {ready:.1f} s, verdict page {page:.1f} s")
        if again:
            ready, page = start(folder)
            print(f"second start: ready {ready:.1f} s, verdict page {page:.1f} s")
        subprocess.run(["./just", "reset", "--yes"], cwd=folder, check=False, capture_output=True)


if __name__ == "__main__":
    main()
