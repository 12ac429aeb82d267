"""A clock that stands in the middle of a quarter hour, and people who verify."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import Person, make_account
from factories.subjects import make_subject

NOW = datetime(2026, 11, 24, 2, 7, tzinfo=UTC)  # 10:07 in Qinghai


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
async def shop(db: Connection) -> Person:
    """Somebody who acts for one shop."""
    subject = await make_subject("湟水源酸奶坊")
    return await make_account("merchant", owns=subject.uscc or "")
