"""Background work of reports."""

from typing import Any

from credit.kit.jobs import job
from credit.reports.issuing.actions import forget_snapshots


@job("reports.forget", schedule="40 19 * * *")
async def forget_daily(args: dict[str, Any]) -> None:
    """At 03:40 in Qinghai: what reports said is kept no longer than their terms say."""
    await forget_snapshots()
