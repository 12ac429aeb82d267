"""Background work of declarations."""

from typing import Any

from credit.declarations.actions.deciding import watch_dates
from credit.declarations.queries import list_written
from credit.identity.personal.own_words import contribute
from credit.kit.jobs import job

contribute("我填报的店铺信息", list_written)


@job("declarations.watch_dates", schedule="40 0 * * *")
async def watch_dates_daily(args: dict[str, Any]) -> None:
    """At 08:40 in Qinghai."""
    await watch_dates()
