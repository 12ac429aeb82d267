"""Reading keys, bundles and lists, and the badges that the lists are made of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.cose import ES256
from credit.codes.core.keys import KeyEntry
from credit.codes.core.status_list import StatusSets
from credit.codes.trust.rules import Key
from credit.kit import clock
from credit.kit.db import connection

ALG_NUMBERS = {"ES256": ES256}


class StoredKey(msgspec.Struct, frozen=True):
    """A key as stored: its public point (65 bytes) and its private half under the master key."""

    key: Key
    alg: str
    public_key: bytes
    private_key_sealed: bytes = msgspec.field(default=b"")


class StoredBundle(msgspec.Struct, frozen=True):
    """A signed trust bundle; ``body`` is what phones fetch."""

    seq: int
    issued_at: datetime
    content_hash: bytes
    body: bytes


class StoredList(msgspec.Struct, frozen=True):
    """One signed version of a status list; ``body`` is what phones fetch."""

    list_id: str
    seq: int
    issued_at: datetime
    expires_at: datetime
    content_hash: bytes
    body: bytes


_KEYS = f"""
SELECT {", ".join(Key.__struct_fields__)}, alg, public_key, private_key_sealed
FROM signing_key ORDER BY kid
"""  # noqa: S608 - constants
_BUNDLE = "SELECT seq, issued_at, content_hash, body FROM trust_bundle ORDER BY seq DESC LIMIT 1"
_LISTS = """
SELECT DISTINCT ON (list_id) list_id, seq, issued_at, expires_at, content_hash, body
FROM status_list WHERE list_id = ANY($1) ORDER BY list_id, seq DESC
"""
_ALL_LISTS = """
SELECT DISTINCT ON (list_id) list_id, seq, issued_at, expires_at, content_hash, body
FROM status_list WHERE expires_at > $1 ORDER BY list_id, seq DESC
"""
_VERSION = """
SELECT list_id, seq, issued_at, expires_at, content_hash, body
FROM status_list WHERE list_id = $1 AND seq = $2
"""
_VERSIONS = "SELECT seq FROM status_list WHERE list_id = $1 ORDER BY seq"
# A replaced code leads to its shop's present page while the shop has a badge (verdicts/judging):
# without one it counts as revoked; beside one that says something else it is superseded.
_ENDED = """
SELECT list_no, kind, array_agg(list_index) AS indexes FROM (
  SELECT b.list_no, b.list_index, CASE
    WHEN b.status = 'revoked' OR (b.status = 'replaced' AND a.id IS NULL) THEN 'revoked'
    WHEN b.status = 'suspended' THEN 'suspended'
    WHEN (a.grade, a.short_name) IS DISTINCT FROM (b.grade, b.short_name) THEN 'superseded'
  END AS kind
  FROM badge b LEFT JOIN badge a
    ON a.subject_id = b.subject_id AND a.status = 'active' AND a.expires_at > $1
  WHERE b.status <> 'active' AND b.expires_at > $1
) ended WHERE kind IS NOT NULL GROUP BY list_no, kind
"""
# When a badge last changed, and when the next one ends by itself.
_MARK = """
SELECT (SELECT max(status_at) FROM badge) AS changed,
  (SELECT min(expires_at) FROM badge WHERE status = 'active' AND expires_at > $1) AS ends,
  (SELECT min(issued_at) FROM trust_bundle) IS NULL AS is_empty
"""
_SUBJECTS_OF_KEY = """
SELECT DISTINCT subject_id FROM badge
WHERE kid = $1 AND expires_at > $2 AND status IN ('active', 'replaced') ORDER BY subject_id
"""


async def list_keys() -> list[StoredKey]:
    """Every key that was ever made, by kid: at most 255."""
    async with connection() as held:
        rows = await held.fetch(_KEYS)
    return [_stored_key(row) for row in rows]


async def list_key_entries() -> dict[int, KeyEntry]:
    """The keys whose signatures count, by kid: published ones, retired ones until they expire.

    A key that was removed is not among them: what it signed is dead from that moment on.
    """
    stored = await list_keys()
    counting = [s for s in stored if s.key.published_at and not s.key.removed_at]
    return {s.key.kid: key_entry(s) for s in counting}


def key_entry(stored: StoredKey) -> KeyEntry:
    """A stored key as a verifier knows it."""
    key = stored.key
    return KeyEntry(
        kid=key.kid,
        use=key.use,
        alg=ALG_NUMBERS[stored.alg],
        public_key=ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), stored.public_key),
        not_before=int(key.not_before.timestamp()),
        expires_at=int(key.expires_at.timestamp()),
    )


async def find_bundle() -> StoredBundle | None:
    """The newest bundle; None when none was ever signed."""
    async with connection() as held:
        row = await held.fetchrow(_BUNDLE)
    return StoredBundle(**row) if row else None


async def find_current_bundle() -> bytes | None:
    """The newest bundle as phones fetch it; None when none was ever signed."""
    found = await find_bundle()
    return found.body if found else None


async def find_lists(list_ids: Sequence[str]) -> dict[str, StoredList]:
    """The newest version of each of these lists, by list id; missing ones are left out."""
    async with connection() as held:
        rows = await held.fetch(_LISTS, list(list_ids))
    return {row["list_id"]: StoredList(**row) for row in rows}


async def list_stored_lists() -> list[StoredList]:
    """The newest version of every list that has not run out: at most 48."""
    async with connection() as held:
        rows = await held.fetch(_ALL_LISTS, clock.now())
    return [StoredList(**row) for row in rows]


async def list_current_lists() -> dict[str, bytes]:
    """Every list that has not run out as phones fetch it, by list id."""
    return {each.list_id: each.body for each in await list_stored_lists()}


async def find_list_version(list_id: str, seq: int) -> StoredList | None:
    """One kept version of a list, or None."""
    async with connection() as held:
        row = await held.fetchrow(_VERSION, list_id, seq)
    return StoredList(**row) if row else None


async def list_versions(list_id: str) -> list[int]:
    """The kept versions of a list, oldest first: some dozens."""
    async with connection() as held:
        rows = await held.fetch(_VERSIONS, list_id)
    return [row["seq"] for row in rows]


async def list_ended_badges() -> dict[int, StatusSets]:
    """What each merchant list must say, by list number; lists without an entry are left out."""
    async with connection() as held:
        rows = await held.fetch(_ENDED, clock.now())
    found: dict[int, dict[str, frozenset[int]]] = {}
    for row in rows:
        found.setdefault(row["list_no"], {})[row["kind"]] = frozenset(row["indexes"])
    none: frozenset[int] = frozenset()
    return {
        number: StatusSets(
            *(kinds.get(kind, none) for kind in ("revoked", "suspended", "superseded"))
        )
        for number, kinds in found.items()
    }


async def find_change_mark() -> tuple[datetime | bool | None, ...]:
    """What moves when the lists may have changed; equal marks mean that nothing happened."""
    async with connection() as held:
        row = await held.fetchrow(_MARK, clock.now())
    return tuple(row)


async def list_subjects_of_key(kid: int) -> list[int]:
    """Subjects with a badge that counts, replaced ones too, that a key signed."""
    async with connection() as held:
        rows = await held.fetch(_SUBJECTS_OF_KEY, kid, clock.now())
    return [row["subject_id"] for row in rows]


def _stored_key(row: Any) -> StoredKey:
    values = dict(row)
    sealed, point = bytes(values.pop("private_key_sealed")), bytes(values.pop("public_key"))
    alg = values.pop("alg")
    return StoredKey(Key(**values), alg, point, sealed)
