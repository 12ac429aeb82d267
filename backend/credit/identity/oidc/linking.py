"""Identities of providers and the accounts they belong to."""

import uuid
from datetime import datetime

import asyncpg
import msgspec

from credit.identity.oidc.tokens import ProvenIdentity
from credit.identity.personal.keys import make_data_key
from credit.identity.queries import AccountRow, find_account, read_public_id
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.crypto import get_keyring
from credit.kit.db import Connection, connection, transaction
from credit.kit.problems import Problem

TABLE, SEALED, INDEX = "external_identity", "subject_sealed", "subject_index"
_FIND = "SELECT account_id FROM external_identity WHERE subject_index = ANY($1)"
_USED = "UPDATE external_identity SET used_at = $2 WHERE subject_index = ANY($1)"
_LINK = """
INSERT INTO external_identity (public_id, account_id, provider, subject_sealed, subject_index,
  linked_at, used_at)
SELECT $2, id, $3, $4, $5, $6, $6 FROM account WHERE public_id = $1
"""
_LIST = """
SELECT e.public_id::text AS id, e.provider, e.linked_at, e.used_at
FROM external_identity e JOIN account a ON a.id = e.account_id
WHERE a.public_id = $1 ORDER BY e.linked_at LIMIT 20
"""
_UNLINK = """
DELETE FROM external_identity e USING account a
WHERE a.id = e.account_id AND a.public_id = $1 AND e.public_id = $2 RETURNING e.provider
"""


class LinkedIdentity(msgspec.Struct, frozen=True):
    """One identity by which an account signs in."""

    id: str
    provider: str
    linked_at: datetime
    used_at: datetime


async def find_linked_account(held: Connection, identity: ProvenIdentity) -> AccountRow | None:
    """The account of an identity, whose use is noted; or None."""
    indexes = _indexes(identity)
    account_id = await held.fetchval(_FIND, indexes)
    if account_id is None:
        return None
    await held.execute(_USED, indexes, clock.now())
    return await find_account(account_id)


async def link(held: Connection, account_id: str, identity: ProvenIdentity) -> None:
    """Link an identity with an account (public id); to the same account again it does nothing.

    Raises Problem conflict for an identity of another account, or a second one of this provider.
    """
    linked = await find_linked_account(held, identity)
    if linked and linked.public_id == account_id:
        return
    if linked:
        raise Problem("conflict", detail="这个统一身份已绑定另一个账号，请先在那边解绑")
    ring, link_id = await make_data_key(held, account_id), uuid.uuid4()
    sealed = ring.seal(identity.subject.encode(), table=TABLE, column=SEALED, row=str(link_id))
    values = (link_id, identity.provider, sealed, _indexes(identity)[0], clock.now())
    try:
        async with transaction():
            await held.execute(_LINK, read_public_id(account_id), *values)
    except asyncpg.UniqueViolationError as error:
        raise Problem("conflict", detail="这个账号已绑定过这家的身份，请先解绑原来的") from error
    await _audit(account_id, "identity.link", identity.provider)


async def unlink(account_id: str, link_id: uuid.UUID) -> None:
    """Take an identity off an account; Problem not-found for none of its own."""
    async with transaction() as held:
        provider = await held.fetchval(_UNLINK, read_public_id(account_id), link_id)
        if provider is None:
            raise Problem("not-found", detail="没有这个绑定")
        await _audit(account_id, "identity.unlink", provider)


async def list_linked(account_id: str) -> list[LinkedIdentity]:
    """The identities of an account, oldest first."""
    async with connection() as held:
        rows = await held.fetch(_LIST, read_public_id(account_id))
    return [LinkedIdentity(**row) for row in rows]


def _indexes(identity: ProvenIdentity) -> list[bytes]:
    """Subjects are unique within their issuer only."""
    who = f"{identity.issuer}\n{identity.subject}"
    return get_keyring().blind_indexes(who, table=TABLE, column=INDEX)


async def _audit(account_id: str, action: str, provider: str) -> None:
    await append_audit(
        actor=account_id,
        action=action,
        object_type="account",
        object_id=account_id,
        detail={"provider": provider},
    )
