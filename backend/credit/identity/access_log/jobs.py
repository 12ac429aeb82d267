"""Background work of the access log."""

from typing import Any

from credit.identity.access_log.watching import forget_looks, watch_looks
from credit.kit.jobs import job


@job("identity.watch_looks", schedule="*/10 * * * *")
async def watch_looks_often(args: dict[str, Any]) -> None:
    """Every ten minutes: what stands out is flagged and told."""
    await watch_looks()


@job("identity.forget_looks", schedule="53 19 * * *")
async def forget_looks_daily(args: dict[str, Any]) -> None:
    """At 03:53 in Qinghai."""
    await forget_looks()
