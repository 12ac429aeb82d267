"""What the tests of the kit share."""

from collections.abc import Iterator

import pytest

from credit.kit import auth


@pytest.fixture
def own_sessions() -> Iterator[None]:
    """No session check unless the test brings one: importing the application registers its own,
    which knows none of the callers that these tests make up."""
    kept = list(auth._loader)
    auth._loader.clear()
    auth._tokens.clear()
    yield
    auth._loader[:] = kept
    auth._tokens.clear()
    auth._versions.clear()
