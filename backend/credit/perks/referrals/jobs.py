"""Background work of referrals."""

from typing import Any

from credit.kit.jobs import job
from credit.perks.referrals.actions import forget_copies


@job("perks.forget_referrals", schedule="17 3 * * *")
async def forget_referrals(args: dict[str, Any]) -> None:
    """Every night: copies whose referral ended 90 days ago are deleted."""
    await forget_copies()
