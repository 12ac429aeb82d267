"""The API as its own process, on the test session's database and cache."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from credit.kit.services import ServiceUrls
from infra.ports import free_port, wait_for_port


@contextmanager
def live_api(services: ServiceUrls) -> Iterator[int]:
    """Serve the application as production does; yields its port."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory",
        "--host", "127.0.0.1", "--port", str(port), "--loop", "uvloop", "--log-level", "warning",
        "credit.main:create_app",
    ]  # fmt: skip
    environment = os.environ | {
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "CREDIT_TRUSTED_PROXIES": "1",
    }
    process = subprocess.Popen(command, env=environment)
    try:
        wait_for_port(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)
