"""Background work of the inbox."""

from typing import Any

from credit.identity.phones.queries import find_phone
from credit.inbox.actions import delete_old_messages
from credit.inbox.channels.provider import find_phones_with
from credit.inbox.handing_out import hand_out
from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account, tell_officers, tell_owners
from credit.kit.jobs import job

find_phones_with(find_phone)
# News from the slices below, which know no inbox.
register_kind("access.anomaly", "查阅提醒")


@job("inbox.hand_out")
async def hand_out_message(args: dict[str, Any]) -> None:
    """`{"message_id": 1}`: its title to the channel outside the app."""
    await hand_out(int(args["message_id"]))


@job("inbox.tell")
async def tell_from_below(args: dict[str, Any]) -> None:
    """`{"kind", "title", "body", "link", "dedupe"}` and one of `account`, `uscc`, `officers`."""
    texts = {name: args[name] for name in ("kind", "title", "body", "link")}
    message, dedupe = Message(**texts), str(args["dedupe"])
    if args.get("officers"):
        await tell_officers(message, dedupe=dedupe)
    elif args.get("uscc"):
        await tell_owners(args["uscc"], message, dedupe=dedupe)
    else:
        await tell_account(args["account"], message, dedupe=dedupe)


@job("inbox.delete_old", schedule="37 19 * * *")
async def delete_old_messages_daily(args: dict[str, Any]) -> None:
    """At 03:37 in Qinghai."""
    await delete_old_messages()
