"""One way to a provider and back: begun in a browser, taken up once, by that browser only.

Nonce and code verifier are reckoned from the state with a key of the server, so that no secret of
an attempt is stored.
"""

import base64
import hashlib
import secrets

import msgspec

from credit.identity.oidc.rules import KEPT, LIFETIME, safe_path
from credit.identity.oidc.tokens import ProvenIdentity
from credit.identity.queries import read_public_id
from credit.identity.sessions import Device
from credit.kit import clock
from credit.kit.crypto import derive, get_keyring, mac
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem
from credit.settings import get_settings

TABLE, COLUMN = "oidc_attempt", "identity_sealed"
STALE = "这次登录对不上或已过期，请从头再来一次"
_BEGIN = """
INSERT INTO oidc_attempt (state_hash, device_hash, provider, account_id, next_path, created_at,
  expires_at)
VALUES ($1, $2, $3, (SELECT id FROM account WHERE public_id = $4), $5, $6, $7)
"""
_FIELDS = """
provider, next_path, identity_sealed,
  (SELECT public_id::text FROM account a WHERE a.id = oidc_attempt.account_id) AS linking
"""
_TAKE = f"""
UPDATE oidc_attempt SET returned_at = $3
WHERE state_hash = $1 AND device_hash = $2 AND returned_at IS NULL AND expires_at > $3
RETURNING {_FIELDS}
"""  # noqa: S608 - a constant
_AGAIN = f"""
SELECT {_FIELDS} FROM oidc_attempt
WHERE state_hash = $1 AND device_hash = $2 AND identity_sealed IS NOT NULL AND done_at IS NULL
  AND expires_at > $3
"""  # noqa: S608 - a constant
_KEEP = "UPDATE oidc_attempt SET identity_sealed = $2 WHERE state_hash = $1"
_DONE = """
UPDATE oidc_attempt SET done_at = $2, identity_sealed = NULL
WHERE state_hash = $1 AND done_at IS NULL RETURNING id
"""


class Attempt(msgspec.Struct, frozen=True):
    """An attempt that came back. `linking`: the account (public id) to link with, if any."""

    state: str
    provider: str
    next_path: str
    linking: str | None
    identity: ProvenIdentity | None = None


async def begin(provider: str, device: bytes, next_path: str, linking: str | None) -> str:
    """A new state, which only this browser can bring back."""
    state, now = secrets.token_urlsafe(32), clock.now()
    account = read_public_id(linking) if linking else None
    async with transaction() as held:
        await held.execute(
            _BEGIN, _hash(state), device, provider, account, safe_path(next_path), now,
            now + LIFETIME,
        )  # fmt: skip
    return state


async def take(state: str, device: Device) -> Attempt:
    """Take an attempt up, once; Problem provider-refused for one that is used, old or another's."""
    return await _read(_TAKE, state, device)


async def resume(state: str, device: Device) -> Attempt:
    """The attempt whose person was asked for the age; its identity is proven already."""
    return await _read(_AGAIN, state, device)


async def keep_identity(state: str, identity: ProvenIdentity) -> None:
    """Remember who it is until the person has said their age."""
    text = msgspec.json.encode(identity)
    sealed = get_keyring().seal(text, table=TABLE, column=COLUMN, row=_hash(state).hex())
    async with transaction() as held:
        await held.execute(_KEEP, _hash(state), sealed)


async def finish(held: Connection, state: str) -> None:
    """End an attempt; Problem provider-refused for one that was ended meanwhile."""
    if await held.fetchval(_DONE, _hash(state), clock.now()) is None:
        raise Problem("provider-refused", detail=STALE)


async def delete_old_attempts() -> int:
    """Forget attempts after a day; returns how many."""
    async with transaction() as held:
        done: str = await held.execute(
            "DELETE FROM oidc_attempt WHERE created_at < $1", clock.now() - KEPT
        )
    return int(done.split()[-1])


def nonce_of(state: str) -> str:
    """The nonce of an attempt."""
    return _reckon(state, "oidc-nonce")


def verifier_of(state: str) -> str:
    """The PKCE code verifier of an attempt: 43 characters."""
    return _reckon(state, "oidc-verifier")


async def _read(sql: str, state: str, device: Device) -> Attempt:
    async with transaction() as held:
        row = await held.fetchrow(sql, _hash(state), device.hash, clock.now())
    if row is None:
        raise Problem("provider-refused", detail=STALE)
    identity = None
    if row["identity_sealed"]:
        text = get_keyring().unseal(
            row["identity_sealed"], table=TABLE, column=COLUMN, row=_hash(state).hex()
        )
        identity = msgspec.json.decode(text, type=ProvenIdentity)
    return Attempt(state, row["provider"], row["next_path"], row["linking"], identity)


def _reckon(state: str, purpose: str) -> str:
    key = derive(get_settings().master_key, purpose)
    digest = mac(get_keyring().provider, key, state.encode("utf-8", "surrogateescape"))
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(state: str) -> bytes:
    return hashlib.sha256(state.encode("utf-8", "surrogateescape")).digest()
