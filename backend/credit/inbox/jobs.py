"""Background work of the inbox."""

from typing import Any

from credit.identity.phones.queries import find_phone
from credit.inbox.actions import delete_old_messages
from credit.inbox.channels.provider import find_phones_with
from credit.inbox.handing_out import hand_out
from credit.kit.jobs import job

find_phones_with(find_phone)


@job("inbox.hand_out")
async def hand_out_message(args: dict[str, Any]) -> None:
    """`{"message_id": 1}`: its title to the channel outside the app."""
    await hand_out(int(args["message_id"]))


@job("inbox.delete_old", schedule="37 19 * * *")
async def delete_old_messages_daily(args: dict[str, Any]) -> None:
    """At 03:37 in Qinghai."""
    await delete_old_messages()
