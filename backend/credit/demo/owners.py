"""The demo accounts that own a showcase merchant, for stages that act in their name."""

from typing import NamedTuple

from credit.demo.showcase import showcase_uscc
from credit.kit.caller import Caller
from credit.kit.db import connection

_OWNER = """
SELECT a.public_id::text AS id, a.name, s.id AS subject_id
FROM account a JOIN account_subject g ON g.account_id = a.id
  JOIN subject s ON s.uscc = g.subject_uscc
WHERE g.subject_uscc = $1 AND g.role = 'owner' AND a.demo ORDER BY a.id LIMIT 1
"""


class DemoOwner(NamedTuple):
    """An owner, and the merchant."""

    caller: Caller
    uscc: str
    subject_id: int


async def find_owner(shows: str) -> DemoOwner | None:
    """The owner of the showcase merchant with this story; None without an account."""
    uscc = showcase_uscc(shows)
    async with connection() as held:
        row = await held.fetchrow(_OWNER, uscc)
    if row is None:
        return None
    return DemoOwner(Caller(row["id"], "merchant", row["name"], (uscc,)), uscc, row["subject_id"])
