"""The Redis side of both caches: coalesced reads, leases, guarded writes, a breaker.

Any Redis error counts as a miss. A value may be stored only by who still holds the lease of its
key, and never over a newer version; forgetting a key takes the lease away, so a loader that read
before a change cannot put its stale result back afterwards.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

from redis.exceptions import RedisError

from credit.kit.breaker import Breaker
from credit.kit.redis import Script, get_redis, run_script
from credit.kit.tasks import spawn
from credit.settings import get_settings

REDIS_SECONDS = 0.4
LEASE_MS = 3000
FLOOR_MS = 60_000
VERSION_DIGITS = 16
MAX_KEYS_A_READ = 500
log = logging.getLogger(__name__)
Result = TypeVar("Result")

# KEYS value, lease · ARGV token, version, value, milliseconds, "1" when it must not cover another
_STORE = Script("""
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
local old = redis.call('GETRANGE', KEYS[1], 0, 15)
if #old == 16 and old > ARGV[2] then return 0 end
if ARGV[5] == '1' then
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4], 'NX')
else
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
end
return 1
""")
# KEYS value, lease · ARGV version floor, milliseconds that the floor is remembered
_FORGET = Script("""
redis.call('DEL', KEYS[2])
if ARGV[1] == '0000000000000000' then return redis.call('DEL', KEYS[1]) end
local old = redis.call('GETRANGE', KEYS[1], 0, 15)
if #old ~= 16 or old <= ARGV[1] then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return 1
""")


# KEYS lease · ARGV token
_RELEASE = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
""")


class Unavailable(Exception):
    """Redis did not answer in time, or the breaker is open."""


def version_text(version: int) -> str:
    """A version as 16 hexadecimal digits, which Lua can compare as text."""
    return f"{version:0{VERSION_DIGITS}x}"


class CacheStore:
    """Values under `release:prefix:{key}`; the braces keep a key and its lease on one slot."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.breaker = Breaker()
        self._waiting: dict[str, asyncio.Future[bytes | None]] = {}

    async def read(self, key: str) -> bytes | None:
        """The stored value or None; all keys asked for in one loop tick travel in one MGET."""
        waiting = self._waiting.get(key)
        if waiting is None:
            loop = asyncio.get_running_loop()
            waiting = self._waiting[key] = loop.create_future()
            if len(self._waiting) == 1:
                loop.call_soon(self._send)
        return await asyncio.shield(waiting)

    async def lease(self, key: str) -> str | None:
        """A token when we may load; None when another is loading; raises Unavailable."""
        token = secrets.token_hex(8)
        name = self._names(key)[1]
        got = await self._ask(get_redis().set(name, token, nx=True, px=LEASE_MS))
        return token if got else None

    async def release(self, key: str, token: str) -> None:
        """Gives the lease back after a failed load, so that others need not wait for its end."""
        with suppress(Unavailable):
            await self._ask(run_script(_RELEASE, self._names(key)[1:], [token]))

    async def store(
        self, key: str, token: str, value: bytes, milliseconds: int, *, only_new: bool = False
    ) -> bool:
        """Keeps `value` (which begins with its version text) if the lease is still ours."""
        version = value[:VERSION_DIGITS]
        args = (token, version, value, milliseconds, "1" if only_new else "0")
        return bool(await self._ask(run_script(_STORE, self._names(key), args)))

    async def forget(self, key: str, version: int = 0) -> None:
        """Removes the value and voids the lease; later stores below `version` are refused."""
        args = (version_text(version), FLOOR_MS)
        await self._ask(run_script(_FORGET, self._names(key), args))

    def _names(self, key: str) -> list[str]:
        name = f"{get_settings().release}:{self.prefix}:{{{key}}}"
        return [name, f"{name}:lease"]

    def _send(self) -> None:
        asked, self._waiting = self._waiting, {}
        for future in asked.values():
            future.add_done_callback(_look)
        keys = list(asked)
        for start in range(0, len(keys), MAX_KEYS_A_READ):
            batch = {key: asked[key] for key in keys[start : start + MAX_KEYS_A_READ]}
            spawn(self._read_batch(batch))

    async def _read_batch(self, batch: dict[str, asyncio.Future[bytes | None]]) -> None:
        names = [self._names(key)[0] for key in batch]
        values: list[bytes | None] = [None] * len(names)
        try:
            values = await self._ask(get_redis().mget(names))
        except Unavailable:
            pass
        finally:
            for future, value in zip(batch.values(), values, strict=True):
                if not future.done():
                    future.set_result(value)

    async def _ask(self, request: Awaitable[Result]) -> Result:
        """The answer within the time limit; raises Unavailable and tells the breaker."""
        if not self.breaker.allows():
            if asyncio.iscoroutine(request):
                request.close()
            raise Unavailable
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                answer = await request
        except (RedisError, OSError, TimeoutError) as error:
            self.breaker.failed()
            log.warning("cache store unavailable", extra={"reason": type(error).__name__})
            raise Unavailable from None
        self.breaker.succeeded()
        return answer


def _look(future: asyncio.Future[bytes | None]) -> None:
    if not future.cancelled():
        future.exception()
