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

from credit.kit.redis_line import RedisLine
from credit.settings import get_settings

SOCKET_TIMEOUT = 1.0
CONNECT_TIMEOUT = 1.0
POOL_WAIT = 0.5
MAX_CONNECTIONS = 50

_client: Redis | None = None
_line: RedisLine | None = None


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


def get_line() -> RedisLine:
    """The process's line for reads in bulk; connects on first use."""
    global _line
    if _line is None:
        _line = RedisLine(get_settings().redis_url or "", connect_timeout=CONNECT_TIMEOUT)
    return _line


async def close_redis() -> None:
    """Close the connections; the next use starts anew (another event loop, a test)."""
    global _client, _line
    if _client is not None:
        await _client.aclose()
    if _line is not None:
        _line.close()
    _client = _line = None


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
