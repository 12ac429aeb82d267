"""The running service with its demo province, for the stories in a real browser."""

from collections.abc import Iterator

import pytest

from live_server import live_server


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The address of a freshly started service."""
    with live_server() as url:
        yield url
