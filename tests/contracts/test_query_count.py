"""Hot endpoints keep their number of SQL statements: one more is a decision, not an accident."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from factories.subjects import make_subject

# Statements of one request when nothing is cached yet.
BUDGET = {
    "/api/subjects?q=示例": 1,
    "/api/subjects?limit=20": 1,
    "/api/subjects/{uscc}": 1,
    "/api/subjects/{uscc}/records": 2,
    "/api/subjects/{uscc}/evaluation": 4,
    "/api/commitment-templates": 0,
    "/api/commitments": 1,
    "/api/commitments?trade=餐饮&division=630100&standing=kept": 1,
    "/api/commitment-matters": 0,
    "/health/live": 0,
}
# Not ours: the frame of a transaction, and what asyncpg asks once a connection about types.
_FRAME = (
    "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET LOCAL",
    "SELECT current_setting('jit')", "SELECT set_config('jit'", "WITH RECURSIVE typeinfo_tree(",
)  # fmt: skip


@contextmanager
def counted(connection: Any) -> Iterator[list[str]]:
    """The statements that pass through a connection within the block."""
    seen: list[str] = []

    def note(record: Any) -> None:
        statement = " ".join(record.query.split())
        if not statement.startswith(_FRAME):
            seen.append(statement[:100])

    connection.add_query_logger(note)
    try:
        yield seen
    finally:
        connection.remove_query_logger(note)


@pytest.mark.parametrize(("path", "budget"), BUDGET.items())
async def test_statements_of_a_hot_endpoint(
    path: str, budget: int, client: httpx.AsyncClient, db: Any
) -> None:
    subjects = [await make_subject(f"示例{number}号面馆") for number in range(5)]
    with counted(db) as seen:
        answer = await client.get(path.format(uscc=subjects[0].uscc))
    assert answer.status_code == 200, answer.text
    assert len(seen) <= budget, seen
