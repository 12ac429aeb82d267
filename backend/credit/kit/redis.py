"""The Redis client: every limit explicit, one pool a process and event loop.

Redis is only a cache and a gate: a caller must survive its absence.
"""

import hashlib
from collections.abc import Awaitable, Sequence
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError

from credit.settings import get_settings

SOCKET_TIMEOUT = 1.0
CONNECT_TIMEOUT = 1.0
POOL_WAIT = 0.5
MAX_CONNECTIONS = 50

_client: Redis | None = None
_reader: Redis | None = None


def get_redis() -> Redis:
    """The process's client; connects on first use."""
    global _client
    if _client is None:
        pool = BlockingConnectionPool.from_url(
            get_settings().redis_url or "",
            max_connections=MAX_CONNECTIONS,
            timeout=POOL_WAIT,
            socket_timeout=SOCKET_TIMEOUT,
            socket_connect_timeout=CONNECT_TIMEOUT,
            health_check_interval=30,
            protocol=3,
            # Once more at once, for a connection that the server closed while idle; no
            # back-off, since redis-py's default would hold a request for seconds.
            retry=Retry(NoBackoff(), 1),
            retry_on_error=[RedisConnectionError],
        )
        _client = Redis.from_pool(pool)
    return _client


def get_reader() -> Redis:
    """One connection for reads that travel together, one round trip at a time.

    Without the pool's check of a lent connection and without a time limit for each step: whoever
    uses it sets one around the whole (a cancelled read closes the connection).
    """
    global _reader
    if _reader is None:
        _reader = Redis.from_url(
            get_settings().redis_url or "",
            single_connection_client=True,
            socket_connect_timeout=CONNECT_TIMEOUT,
            protocol=3,
            retry=Retry(NoBackoff(), 1),
            retry_on_error=[RedisConnectionError],
        )
    return _reader


async def close_redis() -> None:
    """Close the connections; the next use starts anew (another event loop, a test)."""
    global _client, _reader
    for client in (_client, _reader):
        if client is not None:
            await client.aclose()
    _client = _reader = None


class Script:
    """A Lua script and its digest."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


async def run_script(
    script: Script, keys: Sequence[str], args: Sequence[str | bytes | int | float]
) -> Any:
    """Runs a script by its digest; sends the text only when the server does not know it."""
    client = get_redis()
    try:
        return await _call(client, "EVALSHA", script.digest, keys, args)
    except NoScriptError:
        return await _call(client, "EVAL", script.text, keys, args)


def _call(
    client: Any, command: str, script: str, keys: Sequence[str], args: Sequence[Any]
) -> Awaitable[Any]:
    answer: Awaitable[Any] = client.execute_command(command, script, len(keys), *keys, *args)
    return answer
