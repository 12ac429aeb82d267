"""Telling people: to be called inside the transaction of what is told."""

from collections.abc import Sequence
from typing import Any

import msgspec

from credit.identity.queries import read_public_id
from credit.inbox.channels.provider import list_channels
from credit.inbox.kinds import is_registered
from credit.kit import clock
from credit.kit.db import Connection, transaction
from credit.kit.jobs import enqueue

MAX_TITLE, MAX_BODY, MAX_LINK, MAX_DEDUPE = 60, 500, 200, 120

_INSERT = """
INSERT INTO message (public_id, account_id, kind, title, body, link, dedupe, created_at)
SELECT gen_random_uuid(), a.id, $2, $3, $4, $5, $6, $7 FROM account a WHERE a.active AND {who}
ON CONFLICT (account_id, dedupe) WHERE dedupe <> '' DO NOTHING RETURNING id
"""
_TO_ACCOUNT = _INSERT.format(who="a.public_id = $1")
_TO_OWNERS = _INSERT.format(
    who="""a.id IN (
  SELECT account_id FROM account_subject WHERE subject_uscc = $1 AND role = 'owner')"""
)
_TO_OFFICERS = _INSERT.format(who="a.kind = $1")


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What is told. `kind` is registered; `link` is a path in the app such as `/inbox`.

    Longer texts than the inbox holds are cut with “…”. Write nothing into it that the addressee
    may not see; `title` may also go out by SMS, so it names neither people nor facts.
    """

    kind: str
    title: str
    body: str
    link: str = ""


async def tell_account(account_id: str, message: Message, *, dedupe: str = "") -> None:
    """Tell one account by its public id (`Caller.id`); callers that are no account get nothing.

    With `dedupe` an account is told once, however often the action is repeated. Raises ValueError
    for an unregistered kind or a link that leaves the app.
    """
    if (public_id := read_public_id(account_id)) is not None:
        await _tell(_TO_ACCOUNT, public_id, message, dedupe)


async def tell_owners(uscc: str, message: Message, *, dedupe: str = "") -> None:
    """Tell every account with the owner role over a subject; the rest as `tell_account`."""
    await _tell(_TO_OWNERS, uscc, message, dedupe)


async def tell_officers(message: Message, *, dedupe: str = "") -> None:
    """Tell every officer; the rest as `tell_account`."""
    await _tell(_TO_OFFICERS, "officer", message, dedupe)


async def _tell(sql: str, who: Any, message: Message, dedupe: str) -> None:
    if not is_registered(message.kind):
        raise ValueError(f"message kind {message.kind} is not registered")
    if message.link and (not message.link.startswith("/") or message.link.startswith("//")):
        raise ValueError("a message links into the app only")
    if len(message.link) > MAX_LINK or len(dedupe) > MAX_DEDUPE:
        raise ValueError("the link or the dedupe key of a message is too long")
    title, body = _cut(message.title, MAX_TITLE), _cut(message.body, MAX_BODY)
    async with transaction() as held:
        values = (who, message.kind, title, body, message.link, dedupe, clock.now())
        await hand_out_later(held, await held.fetch(sql, *values))


async def hand_out_later(held: Connection, rows: Sequence[Any]) -> None:
    """One job a message, so that one that cannot go out holds no other back."""
    if not list_channels():
        return
    for row in rows:
        await enqueue("inbox.hand_out", {"message_id": row["id"]})


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
