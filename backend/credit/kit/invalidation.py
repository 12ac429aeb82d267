"""Tells every process which cached keys are no longer true, on two lines.

PostgreSQL's notices come with the commit (`notices.py`); Redis pub/sub reaches who reads from
Redis only. Without either nothing is lost but time: each process's own memory ends within two
seconds. After a lost connection that memory is emptied, since messages may have been missed; what
could not be removed from Redis is tried again until it can be.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from redis.exceptions import RedisError

from credit.kit import notices
from credit.kit.coalesce import Unavailable
from credit.kit.redis import get_redis
from credit.kit.tasks import cancel_spawned, spawn
from credit.settings import get_settings

RETRY_SECONDS = 0.3
GIVE_UP_SECONDS = 600
LISTEN_SECONDS = 5.0
TELL_SECONDS = 0.4
_LOST = (RedisError, OSError, TimeoutError, Unavailable)
Eraser = Callable[[Sequence[str], int], Awaitable[None]]
log = logging.getLogger(__name__)
_buses: dict[str, "Bus"] = {}
_listeners: list[asyncio.Task[None]] = []


class Bus:
    """One cache's line to its twins in other processes."""

    def __init__(
        self, name: str, drop: Callable[[str], None], clear: Callable[[], None], erase: Eraser
    ) -> None:
        self.name, self.drop, self.clear, self.erase = name, drop, clear, erase
        _buses[name] = self

    async def give_notice(self, keys: Sequence[str], version: int = 0) -> None:
        """Tells it inside the current transaction, so that no crash after the commit matters."""
        await notices.give_notice(f"{self.name}\n{version}", keys)

    async def tell(self, keys: Sequence[str]) -> None:
        """Lets all processes drop `keys`; raises what Redis raises."""
        async with asyncio.timeout(TELL_SECONDS):
            await get_redis().publish(_channel(), "\n".join((self.name, *keys)))

    async def pay_or_owe(self, debt: Callable[[], Awaitable[object]]) -> None:
        """Does what needs Redis now; else again and again until it works or ten minutes pass."""
        try:
            await debt()
        except _LOST:
            spawn(_pay(debt))


async def start_listening() -> None:
    """Starts this process's listeners; once, when the application starts."""
    if not _listeners:
        _listeners.append(asyncio.create_task(_listen_always()))
        _listeners.append(asyncio.create_task(notices.listen_always(_hear_notice, _clear_all)))


async def stop_listening() -> None:
    """Ends the listeners and every retry still under way."""
    for task in _listeners:
        task.cancel()
    await asyncio.gather(*_listeners, return_exceptions=True)
    _listeners.clear()
    await cancel_spawned()


def _channel() -> str:
    return f"{get_settings().release}:forget"


async def _pay(debt: Callable[[], Awaitable[object]]) -> None:
    for _ in range(int(GIVE_UP_SECONDS / RETRY_SECONDS)):
        await asyncio.sleep(RETRY_SECONDS)
        with suppress(*_LOST):
            await debt()
            return
    log.error("a cached value could not be forgotten in Redis; its own end must do")


async def _listen_always() -> None:
    while True:
        try:
            await _listen()
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("invalidation line lost", extra={"reason": type(error).__name__})
            await asyncio.sleep(RETRY_SECONDS)


async def _listen() -> None:
    async with get_redis().pubsub(ignore_subscribe_messages=True) as line:
        await line.subscribe(_channel())
        _clear_all()  # what was said before we listened is unknown
        while True:
            message = await line.get_message(timeout=LISTEN_SECONDS)
            if message is not None:
                _hear(message["data"])


def _hear(data: bytes) -> None:
    name, *keys = data.decode().split("\n")
    if bus := _buses.get(name):
        for key in keys:
            bus.drop(key)


def _hear_notice(text: str) -> None:
    """Unlike a message on Redis: who sent it may be gone before it reached Redis, so we do."""
    name, version, *keys = text.split("\n")
    bus = _buses.get(name)
    if bus is None:
        return
    for key in keys:
        bus.drop(key)
    if keys:
        spawn(_erase(bus, keys, int(version)))
    else:
        bus.clear()


async def _erase(bus: Bus, keys: Sequence[str], version: int) -> None:
    with suppress(*_LOST):
        await bus.erase(keys, version)


def _clear_all() -> None:
    for bus in _buses.values():
        bus.clear()
