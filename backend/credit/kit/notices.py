"""What to forget, told by PostgreSQL itself (NOTIFY): part of the commit that made it untrue.

Redis pub/sub is faster to a crowd, but Redis may be down, and a process may die between its
commit and telling. A notice commits with the change or not at all.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

import asyncpg

from credit.kit.db import connection
from credit.settings import get_settings

CHANNEL = "credit_forget"
MAX_BYTES = 7900  # PostgreSQL refuses 8,000
MAX_NOTICES = 16
_NAMED = {"application_name": CHANNEL}
RETRY_SECONDS = 0.5
CHECK_SECONDS = 5.0
_NOTIFY = f"SELECT pg_notify('{CHANNEL}', notice) FROM unnest($1::text[]) AS notice"  # noqa: S608
_LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
log = logging.getLogger(__name__)


async def give_notice(head: str, keys: Sequence[str]) -> None:
    """Tells every listener at the commit; with too many keys the head alone: forget all."""
    async with connection() as held:
        await held.execute(_NOTIFY, _notices(head, keys))


def _notices(head: str, keys: Sequence[str]) -> list[str]:
    notices: list[str] = []
    size = MAX_BYTES
    for key in keys:
        size += len(key.encode()) + 1
        if size > MAX_BYTES:
            notices.append(head)
            size = len(f"{head}\n{key}".encode())
        notices[-1] += f"\n{key}"
    return notices if len(notices) <= MAX_NOTICES and _fit(notices) else [head]


def _fit(notices: list[str]) -> bool:
    return all(len(notice.encode()) <= MAX_BYTES for notice in notices)


async def listen_always(hear: Callable[[str], None], clear: Callable[[], None]) -> None:
    """Hears notices for ever, on a connection of its own; `clear` after every (re)connection."""
    while True:
        try:
            await _listen(hear, clear)
        except _LOST as error:
            log.warning("notice line lost", extra={"reason": type(error).__name__})
        await asyncio.sleep(RETRY_SECONDS)


async def _listen(hear: Callable[[str], None], clear: Callable[[], None]) -> None:
    line = await asyncpg.connect(
        get_settings().database_url, timeout=CHECK_SECONDS, server_settings=_NAMED
    )
    lost = asyncio.Event()
    try:
        line.add_termination_listener(lambda _: lost.set())
        await line.add_listener(CHANNEL, lambda *heard: hear(heard[3]))
        clear()  # what was said before we listened is unknown
        while not lost.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), CHECK_SECONDS)
            await line.execute("SELECT", timeout=CHECK_SECONDS)
    finally:
        line.terminate()
