"""Reading badges, for verdicts and for pages."""

from datetime import datetime
from typing import Any

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
# A badge and, when it was replaced, whether the shop has an active one today.
_READ = f"""
SELECT {", ".join(f"b.{name}" for name in BadgeRow.__struct_fields__)},
  EXISTS (SELECT FROM badge a WHERE a.subject_id = b.subject_id AND a.status = 'active'
          AND a.expires_at > $1) AS has_active
FROM badge b WHERE
"""  # noqa: S608 - constants
_BY_INDEX = f"{_READ} b.list_no = $2 AND b.list_index = $3"
_BY_SHORT_CODE = f"{_READ} b.short_code = $2"
_ACTIVE = f"""
SELECT {_COLUMNS} FROM badge WHERE subject_id = $1 AND status = 'active' AND expires_at > $2
"""  # noqa: S608 - constants
_CODES = "SELECT digits, short_code FROM badge WHERE subject_id = ANY($1) AND expires_at > $2"


class ReadBadge(msgspec.Struct, frozen=True):
    """A badge that somebody scanned or typed; ``has_active``: its shop has one that counts."""

    badge: BadgeRow
    has_active: bool


async def find_badge_by_index(list_no: int, list_index: int) -> ReadBadge | None:
    """The badge that a token names, or None."""
    return await _find(_BY_INDEX, list_no, list_index)


async def find_badge_by_short_code(code: str) -> ReadBadge | None:
    """The badge with this typed code (normalised), or None."""
    return await _find(_BY_SHORT_CODE, code)


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


async def _find(sql: str, *args: Any) -> ReadBadge | None:
    async with connection() as held:
        row = await held.fetchrow(sql, clock.now(), *args)
    if row is None:
        return None
    values = dict(row)
    has_active = values.pop("has_active")
    return ReadBadge(BadgeRow(**values), has_active)
