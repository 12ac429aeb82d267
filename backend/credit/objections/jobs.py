"""Background work of objections."""

from typing import Any

from credit.identity.personal.own_words import contribute
from credit.inbox.sending import Message, tell_officers
from credit.kit import clock
from credit.kit.jobs import job
from credit.objections.actions.telling import DESK
from credit.objections.queries import list_overdue, list_written

contribute("我提的异议和答复", list_written)


@job("objections.remind", schedule="20 0 * * *")
async def remind_of_overdue(args: dict[str, Any]) -> None:
    """At 08:20 in Qinghai: tell the desk once of each objection whose day has passed."""
    for public_id, due_on in await list_overdue(clock.today()):
        message = Message(
            kind=DESK,
            title="有异议超过办理时限",
            body=f"应在 {due_on} 前办理，请尽快答复并说明原因。",
            link=f"/office/objections/{public_id}",
        )
        await tell_officers(message, dedupe=f"objection:{public_id}:late:{due_on}")
