"""The worker process: runs the jobs that the slices registered, at least once each.

Start it with `python -m credit.worker`. Jobs open their own transactions, so a killed worker
leaves nothing half done: its jobs are picked again when their heartbeat stops.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
from pgqueuer import PgQueuer
from pgqueuer.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.models import Job, Schedule

from credit.kit.db import close_pool, start_pool
from credit.kit.jobs import AT_START, JOBS, SCHEDULES, JobFunction, enqueue
from credit.kit.logs import configure_logging
from credit.kit.redis import close_redis
from credit.main import JOB_MODULES
from credit.settings import get_settings

HEARTBEAT = timedelta(seconds=30)
POLL = timedelta(seconds=5)
CONCURRENT_JOBS = 4
QUEUE_CONNECTIONS = 4
log = logging.getLogger(__name__)


def retrying(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    """Five tries with growing pauses, then the job is held for a person to look at."""
    return DatabaseRetryEntrypointExecutor(
        parameters,
        max_attempts=5,
        initial_delay=timedelta(seconds=1),
        max_delay=timedelta(minutes=5),
    )


def runner(name: str, function: JobFunction) -> Callable[[Job], Awaitable[None]]:
    async def run(job: Job) -> None:
        log.info("job started", extra={"job": name, "attempt": job.attempts})
        arguments: dict[str, Any] = msgspec.json.decode(job.payload or b"{}")
        await function(arguments)

    return run


def scheduler(name: str) -> Callable[[Schedule], Awaitable[None]]:
    async def run(_: Schedule) -> None:
        await enqueue(name, {}, dedupe=name)

    return run


async def work() -> None:
    """Run jobs until SIGTERM or SIGINT; the running ones are finished first."""
    settings = get_settings()
    configure_logging(settings)
    log.info("worker started", extra={"slices": len(JOB_MODULES), "jobs": len(JOBS)})
    await start_pool()
    async with asyncpg.create_pool(
        settings.database_url, min_size=1, max_size=QUEUE_CONNECTIONS
    ) as pool:
        queue = PgQueuer.from_asyncpg_pool(pool)
        for name, function in JOBS.items():
            queue.entrypoint(name, on_failure="hold", executor_factory=retrying)(
                runner(name, function)
            )
        for name, line in SCHEDULES.items():
            queue.schedule(f"schedule.{name}", line, clean_old=True)(scheduler(name))
        for name in AT_START:
            await enqueue(name, {}, dedupe=name)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, queue.shutdown.set)
        await queue.run(
            dequeue_timeout=POLL, max_concurrent_tasks=CONCURRENT_JOBS * 2,
            batch_size=CONCURRENT_JOBS, heartbeat_timeout=HEARTBEAT,
        )  # fmt: skip
    await close_pool()
    await close_redis()


if __name__ == "__main__":
    asyncio.run(work())
