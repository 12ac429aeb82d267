"""`./just up` as a person runs it: own data, own port, real processes, the demo province loaded."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from credit.kit.services.home import Home

CREDIT = Path(sys.executable).parent / "credit"
START_TIMEOUT = 300.0


@contextmanager
def live_server(port: int = 8100, *, data_dir: Path | None = None) -> Iterator[str]:
    """The address of a running service; Ctrl-C ends it, as a person would.

    Without `data_dir` the data is fresh and thrown away.
    """
    folder = data_dir or Path(tempfile.mkdtemp(prefix="credit-live-"))
    folder.chmod(0o755)  # the servers' own account must pass; each keeps a 0700 folder
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"CREDIT_DATA_DIR": str(folder), "CREDIT_PROFILE": "dev"}
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [CREDIT, "up", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=log,
            # whoever runs the tests may ignore Ctrl-C, and a child would inherit that
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            yield _await_address(process, folder / "up.log")
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0, (folder / "up.log").read_text(encoding="utf-8")[-2000:]
            if data_dir is None:
                shutil.rmtree(Home(folder).sockets(), ignore_errors=True)
                shutil.rmtree(folder, ignore_errors=True)


def _await_address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end:
        text = log.read_text(encoding="utf-8", errors="replace")
        found = re.search(r"is running: (http://\S+)", text)
        if found:
            with urllib.request.urlopen(f"{found[1]}/health/live", timeout=5) as answer:
                assert answer.status == 200
            return found[1]
        assert process.poll() is None, f"credit up stopped:\n{text[-3000:]}"
        time.sleep(0.2)
    raise AssertionError(f"credit up did not get ready:\n{log.read_text(encoding='utf-8')[-3000:]}")
