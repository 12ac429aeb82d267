"""Reading marks and tidying. No audit entries: nobody but the account itself is concerned."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from credit.identity.queries import read_public_id
from credit.inbox.queries import count_unread
from credit.inbox.schemas import InboxState
from credit.kit import clock
from credit.kit.db import transaction
from credit.kit.problems import Problem

KEPT: Final = timedelta(days=365)
KEPT_AN_ACCOUNT: Final = 1000
A_STEP: Final = 5000

_OWN = "account_id = (SELECT id FROM account WHERE public_id = $1)"
_READ = f"""
UPDATE message SET read_at = coalesce(read_at, $3) WHERE {_OWN} AND public_id = $2 RETURNING id
"""  # noqa: S608 - constants
_READ_ALL = f"UPDATE message SET read_at = $2 WHERE {_OWN} AND read_at IS NULL"  # noqa: S608
_DELETE_OLD = """
DELETE FROM message WHERE id IN (SELECT id FROM message WHERE created_at < $1 ORDER BY id LIMIT $2)
"""
_DELETE_SURPLUS = """
DELETE FROM message WHERE id IN (
  SELECT id FROM (
    SELECT id, row_number() OVER (PARTITION BY account_id ORDER BY id DESC) AS place FROM message
    WHERE account_id IN (SELECT account_id FROM message GROUP BY account_id HAVING count(*) > $1)
  ) AS ranked WHERE place > $1 LIMIT $2)
"""


async def read_message(account_id: str, message_id: UUID) -> InboxState:
    """Mark one message read; again is the same. Problem not-found for another's message."""
    async with transaction() as held:
        values = (read_public_id(account_id), message_id, clock.now())
        if await held.fetchval(_READ, *values) is None:
            raise Problem("not-found", detail="没有这条消息")
        return InboxState(unread=await count_unread(account_id))


async def read_all_messages(account_id: str) -> InboxState:
    """Mark all messages of an account read."""
    async with transaction() as held:
        await held.execute(_READ_ALL, read_public_id(account_id), clock.now())
        return InboxState(unread=await count_unread(account_id))


async def delete_old_messages() -> int:
    """Delete what is older than a year or beyond the newest 1,000 of an account; how many."""
    deleted = 0
    for sql, bound in ((_DELETE_OLD, clock.now() - KEPT), (_DELETE_SURPLUS, KEPT_AN_ACCOUNT)):
        while True:
            async with transaction() as held:
                gone = int((await held.execute(sql, bound, A_STEP)).split()[-1])
            deleted += gone
            if gone < A_STEP:
                break
    return deleted
