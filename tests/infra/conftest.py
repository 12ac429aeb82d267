"""The production front on the test session's API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.live import live_api
from credit.kit.services import ServiceUrls
from infra.front import Front
from system_packages import require_program


@pytest.fixture(scope="session")
def front(database: ServiceUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """nginx with a published front end before the running API."""
    require_program("nginx", "nginx-light")
    folder: Path = tmp_path_factory.mktemp("front")
    with live_api(database) as port:
        front = Front(folder, port)
        process = front.start()
        yield front
        process.terminate()
        process.wait(10)
