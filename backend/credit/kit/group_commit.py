"""Group commit: writes of several callers share one transaction.

Where every write must take the same lock (a serial without gaps, the audit chain), one
transaction each means one flush to disk each, one after the other. Here, whoever comes while a
group is being written waits for the next group, which takes the locks once and is flushed once.
Who comes alone is written at once. Like the group commit of a database, one level higher.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import asyncpg

from credit.kit.tasks import spawn

Item = TypeVar("Item")
Result = TypeVar("Result")
# What one item may have done to all: then each is tried by itself.
_ONE_AT_FAULT = (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError)


class GroupCommit(Generic[Item, Result]):
    """Collects items and hands them to `write`, one group at a time in this process.

    `write` opens the transaction, and gives for each item its result, or an exception when this
    item alone is refused. What `write` raises undoes the group: if a single item can be the
    cause each is written by itself, else all callers get the exception.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        *,
        most: int,
    ) -> None:
        self._write, self._most = write, most
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def submit(self, item: Item) -> Result:
        """The item's result, once it is committed. A caller that goes away cancels nothing."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._waiting.append((item, future))
        if self._loop is not loop:  # nobody writes (on this loop)
            self._loop = loop
            spawn(self._write_groups())
        return await future

    async def _write_groups(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._finish(group)
        finally:
            self._loop = None

    async def _finish(self, group: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._write([item for item, _ in group])
        except _ONE_AT_FAULT as error:
            if len(group) > 1:
                for pair in group:
                    await self._finish([pair])
                return
            results = [error]
        except Exception as error:
            results = [error] * len(group)
        for (_, future), result in zip(group, results, strict=True):
            _settle(future, result)


def _settle(future: asyncio.Future[Result], result: Result | Exception) -> None:
    if future.done():  # the caller went away
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
