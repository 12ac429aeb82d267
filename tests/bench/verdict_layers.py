"""The application with its verdict cache cut down to one layer, and the least there can be."""

import os
from typing import Any

from litestar import Litestar

from credit.codes.verdicts.cache import _CACHES
from credit.kit.cachestore import CacheStore
from credit.kit.hotcache import Limits
from credit.main import create_app

SIZE = int(os.environ.get("BENCH_BODY_SIZE", "0"))
_BODY = b"x" * SIZE
_HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(SIZE).encode())]


async def raw(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """A bare ASGI app that sends as many bytes as our answer has."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": _BODY})


def from_memory() -> Litestar:
    """Every answer from this process's own layer."""
    return _limited(Limits(l1=600))


def from_redis() -> Litestar:
    """Every answer from Redis."""
    return _limited(Limits(l1=0, fresh=600))


def from_postgres() -> Litestar:
    """Every answer made anew: no layer keeps one."""
    for name, cache in _CACHES.items():
        cache._store = CacheStore(f"public:never-{name}")  # the others' answers are fresh
    return _limited(Limits(l1=0, fresh=0))


def _limited(limits: Limits) -> Litestar:
    for cache in _CACHES.values():
        cache.limits = limits
    return create_app()
