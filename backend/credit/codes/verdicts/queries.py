"""Reading badges, for verdicts and for pages."""

from datetime import datetime

import msgspec

from credit.kit import clock
from credit.kit.db import connection


class BadgeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A badge as stored. ``status`` is active, suspended, revoked or replaced."""

    id: int
    subject_id: int
    list_no: int
    list_index: int
    token: bytes
    digits: str
    short_code: str
    short_name: str
    grade: str
    issued_at: datetime
    expires_at: datetime
    status: str


_COLUMNS = ", ".join(BadgeRow.__struct_fields__)
_ACTIVE = f"""
SELECT {_COLUMNS} FROM badge WHERE subject_id = $1 AND status = 'active' AND expires_at > $2
"""  # noqa: S608 - constants
_CODES = "SELECT digits, short_code FROM badge WHERE subject_id = ANY($1) AND expires_at > $2"


async def find_active_badge(subject_id: int) -> BadgeRow | None:
    """The subject's badge that counts now, or None."""
    async with connection() as held:
        row = await held.fetchrow(_ACTIVE, subject_id, clock.now())
    return BadgeRow(**row) if row else None


async def list_codes(subject_ids: list[int]) -> list[tuple[str, str]]:
    """(digits, short code) of every unexpired badge of these subjects, replaced ones too."""
    async with connection() as held:
        rows = await held.fetch(_CODES, subject_ids, clock.now())
    return [(row["digits"], row["short_code"]) for row in rows]
