"""Notes that are written a moment later, many in one statement, so that nobody waits for them.

For what would be a pity to lose and no harm: a killed process loses what waits, half a second.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

import asyncpg

from credit.kit.db import in_transaction
from credit.kit.tasks import spawn

FLUSH_SECONDS: Final = 0.5
MAX_WAITING: Final = 20_000
log = logging.getLogger(__name__)
Note = TypeVar("Note")


class Later(Generic[Note]):
    """What waits to be written. `write` gets each note with how many seconds it waited."""

    def __init__(
        self, what: str, write: Callable[[list[tuple[float, Note]]], Awaitable[None]]
    ) -> None:
        self._what, self._write = what, write
        self._waiting: list[tuple[float, Note]] = []

    def add(self, note: Note) -> None:
        """Puts a note down; not above 20,000 that wait."""
        if in_transaction():  # a test, or a caller whose transaction will be undone: not ours
            return
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_later(FLUSH_SECONDS, lambda: spawn(self.flush()))
        if len(self._waiting) < MAX_WAITING:
            self._waiting.append((loop.time(), note))
        elif len(self._waiting) == MAX_WAITING:
            log.warning("notes come faster than they can be written", extra={"what": self._what})

    async def flush(self) -> None:
        """Writes what waits; on failure the database is away, and so is what could be noted."""
        taken, now = self._waiting[:], asyncio.get_running_loop().time()
        self._waiting.clear()
        if not taken:
            return
        try:
            await self._write([(now - at, note) for at, note in taken])
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            extra = {"what": self._what, "count": len(taken)}
            log.warning("notes could not be written", extra=extra)
