"""Background work of following."""

from typing import Any

from credit.commitments.following.reminding import remind
from credit.kit.jobs import job

# 09:10 in Qinghai: reminders come when people are awake.
MORNING = "10 1 * * *"


@job("commitments.remind", schedule=MORNING)
async def remind_of_commitments(args: dict[str, Any]) -> None:
    """Owners hear a month and a week before the end, officers what is due."""
    await remind()
