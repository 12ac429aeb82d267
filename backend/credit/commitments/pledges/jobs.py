"""Background work of pledges."""

from datetime import datetime
from typing import Any

from credit.commitments.pledges.actions import erase_pledges
from credit.kit.jobs import job


@job("commitments.erase_pledges")
async def erase_pledges_of(args: dict[str, Any]) -> None:
    """`{"account": public id, "until": ISO time}`: consent was withdrawn at that time."""
    await erase_pledges(args["account"], datetime.fromisoformat(args["until"]))
