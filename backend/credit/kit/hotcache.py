"""The cache of the verify path: encoded bytes in this process, then Redis, then PostgreSQL.

- L1 is bounded and short-lived; one load a key and process, one lease a key over all processes.
- Times carry ±10 % jitter, and a busy key is refreshed before it runs out (XFetch).
- When loading fails the last good value is served, marked `stale` with its time (截至).
- `forget_on_commit` beats every time limit: Redis, every L1, and loads under way, even when
  Redis is down or this process dies right after the commit.
- Inside a transaction the cache steps aside: it may see what is never committed.

Public data only: nothing here may depend on who asks.
"""

import asyncio
import logging
import math
import random
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from time import monotonic, time
from typing import Any, NamedTuple

import msgspec
from cachebox import LRUCache

from credit.kit import metrics
from credit.kit.cachestore import VERSION_DIGITS, CacheStore, version_text
from credit.kit.coalesce import Unavailable
from credit.kit.db import in_transaction, on_commit
from credit.kit.invalidation import Bus
from credit.kit.singleflight import Flight, SingleFlight
from credit.kit.tasks import spawn

WAIT_SECONDS = 1.0
POLL_SECONDS = 0.02
FORGET_AT_ONCE = 500
LOAD_SECONDS = 2.0
STALE_L1_SECONDS = 1.0
STALE_AFTER_SECONDS = 5.0
NEGATIVE_L1_SECONDS = 1.0
_TIMES = struct.Struct(">4sddd")
_BODY_AT = VERSION_DIGITS + _TIMES.size
_THERE, _NOT_THERE = b"is:1", b"no:1"
log = logging.getLogger(__name__)
_reads = metrics.counter("credit_cache_reads_total", "Reads by where they ended", "cache", "from")


class Loaded(NamedTuple):
    """What a loader found: the encoded answer, and a version that only grows (0: none)."""

    body: bytes
    version: int = 0


class Entry(msgspec.Struct, frozen=True):
    """A cached answer. `as_of` is when it was loaded (Unix seconds); `stale`: the source failed.

    `parsed` is what the cache's `parse` made of the body, once for all who ask this process.
    """

    body: bytes
    parsed: Any
    as_of: float
    stale: bool = False


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Life times in seconds, and the number of entries in this process."""

    l1: float = 1.5
    fresh: float = 60.0
    negative: float = 5.0
    stale: float = 3600.0
    entries: int = 50_000


class _Stored(NamedTuple):
    """A value in Redis: 16 version digits, a mark, three times in seconds, the body."""

    entry: Entry | None
    fresh_until: float
    cost: float


Loader = Callable[[str], Awaitable[Loaded | None]]
Parser = Callable[[bytes], Any]


class HotCache:
    """One kind of public answer by key; `load` gives it, or None when there is no such thing.

    `parse` makes of a body what users want of it; a body that it refuses is a miss.
    """

    def __init__(
        self, name: str, load: Loader, limits: Limits | None = None, *, parse: Parser = bytes
    ) -> None:
        self.name, self.limits = name, limits or Limits()
        self._load, self._parse = load, parse
        self._forgotten = 0
        self._store = CacheStore(f"public:{name}")
        self._l1: LRUCache[str, tuple[Entry | None, float]] = LRUCache(self.limits.entries)
        self._flights: SingleFlight[Entry | None] = SingleFlight()
        self._bus = Bus(f"public:{name}", self._drop, self.clear, self._store.forget)

    async def get(self, key: str) -> Entry | None:
        """The answer, or None when there is none; raises what `load` raises, if nothing is kept."""
        if in_transaction():
            return self._entry(await self._load(key), time())
        known = self._l1.get(key)
        if known is not None and monotonic() < known[1]:
            _reads.add(self.name, "l1")
            return known[0]
        forgotten = self._forgotten
        stored = self._unpack(await self._store.read(key))
        if forgotten != self._forgotten:
            stored = None  # it may be from before the change
        if stored is not None and time() < stored.fresh_until and not _is_due_early(stored):
            return self._remember(key, stored.entry, "redis")
        return await self._flights.run(key, lambda flight: self._fetch(key, flight, stored))

    def peek(self, key: str) -> Entry | None:
        """What this process may answer at once, asking nobody; None when it has to ask."""
        known = self._l1.get(key)
        if known is None or known[0] is None or monotonic() >= known[1] or in_transaction():
            return None
        _reads.add(self.name, "l1")
        return known[0]

    async def forget(self, *keys: str, version: int = 0) -> None:
        """Forgets keys here, in Redis and in every process; call it after the commit."""
        for key in keys:
            self._drop(key)
        for start in range(0, len(keys), FORGET_AT_ONCE):
            some = keys[start : start + FORGET_AT_ONCE]
            await self._bus.pay_or_owe(partial(self._store.forget, some, version))
            await self._bus.pay_or_owe(partial(self._bus.tell, some))

    async def forget_on_commit(self, *keys: str, version: int = 0) -> None:
        """Forgets keys as soon as the current transaction has committed."""
        on_commit(lambda: self.forget(*keys, version=version))
        await self._bus.give_notice(keys, version)

    def clear(self) -> None:
        """Empties this process's own memory; loads under way will not fill it again."""
        self._forgotten += 1
        self._l1.clear()
        self._flights.forget_all()

    def _drop(self, key: str) -> None:
        self._forgotten += 1
        self._l1.pop(key, None)
        self._flights.forget(key)

    async def _fetch(self, key: str, flight: Flight, stored: _Stored | None) -> Entry | None:
        if stored is not None and time() < stored.fresh_until:
            spawn(self._refresh(key, flight))
            return self._keep(key, flight, stored.entry, "redis")
        try:
            token = await self._store.lease(key)
        except Unavailable:
            token = ""
        if token is None:
            other = stored or await self._wait_for_other(key)
            if other is not None:
                return self._keep(key, flight, _marked(other), "redis")
        return await self._load_and_keep(key, flight, token or "", stored)

    async def _wait_for_other(self, key: str) -> _Stored | None:
        """What the holder of the lease stores; None when it takes too long."""
        until = monotonic() + WAIT_SECONDS
        while monotonic() < until:
            await asyncio.sleep(POLL_SECONDS)
            if (stored := self._unpack(await self._store.read(key))) is not None:
                return stored
        return None

    async def _refresh(self, key: str, flight: Flight) -> None:
        """Loads again while the old value is still good; a failure changes nothing."""
        with suppress(Exception):
            if token := await self._store.lease(key):
                await self._load_entry(key, flight, token)

    async def _load_and_keep(
        self, key: str, flight: Flight, token: str, stored: _Stored | None
    ) -> Entry | None:
        try:
            return await self._load_entry(key, flight, token)
        except Exception as error:
            return self._last_good(key, flight, stored, error)

    async def _load_entry(self, key: str, flight: Flight, token: str) -> Entry | None:
        begun = time()
        try:
            async with asyncio.timeout(LOAD_SECONDS):
                loaded = await self._load(key)
        except BaseException:
            if token:
                spawn(self._store.release(key, token))
            raise
        entry = self._entry(loaded, begun)
        if token:
            await self._put(key, token, entry, loaded.version if loaded else 0)
        return self._keep(key, flight, entry, "source")

    def _last_good(
        self, key: str, flight: Flight, stored: _Stored | None, error: Exception
    ) -> Entry | None:
        """Stale-if-error: the last answer, marked. An old "not there" is no answer."""
        known = self._l1.get(key)
        entry = (stored.entry if stored else None) or (known[0] if known else None)
        if entry is None or flight.outdated or time() > entry.as_of + self.limits.stale:
            raise error
        log.warning("serving a stale answer", extra={"cache": self.name})
        return self._keep(key, flight, msgspec.structs.replace(entry, stale=True), "stale")

    async def _put(self, key: str, token: str, entry: Entry | None, version: int) -> None:
        fresh = _jitter(self.limits.fresh if entry else self.limits.negative)
        kept = fresh + self.limits.stale if entry else fresh
        value = _pack(entry, version, fresh)
        try:
            await self._store.store(key, token, value, int(kept * 1000), only_new=entry is None)
        except Unavailable:
            return

    def _keep(self, key: str, flight: Flight, entry: Entry | None, origin: str) -> Entry | None:
        if not flight.outdated:
            return self._remember(key, entry, origin)
        _reads.add(self.name, origin)
        return entry

    def _remember(self, key: str, entry: Entry | None, origin: str) -> Entry | None:
        _reads.add(self.name, origin)
        seconds = self.limits.l1 if entry else min(self.limits.l1, NEGATIVE_L1_SECONDS)
        if entry and entry.stale:
            seconds = STALE_L1_SECONDS
        self._l1[key] = (entry, monotonic() + _jitter(seconds))
        return entry

    def _entry(self, loaded: Loaded | None, as_of: float) -> Entry | None:
        return None if loaded is None else Entry(loaded.body, self._parse(loaded.body), as_of)

    def _unpack(self, value: bytes | None) -> _Stored | None:
        """The stored value; None for a miss, a mere version floor, or anything not ours."""
        if value is None or len(value) < _BODY_AT:
            return None
        mark, as_of, until, cost = _TIMES.unpack_from(value, VERSION_DIGITS)
        if mark not in (_THERE, _NOT_THERE):
            return None
        try:
            found = Loaded(value[_BODY_AT:]) if mark == _THERE else None
            return _Stored(self._entry(found, as_of), until, cost)
        except ValueError:
            return None


def _marked(stored: _Stored) -> Entry | None:
    """The entry, marked stale once it ran out so long ago that its refresh must be failing."""
    entry = stored.entry
    if entry is None or time() < stored.fresh_until + STALE_AFTER_SECONDS:
        return entry
    return msgspec.structs.replace(entry, stale=True)


def _pack(entry: Entry | None, version: int, fresh: float) -> bytes:
    now = time()
    as_of = entry.as_of if entry else now
    times = _TIMES.pack(_THERE if entry else _NOT_THERE, as_of, now + fresh, now - as_of)
    return version_text(version).encode() + times + (entry.body if entry else b"")


def _is_due_early(stored: _Stored) -> bool:
    """XFetch (β = 1): the nearer the end and the dearer the load, the likelier a refresh."""
    return time() - stored.cost * math.log(1 - random.random()) >= stored.fresh_until


def _jitter(seconds: float) -> float:
    return seconds * random.uniform(0.9, 1.1)
