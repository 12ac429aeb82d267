"""Background work of reviews."""

from typing import Any

from credit.kit.jobs import job
from credit.perks.reviews.actions.keeping import end_due_holds, forget_old_reviews
from credit.perks.reviews.finding.opening import find_anomalies


@job("perks.find_anomalies", schedule="* * * * *")
async def look_for_anomalies(args: dict[str, Any]) -> None:
    """Every minute: counts of what is new; opens cases, does nothing else."""
    await find_anomalies()


@job("perks.keep_review_time", schedule="35 16 * * *", at_start=True)
async def keep_review_time(args: dict[str, Any]) -> None:
    """At 00:35 in Qinghai: payout holds end, old cases are forgotten. Again: nothing."""
    await end_due_holds()
    await forget_old_reviews()
