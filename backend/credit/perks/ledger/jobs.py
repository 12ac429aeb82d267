"""Background work of the ledger."""

from typing import Any

from credit.kit.jobs import job
from credit.perks.ledger.reconciling import reconcile


@job("perks.reconcile", schedule="*/5 * * * *", at_start=True)
async def reconcile_books(args: dict[str, Any]) -> None:
    """At start and every five minutes: counters against rows."""
    await reconcile()
