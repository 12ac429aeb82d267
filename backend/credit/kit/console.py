"""What a command needs around it: the two servers, the schema and an open pool."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from credit.kit.db import close_pool, start_pool
from credit.kit.logs import configure_logging
from credit.kit.migrate import migrate
from credit.kit.redis import close_redis
from credit.kit.services import running_services
from credit.settings import get_settings

Result = TypeVar("Result")


def run_with_database(work: Callable[[], Awaitable[Result]]) -> Result:
    """Run `work` with PostgreSQL and Redis at hand, migrated, then let everything go."""
    with running_services(get_settings()):
        configure_logging(get_settings(), level="WARNING")
        return asyncio.run(_with_pool(work))


async def _with_pool(work: Callable[[], Awaitable[Result]]) -> Result:
    await migrate()
    await start_pool()
    try:
        return await work()
    finally:
        await close_pool()
        await close_redis()
