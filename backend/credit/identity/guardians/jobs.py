"""Background work of guardianship."""

from typing import Any

from credit.identity.guardians.actions import end_grown
from credit.kit.jobs import job


@job("identity.end_grown_guardianships", schedule="5 16 * * *")
async def end_grown_daily(args: dict[str, Any]) -> None:
    """At 00:05 in Qinghai. What guardians may do ends at midnight anyway: this tidies the list."""
    await end_grown()
