"""Background work of impact reports."""

from typing import Any

from credit.identity.impact_reports.actions import sow_reports
from credit.kit.jobs import job


@job("identity.sow_impact_reports", schedule="11 16 * * *", at_start=True)
async def sow_impact_reports(args: dict[str, Any]) -> None:
    """At the start of a worker, and each night: the shipped reports wait for their approval."""
    await sow_reports()
