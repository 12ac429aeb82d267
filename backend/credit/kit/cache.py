"""The general cache: `cached(key, Type, ttl, load)`, and how to forget a key.

A key says for whom it is: `public:…`, or `user:{id}:…` made by `user_key`. Two releases never
share a shape, since the release is part of every key in Redis. Redis down, or bytes that do not
decode: a miss. Inside a transaction the cache steps aside.
"""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar, cast

import msgspec

from credit.kit.cachestore import VERSION_DIGITS, CacheStore, version_text
from credit.kit.coalesce import Unavailable
from credit.kit.db import in_transaction, on_commit
from credit.kit.singleflight import Flight, SingleFlight

Value = TypeVar("Value")
_NO_VERSION = version_text(0).encode()
_store = CacheStore("cached")
_flights: SingleFlight[Any] = SingleFlight()


def user_key(account_id: str, thing: str) -> str:
    """The key of something that belongs to one account."""
    return f"user:{account_id}:{thing}"


async def cached(
    key: str, shape: type[Value], ttl: float, load: Callable[[], Awaitable[Value]]
) -> Value:
    """The value from Redis, else from `load`, kept about `ttl` seconds (±10 %).

    Many callers at once make one load a process. Raises what `load` raises; ValueError for a
    key that does not say for whom it is.
    """
    if not key.startswith(("public:", "user:")):
        raise ValueError("a cache key starts with public: or user:")
    if in_transaction():
        return await load()
    fetch = partial(_fetch, key, shape, ttl, load)
    return cast(Value, await _flights.run(key, fetch))


async def forget(*keys: str) -> None:
    """Removes keys, and keeps loads under way from storing what they read before.

    Without Redis the value's own end must do.
    """
    for key in keys:
        _flights.forget(key)
    with suppress(Unavailable):
        await _store.forget(keys)


def forget_on_commit(*keys: str) -> None:
    """Forgets keys as soon as the current transaction has committed."""
    on_commit(lambda: forget(*keys))


async def _fetch(
    key: str,
    shape: type[Value],
    ttl: float,
    load: Callable[[], Awaitable[Value]],
    _: Flight,
) -> Value:
    raw = await _store.read(key)
    if raw is not None and raw[:VERSION_DIGITS] == _NO_VERSION:
        try:
            return msgspec.msgpack.decode(raw[VERSION_DIGITS:], type=shape)
        except msgspec.DecodeError:
            pass
    token = await _try_lease(key)
    value = await load()
    if token:
        await _keep(key, token, value, ttl)
    return value


async def _try_lease(key: str) -> str | None:
    try:
        return await _store.lease(key)
    except Unavailable:
        return None


async def _keep(key: str, token: str, value: object, ttl: float) -> None:
    milliseconds = max(1, int(ttl * 1000 * random.uniform(0.9, 1.1)))
    try:
        await _store.store(key, token, _NO_VERSION + msgspec.msgpack.encode(value), milliseconds)
    except Unavailable:
        return
