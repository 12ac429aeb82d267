"""Background work of settlement."""

from typing import Any

from credit.kit.jobs import job
from credit.perks.settlement.actions import make_statements


@job("perks.settle", schedule="20 16,17 * * *", at_start=True)
async def settle(args: dict[str, Any]) -> None:
    """At 00:20 and 01:20 in Qinghai: statements of the days that are over."""
    await make_statements()
