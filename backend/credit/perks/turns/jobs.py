"""Background work of those who wait."""

from typing import Any

from credit.kit.jobs import job
from credit.perks.turns.offering import offer_all, offer_due
from credit.perks.turns.telling import end_lines, tell_step


@job("perks.offer", schedule="* * * * *", at_start=True)
async def offer(args: dict[str, Any]) -> None:
    """At once for a perk of which one came back; every minute for all, and lines that are over."""
    if "perk_id" in args:
        await offer_all(args["perk_id"])
        return
    await end_lines()
    await offer_due()


@job("perks.tell_step")
async def tell_of_step(args: dict[str, Any]) -> None:
    """Who holds or waits for a perk learns that it was paused, resumed or ended, and why."""
    await tell_step(
        args["perk_id"], args["step"], args["reason"], args["at"], holders=args["holders"]
    )
