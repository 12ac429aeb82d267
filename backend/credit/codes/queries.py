"""Reading signing keys and badges."""

from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.cose import ES256
from credit.codes.rules import INSUFFICIENT_REASON, Held, Wanted
from credit.codes.short_name import short_name_of
from credit.codes.token import KeyEntry
from credit.kit import clock
from credit.kit.db import connection

ALG_NUMBERS = {"ES256": ES256}
MAX_SUBJECTS = 1000


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


class SealedKey(msgspec.Struct, frozen=True):
    """A signing key whose private half still needs the master key."""

    kid: int
    private_key_sealed: bytes


_COLUMNS = ", ".join(BadgeRow.__struct_fields__)
_KEYS = "SELECT kid, use, alg, public_key, not_before, expires_at, retired_at FROM signing_key"
_SIGNING = """
SELECT kid, private_key_sealed FROM signing_key
WHERE use = $1 AND retired_at IS NULL AND not_before <= $2 AND expires_at >= $3
ORDER BY not_before DESC, kid DESC LIMIT 1
"""
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
_WANTED = """
SELECT id, uscc, name, short_name, grade, demo,
  EXISTS (SELECT FROM badge b WHERE b.subject_id = s.id AND b.status = 'suspended'
          AND b.status_reason <> $2 AND b.expires_at > $3) AS barred
FROM subject s WHERE id = ANY($1) AND uscc IS NOT NULL ORDER BY id FOR NO KEY UPDATE OF s
"""
_HELD = """
SELECT id AS badge_id, subject_id, kid, short_name, grade, expires_at
FROM badge WHERE subject_id = ANY($1) AND status = 'active'
"""
_CODES = "SELECT digits, short_code FROM badge WHERE subject_id = ANY($1) AND expires_at > $2"
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


class ReadBadge(msgspec.Struct, frozen=True):
    """A badge that somebody scanned or typed; ``has_active``: its shop has one that counts."""

    badge: BadgeRow
    has_active: bool


async def list_key_entries() -> dict[int, KeyEntry]:
    """Every key that was ever pinned, by kid; a retired one ends at its retirement."""
    async with connection() as held:
        rows = await held.fetch(_KEYS)
    return {row["kid"]: _key_entry(row) for row in rows}


async def find_sealed_key(use: str, until: datetime) -> SealedKey | None:
    """The newest key for a use that still stands at ``until``, or None."""
    async with connection() as held:
        row = await held.fetchrow(_SIGNING, use, clock.now(), until)
    return SealedKey(row["kid"], bytes(row["private_key_sealed"])) if row else None


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


async def list_wanted(subject_ids: list[int]) -> list[Wanted]:
    """What the badges of these subjects should say; locks the subjects until the commit."""
    async with connection() as held:
        rows = await held.fetch(_WANTED, subject_ids, INSUFFICIENT_REASON, clock.now())
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


async def list_held(subject_ids: list[int]) -> dict[int, Held]:
    """The active badges of these subjects, by subject."""
    async with connection() as held:
        rows = await held.fetch(_HELD, subject_ids)
    return {row["subject_id"]: Held(**row) for row in rows}


async def list_codes(subject_ids: list[int]) -> list[tuple[str, str]]:
    """(digits, short code) of every unexpired badge of these subjects, replaced ones too."""
    async with connection() as held:
        rows = await held.fetch(_CODES, subject_ids, clock.now())
    return [(row["digits"], row["short_code"]) for row in rows]


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


async def _find(sql: str, *args: Any) -> ReadBadge | None:
    async with connection() as held:
        row = await held.fetchrow(sql, clock.now(), *args)
    if row is None:
        return None
    values = dict(row)
    has_active = values.pop("has_active")
    return ReadBadge(BadgeRow(**values), has_active)


def _key_entry(row: Any) -> KeyEntry:
    point = bytes(row["public_key"])
    ends = min(row["expires_at"], row["retired_at"] or row["expires_at"])
    return KeyEntry(
        kid=row["kid"],
        use=row["use"],
        alg=ALG_NUMBERS[row["alg"]],
        public_key=ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point),
        not_before=int(row["not_before"].timestamp()),
        expires_at=int(ends.timestamp()),
    )
