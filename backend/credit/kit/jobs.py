"""Background jobs: pgqueuer's table in our database, enqueued inside our transaction.

So a job exists exactly when its transaction committed. Functions are plain and called
directly in tests; the worker process runs them (`credit.worker`).
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec
from pgqueuer.queries import Queries

from credit.kit.db import connection

JobFunction = Callable[[dict[str, Any]], Awaitable[None]]
JOBS: dict[str, JobFunction] = {}
SCHEDULES: dict[str, str] = {}
AT_START: list[str] = []


def job(
    name: str, *, schedule: str | None = None, at_start: bool = False
) -> Callable[[JobFunction], JobFunction]:
    """Register an async function under a job name; `schedule` is a cron line in UTC.

    `at_start`: also as soon as a worker starts, for what must not wait for its turn.
    """

    def register(function: JobFunction) -> JobFunction:
        if name in JOBS and JOBS[name] is not function:
            raise ValueError(f"job {name} is registered twice")
        JOBS[name] = function
        if schedule:
            SCHEDULES[name] = schedule
        if at_start and name not in AT_START:
            AT_START.append(name)
        return function

    return register


async def enqueue(
    name: str,
    args: dict[str, Any],
    *,
    delay: timedelta | None = None,
    dedupe: str | None = None,
) -> None:
    """Put a job into the queue within the current transaction (else on its own).

    `dedupe` skips the job while one with the same key still waits.
    """
    async with connection() as held:
        queries = Queries.from_asyncpg_connection(held)
        await queries.enqueue(
            name,
            msgspec.json.encode(args),
            execute_after=delay,
            dedupe_key=dedupe,
            on_conflict="skip",
        )
