"""The Redis side of both caches: coalesced reads, leases and guarded writes.

Any Redis error counts as a miss. A value may be stored only by who still holds the lease of its
key, and never over a newer version; forgetting a key takes the lease away, so a loader that read
before a change cannot put its stale result back afterwards.
"""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import suppress

from credit.kit.coalesce import Coalescer, Unavailable
from credit.kit.redis import Script
from credit.settings import get_settings

LEASE_MS = 3000
FLOOR_MS = 60_000
VERSION_DIGITS = 16

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
local old = redis.call('GETRANGE', KEYS[1], 0, 15)
if #old ~= 16 or old <= ARGV[1] then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return 1
""")
# KEYS lease · ARGV token
_RELEASE = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
""")


def version_text(version: int) -> str:
    """A version as 16 hexadecimal digits, which Lua can compare as text."""
    return f"{version:0{VERSION_DIGITS}x}"


class CacheStore:
    """Values under `release:prefix:{key}`; the braces keep a key and its lease on one slot."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._line = Coalescer()

    async def read(self, key: str) -> bytes | None:
        """The stored value; None for a miss or without Redis."""
        return await self._line.get(self._names(key)[0])

    async def lease(self, key: str) -> str | None:
        """A token when we may load; None when another is loading; raises Unavailable."""
        token = secrets.token_hex(8)
        name = self._names(key)[1]
        return token if await self._line.command("SET", name, token, "NX", "PX", LEASE_MS) else None

    async def release(self, key: str, token: str) -> None:
        """Gives the lease back after a failed load, so that others need not wait for its end."""
        with suppress(Unavailable):
            await self._line.script(_RELEASE, self._names(key)[1:], (token,))

    async def store(
        self, key: str, token: str, value: bytes, milliseconds: int, *, only_new: bool = False
    ) -> bool:
        """Keeps `value` (which begins with its version text) if the lease is still ours."""
        version = value[:VERSION_DIGITS]
        args = (token, version, value, milliseconds, "1" if only_new else "0")
        return bool(await self._line.script(_STORE, self._names(key), args))

    async def forget(self, keys: Sequence[str], version: int = 0) -> None:
        """Removes the values and voids the leases; later stores below `version` are refused."""
        if version:
            args = (version_text(version), FLOOR_MS)
            asked = [self._line.script(_FORGET, self._names(key), args) for key in keys]
        else:
            asked = [self._line.command("UNLINK", *self._names(key)) for key in keys]
        await asyncio.gather(*asked)

    def _names(self, key: str) -> list[str]:
        name = f"{get_settings().release}:{self.prefix}:{{{key}}}"
        return [name, f"{name}:lease"]
