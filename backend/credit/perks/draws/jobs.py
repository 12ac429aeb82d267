"""Background work of draws."""

from typing import Any

from credit.kit.jobs import job
from credit.perks.draws.steps import publish_draws, step_draws
from credit.perks.draws.telling import tell_draw


@job("perks.publish_draws")
async def publish(args: dict[str, Any]) -> None:
    """As soon as terms with a draw are in force: the seed is drawn, its hash published."""
    await publish_draws()


@job("perks.draw_steps", schedule="* * * * *", at_start=True)
async def take_draw_steps(args: dict[str, Any]) -> None:
    """At their times, and every minute for what was missed: publish, close the entries, draw."""
    await publish_draws()
    await step_draws()


@job("perks.tell_draw")
async def tell_result(args: dict[str, Any]) -> None:
    """Everybody who entered learns how it went."""
    await tell_draw(args["perk_id"])
