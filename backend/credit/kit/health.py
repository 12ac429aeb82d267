"""Health for supervisors and balancers: /health/live, /health/ready and /metrics.

Redis down means degraded, not failed: everything still answers from the database, slower.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

from litestar import MediaType, Response, get

from credit.kit import metrics
from credit.kit.db import acquire
from credit.kit.model import Out
from credit.kit.redis import get_redis

CHECK_SECONDS = 1.0
NO_STORE = {"cache-control": "no-store"}
Result = Literal["ok", "failed"]


class Liveness(Out, frozen=True):
    """The process answers."""

    status: Literal["live"] = "live"


class Readiness(Out, frozen=True):
    """Whether this process should get requests, and the state of what stands behind it."""

    status: Literal["ready", "degraded", "failed"]
    postgres: Result
    redis: Result


@get("/health/live", opt={"public": True, "quiet": True}, tags=["health"])
async def live() -> Response[Liveness]:
    """The process is alive; asks nothing of other services."""
    return Response(Liveness(), headers=NO_STORE)


@get(
    "/health/ready",
    opt={"public": True, "quiet": True},
    tags=["health"],
)
async def ready() -> Response[Readiness]:
    """200 when PostgreSQL answers within a second, also without Redis; else 503."""
    postgres, redis = await asyncio.gather(_outcome(_ask_postgres), _outcome(_ask_redis))
    status: Literal["ready", "degraded", "failed"] = "ready" if redis == "ok" else "degraded"
    if postgres == "failed":
        status = "failed"
    return Response(
        Readiness(status=status, postgres=postgres, redis=redis),
        status_code=503 if status == "failed" else 200,
        headers=NO_STORE,
    )


@get(
    "/metrics",
    opt={"public": True, "quiet": True},
    media_type=MediaType.TEXT,
    include_in_schema=False,
)
async def prometheus() -> bytes:
    """Metrics of this process; the outer proxy keeps them inside."""
    return metrics.render()


routes = [live, ready, prometheus]


async def _outcome(check: Callable[[], Awaitable[object]]) -> Result:
    try:
        await asyncio.wait_for(check(), CHECK_SECONDS)
    except Exception:
        return "failed"
    return "ok"


async def _ask_postgres() -> object:
    async with acquire(timeout=CHECK_SECONDS) as held:
        return await held.fetchval("SELECT 1")


async def _ask_redis() -> object:
    return await get_redis().echo("live")
