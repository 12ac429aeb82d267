"""Single flight (合并回源): many who want the same thing at once wait for one piece of work.

The work runs in a task of its own with a fresh context, so it inherits no transaction, and it
is shielded: a caller that goes away cancels nobody else.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Flight:
    """One piece of work under way; `outdated` once its key was forgotten meanwhile."""

    outdated = False


class SingleFlight(Generic[Result]):
    """At most one running piece of work for each key, in this process."""

    def __init__(self) -> None:
        self._running: dict[str, tuple[Flight, asyncio.Task[Result]]] = {}

    async def run(self, key: str, work: Callable[[Flight], Awaitable[Result]]) -> Result:
        """The result of `work`, or of the same key's work that already runs."""
        running = self._running.get(key)
        if running is None:
            running = self._start(key, work)
        return await asyncio.shield(running[1])

    def forget(self, key: str) -> None:
        """Later callers start anew; the work under way must not keep its result."""
        if running := self._running.pop(key, None):
            running[0].outdated = True

    def forget_all(self) -> None:
        """Like `forget`, for every key."""
        for key in list(self._running):
            self.forget(key)

    def _start(
        self, key: str, work: Callable[[Flight], Awaitable[Result]]
    ) -> tuple[Flight, asyncio.Task[Result]]:
        flight = Flight()
        task = asyncio.create_task(self._land(key, flight, work), context=Context())
        # With all callers gone nobody else would look at a failure.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._running[key] = (flight, task)
        return flight, task

    async def _land(
        self, key: str, flight: Flight, work: Callable[[Flight], Awaitable[Result]]
    ) -> Result:
        try:
            return await work(flight)
        finally:
            running = self._running.get(key)
            if running is not None and running[0] is flight:
                del self._running[key]
