"""Noting a look-up, in the transaction of what is noted."""

from datetime import datetime
from typing import Any, Literal

from credit.kit import clock
from credit.kit.db import Connection

LookupKind = Literal["issued", "downloaded", "opened", "saved", "refused"]
_NOTE = """
INSERT INTO report_lookup
  (public_id, subject_id, report_id, kind, account, share_id, ticket_hash, at)
VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7)
"""


async def note_lookup(
    held: Connection,
    report: tuple[int, int],
    kind: LookupKind,
    *,
    account: str = "",
    share_id: int | None = None,
    ticket_hash: bytes | None = None,
) -> datetime:
    """Note it; `report` is (subject id, report id). Gives the moment of the look-up."""
    at = clock.now()
    values: tuple[Any, ...] = (*report, kind, account, share_id, ticket_hash, at)
    await held.execute(_NOTE, *values)
    return at
