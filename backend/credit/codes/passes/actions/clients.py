"""Verifier clients: apps of offices that verify through the API. Keys are kept hashed."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.codes.passes.purposes import PassPurpose
from credit.codes.passes.schemas import ClientView, NewClientView, RegisterClient
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.auth import CLIENT_KEY_PREFIX
from credit.kit.db import connection, transaction
from credit.kit.problems import Problem

MONTH: Final = timedelta(days=30)
MAX_CLIENTS: Final = 200
_VIEW = """
public_id::text AS id, name, agency, purposes, quota_minute, quota_day, created_at, expires_at,
  revoked_at
"""
_INSERT = f"""
INSERT INTO verifier_client (public_id, name, agency, key_hash, purposes, quota_minute, quota_day,
  created_by, created_at, expires_at)
SELECT gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9
WHERE (SELECT count(*) FROM verifier_client WHERE revoked_at IS NULL) < $10
RETURNING {_VIEW}
"""  # noqa: S608 - constants
_LIST = f"SELECT {_VIEW} FROM verifier_client ORDER BY created_at DESC, id DESC LIMIT $1"  # noqa: S608
_REVOKE = """
UPDATE verifier_client SET revoked_at = $2 WHERE public_id = $1 AND revoked_at IS NULL RETURNING id
"""
_FIND = """
SELECT public_id::text AS id, name, agency, purposes, quota_minute, quota_day FROM verifier_client
WHERE key_hash = $1 AND revoked_at IS NULL AND expires_at > $2
"""


class ClientRow(msgspec.Struct, frozen=True):
    """A client that may verify now."""

    id: str
    name: str
    agency: str
    purposes: list[PassPurpose]
    quota_minute: int
    quota_day: int


async def register_client(wanted: RegisterClient, *, actor: str) -> NewClientView:
    """Register an app; the answer holds its key, which nobody can read again.

    Raises Problem conflict above 200 living clients.
    """
    key = CLIENT_KEY_PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    purposes = sorted(set(wanted.purposes))
    async with transaction() as held:
        row = await held.fetchrow(
            _INSERT, wanted.name.strip(), wanted.agency.strip(),
            hashlib.sha256(key.encode()).digest(), purposes, wanted.quota_minute,
            wanted.quota_day, actor, now, now + MONTH * wanted.months, MAX_CLIENTS,
        )  # fmt: skip
        if row is None:
            raise Problem("conflict", detail=f"最多 {MAX_CLIENTS} 个核验应用，请先停用不用的")
        detail = {"name": wanted.name, "agency": wanted.agency, "purposes": " ".join(purposes)}
        await _audit("verifier_client.register", row["id"], detail, actor)
    return NewClientView(**dict(row), key=key)


async def revoke_client(public_id: str, *, actor: str) -> None:
    """End a client's key at once; Problem not-found for none that lives."""
    async with transaction() as held:
        gone = await held.fetchval(_REVOKE, read_public_id(public_id), clock.now())
        if gone is None:
            raise Problem("not-found", detail="没有这个核验应用，或已停用")
        await _audit("verifier_client.revoke", str(UUID(public_id)), {}, actor)


async def list_clients() -> list[ClientView]:
    """All clients, newest first; at most 200."""
    async with connection() as held:
        return [ClientView(**row) for row in await held.fetch(_LIST, MAX_CLIENTS)]


async def find_client(key_hash: bytes, now: datetime) -> ClientRow | None:
    """The client whose key has this SHA-256, if it may verify now."""
    async with connection() as held:
        row = await held.fetchrow(_FIND, key_hash, now)
    return ClientRow(**row) if row else None


async def _audit(action: str, public_id: str, detail: dict[str, Any], actor: str) -> None:
    await append_audit(
        actor=actor,
        action=action,
        object_type="verifier_client",
        object_id=public_id,
        detail=detail,
    )
