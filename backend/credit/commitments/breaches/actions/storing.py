"""Photos and statements as they are stored: sealed, each for its own row."""

from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from credit.commitments.breaches.queries.parts import STATEMENT_TABLE
from credit.commitments.breaches.queries.photos import PHOTO_TABLE
from credit.commitments.breaches.queries.rows import CaseRow, seal
from credit.commitments.breaches.rules import Role
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.photos import Photo, seal_photo

REPLY: Final = "reply"
ASK_REVIEW: Final = "ask_review"
_PHOTO = """
INSERT INTO breach_photo (public_id, case_id, report_id, statement_id, photo, width, height,
  created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_STATEMENT = """
INSERT INTO breach_statement (case_id, role, kind, text, created_at) VALUES ($1, $2, $3, $4, $5)
RETURNING id
"""


async def add_photos(
    held: Connection,
    case_id: int,
    photos: Sequence[Photo],
    *,
    report_id: int | None = None,
    statement_id: int | None = None,
) -> None:
    """Store photos of a report or of a statement."""
    for photo in photos:
        public_id = uuid4()
        sealed = seal_photo(photo, table=PHOTO_TABLE, row=str(public_id))
        parents = (case_id, report_id, statement_id)
        size = (photo.width, photo.height)
        await held.execute(_PHOTO, public_id, *parents, sealed, *size, clock.now())


async def add_statement(held: Connection, case: CaseRow, role: Role, kind: str, text: str) -> int:
    """Store what a side says; its key."""
    sealed = seal(text, table=STATEMENT_TABLE, column="text", row=f"{case.number}/{kind}")
    statement_id: int = await held.fetchval(_STATEMENT, case.id, role, kind, sealed, clock.now())
    return statement_id
