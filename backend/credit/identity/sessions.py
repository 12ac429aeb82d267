"""Sessions: signing in, rotating refresh tokens, signing out.

A refresh token is 256 random bits; the database holds its SHA-256. All tokens that grew out
of one sign-in are a family. The second use of a token means that somebody copied it, so the
family ends: the honest client signs in again, the thief cannot.
"""

import hashlib
import secrets
import uuid
from datetime import timedelta

import msgspec

from credit.identity.passwords import is_password
from credit.identity.queries import AccountRow, find_account, find_account_by_login
from credit.identity.rules import REFRESH_LIFETIME, normalise_login
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.auth import forget_session
from credit.kit.db import Connection, on_commit, transaction
from credit.kit.problems import Problem
from credit.settings import get_settings

KEPT_AFTER_EXPIRY = timedelta(days=7)


class Session(msgspec.Struct, frozen=True):
    """A live session: its account and the refresh token that continues it."""

    account: AccountRow
    refresh_token: str


async def sign_in(login: str, password: str) -> Session:
    """A new session; Problem sign-in-failed whatever was wrong, after the same work."""
    account = await find_account_by_login(normalise_login(login))
    fits = await is_password(password, account.password_hash if account else None)
    async with transaction() as held:
        if account is None or not fits or not _may_sign_in(account):
            token = None
        else:
            token = await _issue(held, account.id, uuid.uuid4())
        # Known or not, one entry: neither the answer nor its time tells whether a login exists.
        await _audit("session.start" if token else "session.refused", account)
    if account is None or token is None:
        raise Problem("sign-in-failed")
    return Session(account, token)


async def refresh_session(token: str) -> Session:
    """The next session of the token's family; Problem unauthenticated when it is over."""
    async with transaction() as held:
        session = await _rotate(held, token)
        if session is None:
            await _end_copied(held, token)
    if session is None:  # raised after the commit: the end of a family must last
        raise Problem("unauthenticated", detail="登录已过期，请重新登录")
    return session


async def end_session(token: str) -> None:
    """Sign out: end the token's family. An unknown token is no error."""
    async with transaction() as held:
        account_id = await held.fetchval(
            "UPDATE refresh_token SET revoked_at = $2 WHERE revoked_at IS NULL AND family = "
            "(SELECT family FROM refresh_token WHERE token_hash = $1) RETURNING account_id",
            _hash(token),
            clock.now(),
        )
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


async def _issue(held: Connection, account_id: int, family: uuid.UUID) -> str:
    token = secrets.token_urlsafe(32)
    await held.execute(
        "INSERT INTO refresh_token (account_id, family, token_hash, expires_at) "
        "VALUES ($1, $2, $3, $4)",
        account_id,
        family,
        _hash(token),
        clock.now() + REFRESH_LIFETIME,
    )
    return token


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
    return Session(account, await _issue(held, account.id, row["family"]))


async def _end_copied(held: Connection, token: str) -> None:
    """A token that was used before is a copy: end its family and all access tokens at once."""
    account_id = await held.fetchval(
        "UPDATE refresh_token SET revoked_at = $2 WHERE revoked_at IS NULL AND family = "
        "(SELECT family FROM refresh_token WHERE token_hash = $1 AND used_at IS NOT NULL) "
        "RETURNING account_id",
        _hash(token),
        clock.now(),
    )
    if account_id is None:
        return
    public_id = await held.fetchval(
        "UPDATE account SET session_version = session_version + 1 WHERE id = $1 "
        "RETURNING public_id::text",
        account_id,
    )
    on_commit(lambda: forget_session(public_id))
    await _audit("session.copied", await find_account(account_id))


async def _audit(action: str, account: AccountRow | None) -> None:
    known = account.public_id if account else "unknown"
    await append_audit(
        actor=known, action=action, object_type="account", object_id=known, detail={}
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
