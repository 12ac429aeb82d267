"""Each test begins as a process that has published nothing yet."""

import pytest

from credit.codes.trust import jobs


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    jobs._seen.clear()
