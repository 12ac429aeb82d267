"""Background work of breaches."""

from typing import Any

from credit.commitments.breaches.actions.keeping_time import keep_time
from credit.commitments.breaches.queries.reports import list_written
from credit.identity.personal.own_words import contribute
from credit.kit.jobs import job

contribute("我的违诺举报", list_written)

# 00:20 in Qinghai.
AFTER_MIDNIGHT = "20 16 * * *"


@job("commitments.keep_breach_time", schedule=AFTER_MIDNIGHT, at_start=True)
async def keep_breach_time(args: dict[str, Any]) -> None:
    """End periods that are over, remind, forget old reports. Again on the same day: nothing."""
    await keep_time()
