"""Background tasks that are held on to: the event loop itself keeps only weak references."""

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any

_running: set[asyncio.Task[Any]] = set()


def spawn(work: Coroutine[Any, Any, Any]) -> None:
    """Starts `work` with a fresh context; it must handle its own errors."""
    task = asyncio.create_task(work, context=Context())
    _running.add(task)
    task.add_done_callback(_running.discard)


async def cancel_spawned() -> None:
    """Ends everything that was spawned on this event loop."""
    loop = asyncio.get_running_loop()
    ours = [task for task in _running if task.get_loop() is loop]
    for task in ours:
        task.cancel()
    await asyncio.gather(*ours, return_exceptions=True)
