"""The Redis client: every limit explicit, one pool a process and event loop.

Redis is only a cache and a gate: a caller must survive its absence.
"""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from credit.settings import get_settings

SOCKET_TIMEOUT = 1.0
CONNECT_TIMEOUT = 1.0
POOL_WAIT = 0.5
MAX_CONNECTIONS = 50

_client: Redis | None = None


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


async def close_redis() -> None:
    """Close the connections; the next `get_redis` starts anew (another event loop, a test)."""
    global _client
    if _client is not None:
        await _client.aclose()
        _client = None
