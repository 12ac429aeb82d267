"""What badges should say, and which of them are due."""

from datetime import datetime

from credit.codes.badges.rules import (
    INSUFFICIENT_REASON,
    MAX_SUSPENSION,
    Held,
    PastBadge,
    Wanted,
)
from credit.codes.badges.short_name import short_name_of
from credit.kit import clock
from credit.kit.db import connection

MAX_SUBJECTS = 1000
MAX_HISTORY = 100
_WANTED = """
SELECT id, uscc, name, short_name, grade, demo,
  EXISTS (SELECT FROM badge b WHERE b.subject_id = s.id AND b.status = 'suspended'
          AND b.status_reason <> $2 AND b.status_at > $3) AS barred
FROM subject s WHERE id = ANY($1) AND uscc IS NOT NULL ORDER BY id
"""
_SUSPENDED_AT = """
SELECT max(status_at) FROM badge
WHERE subject_id = $1 AND status = 'suspended' AND status_reason <> $2
"""
_HISTORY = """
SELECT short_code, short_name, grade, issued_at, expires_at, status, status_reason, status_basis,
  status_at
FROM badge WHERE subject_id = $1 ORDER BY id DESC LIMIT $2
"""
_LOCK = "SELECT FROM subject WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
_HELD = """
SELECT id AS badge_id, subject_id, kid, short_name, grade, expires_at
FROM badge WHERE subject_id = ANY($1) AND status = 'active'
"""
_ENDING = """
SELECT subject_id FROM badge WHERE status = 'active' AND expires_at < $1 AND subject_id > $2
ORDER BY subject_id LIMIT $3
"""
_UNBADGED = """
SELECT s.id FROM subject s
WHERE s.id > $1 AND s.grade <> 'N' AND s.uscc IS NOT NULL
  AND NOT EXISTS (SELECT FROM badge b WHERE b.subject_id = s.id AND b.status = 'active')
ORDER BY s.id LIMIT $2
"""


async def list_wanted(subject_ids: list[int]) -> list[Wanted]:
    """What the badges of these subjects should say; locks the subjects until the commit.

    Two statements: one that waits for a lock goes on seeing what was true before it waited, and
    would sign a new code over a suspension that was committed meanwhile.
    """
    since = clock.now() - MAX_SUSPENSION
    async with connection() as held:
        await held.execute(_LOCK, subject_ids)
        rows = await held.fetch(_WANTED, subject_ids, INSUFFICIENT_REASON, since)
    return [
        Wanted(
            subject_id=row["id"],
            uscc=row["uscc"],
            short_name=short_name_of(row["name"], row["short_name"]),
            grade=row["grade"],
            demo=row["demo"],
            barred=row["barred"],
        )
        for row in rows
    ]


async def find_suspension_end(subject_id: int) -> datetime | None:
    """Until when an officer's suspension bars the subject from new codes; None: it does not."""
    async with connection() as held:
        suspended_at = await held.fetchval(_SUSPENDED_AT, subject_id, INSUFFICIENT_REASON)
    ends = suspended_at and suspended_at + MAX_SUSPENSION
    return ends if ends and ends > clock.now() else None


async def lock_subject(subject_id: int) -> None:
    """Badges of a subject change one after another: whoever writes them locks it first."""
    async with connection() as held:
        await held.execute(_LOCK, [subject_id])


async def list_history(subject_id: int) -> list[PastBadge]:
    """Every badge of a subject, newest first, at most 100."""
    async with connection() as held:
        rows = await held.fetch(_HISTORY, subject_id, MAX_HISTORY)
    return [PastBadge(**row) for row in rows]


async def list_held(subject_ids: list[int]) -> dict[int, Held]:
    """The active badges of these subjects, by subject."""
    async with connection() as held:
        rows = await held.fetch(_HELD, subject_ids)
    return {row["subject_id"]: Held(**row) for row in rows}


async def list_ending_subjects(before: datetime, after: int = 0) -> list[int]:
    """Subjects whose active badge ends before a moment; pages by subject, 1,000 a call."""
    async with connection() as held:
        rows = await held.fetch(_ENDING, before, after, MAX_SUBJECTS)
    return [row["subject_id"] for row in rows]


async def list_unbadged_subjects(after: int = 0) -> list[int]:
    """Graded subjects without an active badge; pages by key, 1,000 a call."""
    async with connection() as held:
        rows = await held.fetch(_UNBADGED, after, MAX_SUBJECTS)
    return [row["id"] for row in rows]
