"""Sessions: signing in, rotating refresh tokens, signing out.

A refresh token is 256 random bits; the database holds its SHA-256. All tokens that grew out
of one sign-in are a family. The second use of a token means that somebody copied it, so the
family ends: the honest client signs in again, the thief cannot.

One exception: a reply that the network lost. For a few seconds the same token gives the same
successor once more, if it was never used and the same device asks. To that end a successor is
reckoned from its predecessor with a key of the server, so that no token need be stored.
"""

import base64
import hashlib
import secrets
import uuid
from datetime import timedelta

import msgspec

from credit.identity.passwords import is_password
from credit.identity.queries import AccountRow, find_account, find_account_by_login
from credit.identity.rules import LOST_REPLY, REFRESH_LIFETIME, normalise_login
from credit.identity.second_factor.checking import check_second_factor
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.auth import forget_session
from credit.kit.crypto import derive, get_keyring, mac
from credit.kit.db import Connection, on_commit, transaction
from credit.kit.problems import Problem
from credit.settings import get_settings

KEPT_AFTER_EXPIRY = timedelta(days=7)


class Session(msgspec.Struct, frozen=True):
    """A live session: its account and the refresh token that continues it."""

    account: AccountRow
    refresh_token: str


class Device(msgspec.Struct, frozen=True):
    """What asks: the SHA-256 of its cookie (None for one without), and a coarse name."""

    hash: bytes | None = None
    label: str = ""


UNKNOWN_DEVICE = Device()
_REPEAT = """
SELECT t.account_id FROM refresh_token t
JOIN sign_in_session s ON s.family = t.family AND s.ended_at IS NULL AND s.device_hash = $3
JOIN refresh_token n ON n.token_hash = $2 AND n.used_at IS NULL AND n.revoked_at IS NULL
WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.used_at > $4
"""
_START = """
INSERT INTO sign_in_session (family, account_id, label, method, device_hash, created_at,
  last_used_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
"""
_CONTINUE = "UPDATE sign_in_session SET last_used_at = $2 WHERE family = $1"
_END_FAMILY = """
WITH ended AS (UPDATE sign_in_session SET ended_at = $2 WHERE family = $1 AND ended_at IS NULL)
UPDATE refresh_token SET revoked_at = $2 WHERE family = $1 AND revoked_at IS NULL
RETURNING account_id
"""
_FAMILY = "SELECT family FROM refresh_token WHERE token_hash = $1"


async def sign_in(
    login: str, password: str, device: Device = UNKNOWN_DEVICE, otp: str = ""
) -> Session:
    """A new session; Problem sign-in-failed whatever was wrong, after the same work.

    After a right password: second-factor-required, or second-factor-missing for an officer in
    production who has none yet.
    """
    account = await find_account_by_login(normalise_login(login))
    fits = await is_password(password, account.password_hash if account else None)
    async with transaction() as held:
        factor = await check_second_factor(held, account, otp) if fits and account else "fine"
        good = fits and factor == "fine"
        session = await start_session(held, account, device, "password") if good else None
        # Known or not, one entry: neither the answer nor its time tells whether a login exists.
        if session is None:
            await _audit("session.refused", account)
    if factor in ("required", "missing"):
        raise Problem(f"second-factor-{factor}")
    if session is None:
        raise Problem("sign-in-failed")
    return session


async def start_session(
    held: Connection, account: AccountRow | None, device: Device, method: str
) -> Session | None:
    """A session for somebody who has proven who they are; None for an account that may not."""
    if account is None or not _may_sign_in(account):
        return None
    family, now = uuid.uuid4(), clock.now()
    await held.execute(_START, family, account.id, device.label, method, device.hash, now)
    token = secrets.token_urlsafe(32)
    await _store(held, account.id, family, token)
    await _audit("session.start", account)
    return Session(account, token)


async def refresh_session(token: str, device: Device = UNKNOWN_DEVICE) -> Session:
    """The next session of the token's family; Problem unauthenticated when it is over."""
    async with transaction() as held:
        session = await _rotate(held, token) or await _repeat(held, token, device)
        if session is None:
            await _end_copied(held, token)
    if session is None:  # raised after the commit: the end of a family must last
        raise Problem("unauthenticated", detail="登录已过期，请重新登录")
    return session


async def end_session(token: str) -> None:
    """Sign out: end the token's family. An unknown token is no error."""
    async with transaction() as held:
        family = await held.fetchval(_FAMILY, _hash(token))
        account_id = family and await held.fetchval(_END_FAMILY, family, clock.now())
        if account_id is not None:
            await _audit("session.end", await find_account(account_id))


async def delete_old_tokens() -> int:
    """Forget tokens a week after they ran out; returns how many."""
    async with transaction() as held:
        done: str = await held.execute(
            "DELETE FROM refresh_token WHERE expires_at < $1", clock.now() - KEPT_AFTER_EXPIRY
        )
    return int(done.split()[-1])


def _may_sign_in(account: AccountRow) -> bool:
    return account.active and not (account.demo and get_settings().is_production)


async def _store(held: Connection, account_id: int, family: uuid.UUID, token: str) -> None:
    await held.execute(
        "INSERT INTO refresh_token (account_id, family, token_hash, expires_at) "
        "VALUES ($1, $2, $3, $4)",
        account_id,
        family,
        _hash(token),
        clock.now() + REFRESH_LIFETIME,
    )


async def _rotate(held: Connection, token: str) -> Session | None:
    """Use the token up and issue the next; one conditional UPDATE, so a race has one winner."""
    row = await held.fetchrow(
        "UPDATE refresh_token SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL "
        "AND revoked_at IS NULL AND expires_at > $2 RETURNING account_id, family",
        _hash(token),
        clock.now(),
    )
    account = await find_account(row["account_id"]) if row else None
    if account is None or not _may_sign_in(account):
        return None
    after = _successor(token)
    await _store(held, account.id, row["family"], after)
    await held.execute(_CONTINUE, row["family"], clock.now())
    return Session(account, after)


async def _repeat(held: Connection, token: str, device: Device) -> Session | None:
    """The successor once more, when its reply was lost on the way to the same device."""
    if device.hash is None:
        return None
    after = _successor(token)
    since = clock.now() - LOST_REPLY
    values = (_hash(token), _hash(after), device.hash, since)
    account_id = await held.fetchval(_REPEAT, *values)
    account = await find_account(account_id) if account_id else None
    return Session(account, after) if account and _may_sign_in(account) else None


async def _end_copied(held: Connection, token: str) -> None:
    """A token that was used before is a copy: end its family and all access tokens at once."""
    family = await held.fetchval(f"{_FAMILY} AND used_at IS NOT NULL", _hash(token))
    account_id = family and await end_family(held, family)
    if account_id:
        await _audit("session.copied", await find_account(account_id))


async def end_family(held: Connection, family: uuid.UUID) -> int | None:
    """End a session and all access tokens of its account; the other sessions renew theirs.

    Returns the account's key; None when the session was over.
    """
    account_id: int | None = await held.fetchval(_END_FAMILY, family, clock.now())
    if account_id is not None:
        await end_access_tokens(held, account_id)
    return account_id


async def end_access_tokens(held: Connection, account_id: int) -> None:
    """No access token given until now works any longer: here at the commit, elsewhere in 1 s."""
    public_id = await held.fetchval(
        "UPDATE account SET session_version = session_version + 1 WHERE id = $1 "
        "RETURNING public_id::text",
        account_id,
    )
    on_commit(lambda: forget_session(public_id))


async def _audit(action: str, account: AccountRow | None) -> None:
    known = account.public_id if account else "unknown"
    await append_audit(
        actor=known, action=action, object_type="account", object_id=known, detail={}
    )


def _successor(token: str) -> str:
    """The token that follows: only the server can reckon it."""
    key = derive(get_settings().master_key, "refresh-successor")
    digest = mac(get_keyring().provider, key, token.encode("utf-8", "surrogateescape"))
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
