"""Background work of repair."""

from typing import Any

from credit.identity.personal.own_words import contribute
from credit.kit.jobs import job
from credit.repair.actions.deciding import finish_sync
from credit.repair.actions.looking_after import look_after_cases, tell_notices, tell_possible
from credit.repair.queries.rows import list_written

contribute("我提的信用修复申请", list_written)

# 00:30 in Qinghai: what became due, possible or too late with the day.
AFTER_MIDNIGHT = "30 16 * * *"


@job("repair.sync")
async def sync(args: dict[str, Any]) -> None:
    """`{"repair_id": 1}`: after an approval, see that the record has ended and close the case."""
    await finish_sync(int(args["repair_id"]))


@job("repair.notify")
async def notify(args: dict[str, Any]) -> None:
    """`{"subject_ids": [1, 2]}` (without: everybody): new negative facts, so repair notices."""
    ids = args.get("subject_ids")
    await tell_notices([int(each) for each in ids] if ids is not None else None)


@job("repair.look_after", schedule=AFTER_MIDNIGHT)
async def look_after(args: dict[str, Any]) -> None:
    """Lapse, remind, tell what has become possible."""
    await look_after_cases()
    await tell_possible()
