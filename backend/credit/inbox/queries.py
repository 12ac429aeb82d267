"""Reading an inbox."""

from typing import Any
from uuid import UUID

from credit.identity.queries import read_public_id
from credit.inbox.kinds import kind_name
from credit.inbox.schemas import Inbox, MessageView
from credit.kit.db import connection

MAX_PAGE = 50
# $2 is where the page before ended; an unknown one starts anew, as its message may be gone.
_PAGE = """
SELECT m.public_id::text AS id, m.kind, m.title, m.body, m.link, m.created_at,
  m.read_at IS NOT NULL AS read
FROM message m JOIN account a ON a.id = m.account_id
WHERE a.public_id = $1 AND m.id < coalesce(
  (SELECT id FROM message WHERE public_id = $2 AND account_id = a.id), 9223372036854775807)
ORDER BY m.id DESC LIMIT $3
"""
_UNREAD = """
SELECT count(*) FROM message m JOIN account a ON a.id = m.account_id
WHERE a.public_id = $1 AND m.read_at IS NULL
"""


async def list_messages(account_id: str, after: UUID | None, limit: int) -> Inbox:
    """A page of an account's messages, newest first, with the number of unread ones in all."""
    async with connection() as held:
        key = read_public_id(account_id)
        rows = await held.fetch(_PAGE, key, after, limit + 1)
        unread: int = await held.fetchval(_UNREAD, key)
    items = [_view(row) for row in rows[:limit]]
    return Inbox(items=items, next=items[-1].id if len(rows) > limit else None, unread=unread)


async def count_unread(account_id: str) -> int:
    """How many messages of an account are unread."""
    async with connection() as held:
        number: int = await held.fetchval(_UNREAD, read_public_id(account_id))
    return number


def _view(row: Any) -> MessageView:
    return MessageView(**dict(row), kind_name=kind_name(row["kind"]))
