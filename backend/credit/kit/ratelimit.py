"""Rate limits: GCRA in one Lua call, exact over all processes, without a window's edge.

Each limit says what happens without Redis: reads stay open, signing in and whatever costs money
is closed. The address is the one that our own proxies vouch for, never what the client claims.
"""

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Scope
from redis.exceptions import RedisError

from credit.kit import metrics
from credit.kit.auth import find_caller
from credit.kit.breaker import Breaker
from credit.kit.problems import Problem
from credit.kit.redis import Script, run_script
from credit.settings import get_settings

REDIS_SECONDS = 1.0
_breaker = Breaker()
log = logging.getLogger(__name__)
_limited = metrics.counter("credit_rate_limited_total", "Refused by a limit", "limit", "why")

# Redis' own clock decides, so that processes with drifting clocks agree. Microseconds.
# KEYS arrival time · ARGV interval between two, tolerance, weight → allowed, wait in µs
_GCRA = Script("""
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local step = ARGV[1] * ARGV[3]
local due = tonumber(redis.call('GET', KEYS[1]) or now)
if due < now then due = now end
local wait = due + step - ARGV[2] - now
if wait > 0 then return {0, string.format('%.0f', wait)} end
local after = due + step
local keep = math.ceil((after - now) / 1000)
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.max(keep, 1))
return {1, '0'}
""")


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """`count` at once, then evenly `count` in `seconds`; `closed` refuses without Redis."""

    name: str
    count: int
    seconds: float
    closed: bool = False


async def check_limit(limit: Limit, who: str, *, weight: int = 1) -> None:
    """Counts one use by `who`; raises Problem rate-limited, or service-unavailable if closed."""
    interval = limit.seconds * 1_000_000 / limit.count
    key = f"{get_settings().release}:limit:{limit.name}:{{{who}}}"
    args = (f"{interval:.0f}", f"{interval * limit.count:.0f}", weight)
    answer = await _ask(key, args)
    if answer is None:
        if limit.closed:
            _limited.add(limit.name, "no redis")
            raise Problem("service-unavailable", headers={"retry-after": "2"})
        return
    allowed, wait = answer
    if not allowed:
        _limited.add(limit.name, "limit")
        seconds = -(-int(wait) // 1_000_000)
        raise Problem("rate-limited", headers={"retry-after": str(seconds)})


async def _ask(key: str, args: tuple[str | int, ...]) -> tuple[int, bytes] | None:
    """Redis' answer; None when it gives none in time."""
    if not _breaker.allows():
        return None
    try:
        async with asyncio.timeout(REDIS_SECONDS):
            allowed, wait = await run_script(_GCRA, [key], args)
    except (RedisError, OSError, TimeoutError) as error:
        if _breaker.failed():
            log.warning("rate limit unavailable", extra={"reason": type(error).__name__})
        return None
    _breaker.succeeded()
    return allowed, wait


AnyConnection = ASGIConnection[Any, Any, Any, Any]
AsyncGuard = Callable[[AnyConnection, BaseRouteHandler], Awaitable[None]]


def limits(limit: Limit) -> AsyncGuard:
    """Guard: the limit per caller, else per client address."""

    async def guard(connection: AnyConnection, _: BaseRouteHandler) -> None:
        caller = find_caller(connection)
        who = f"user:{caller.id}" if caller else f"ip:{client_network(connection.scope)}"
        await check_limit(limit, who)

    return guard


def client_ip(scope: Scope) -> str:
    """The client's address as told by the outermost of our `trusted_proxies`; else the peer's.

    With n trusted proxies, the n-th X-Forwarded-For entry from the right is the one that our
    own outermost proxy wrote; everything left of it is the client's claim.
    """
    peer = scope.get("client")
    address = peer[0] if peer else ""
    hops = get_settings().trusted_proxies
    if hops:
        told = _forwarded(scope)
        if len(told) >= hops:
            address = told[-hops]
    return _plain(address)


def client_network(scope: Scope) -> str:
    """What to count by: an IPv4 address, or the /64 of an IPv6 one, which one line holds whole."""
    address = client_ip(scope)
    if ":" in address:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return address or "unknown"


def _forwarded(scope: Scope) -> list[str]:
    lines = [v.decode("latin-1") for k, v in scope["headers"] if k == b"x-forwarded-for"]
    return [part.strip() for part in ",".join(lines).split(",") if part.strip()]


def _plain(address: str) -> str:
    """The address in its one spelling; empty when it is none."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)
