"""Setting a second factor up, and taking it away."""

import secrets

import msgspec
import pyotp

from credit.identity.passwords import is_password
from credit.identity.queries import AccountRow, find_account_by_login
from credit.identity.rules import normalise_login
from credit.identity.second_factor.checking import (
    COLUMN,
    TABLE,
    check_second_factor,
    recovery_macs,
    take_code,
)
from credit.identity.sessions import Device, Session, start_session
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.crypto import get_keyring
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

ISSUER = "信用青海"
CODES = 8
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_PUT = """
INSERT INTO second_factor (account_id, secret_sealed, last_step, created_at)
VALUES ($1, $2, 0, $3)
ON CONFLICT (account_id) DO UPDATE SET secret_sealed = excluded.secret_sealed, last_step = 0,
  created_at = excluded.created_at, confirmed_at = NULL
"""
_CONFIRM = """
UPDATE second_factor SET confirmed_at = $2 WHERE account_id = $1 AND confirmed_at IS NULL
RETURNING account_id
"""
_CODE = "INSERT INTO recovery_code (account_id, code_mac) VALUES ($1, $2)"


class Enrolment(msgspec.Struct, frozen=True):
    """A secret to be put into an app: as text, and as the address of the QR code."""

    secret: str
    uri: str


async def start_enrolment(login: str, password: str, otp: str) -> Enrolment:
    """A fresh secret, not yet in force. Who has one already must prove it (`otp`) to replace it.

    Raises Problem sign-in-failed, second-factor-required, forbidden for others than officers.
    """
    account = await _prove(login, password)
    async with transaction() as held:
        if await check_second_factor(held, account, otp) in ("required", "wrong"):
            raise Problem("second-factor-required", detail="更换前，请输入现在的动态口令或恢复码")
        secret = pyotp.random_base32()
        sealed = get_keyring().seal(
            secret.encode(), table=TABLE, column=COLUMN, row=account.public_id
        )
        await held.execute(_PUT, account.id, sealed, clock.now())
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=ISSUER)
    return Enrolment(secret, uri)


async def confirm_enrolment(
    login: str, password: str, otp: str, device: Device
) -> tuple[Session, list[str]]:
    """Put the secret into force with a first code; gives the session and the recovery codes.

    Raises Problem sign-in-failed, or second-factor-required for a wrong code.
    """
    account = await _prove(login, password)
    async with transaction() as held:
        fits = await take_code(held, account, otp)
        if not fits or not await held.fetchval(_CONFIRM, account.id, clock.now()):
            raise Problem("second-factor-required", detail="动态口令不对，看看手机时间准不准")
        codes = await _new_recovery_codes(held, account)
        session = await start_session(held, account, device, "password")
        if session is None:
            raise Problem("sign-in-failed")
        await _audit(account.public_id, "second_factor.confirm", account.public_id)
    return session, codes


async def reset_second_factor(login: str, *, actor: str) -> None:
    """Take a lost second factor away, by the operator; Problem not-found for no such account."""
    account = await find_account_by_login(normalise_login(login))
    if account is None:
        raise Problem("not-found", detail="没有这个账号")
    async with transaction() as held:
        await held.execute("DELETE FROM second_factor WHERE account_id = $1", account.id)
        await held.execute("DELETE FROM recovery_code WHERE account_id = $1", account.id)
        await _audit(actor, "second_factor.reset", account.public_id)


async def _prove(login: str, password: str) -> AccountRow:
    account = await find_account_by_login(normalise_login(login))
    fits = await is_password(password, account.password_hash if account else None)
    if account is None or not fits or not account.active:
        raise Problem("sign-in-failed")
    if account.kind != "officer":
        raise Problem("forbidden", detail="动态口令只用于工作人员账号")
    return account


async def _new_recovery_codes(held: Connection, account: AccountRow) -> list[str]:
    await held.execute("DELETE FROM recovery_code WHERE account_id = $1", account.id)
    codes = [_code() for _ in range(CODES)]
    for code in codes:
        await held.execute(_CODE, account.id, recovery_macs(account.public_id, code)[0])
    return codes


def _code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


async def _audit(actor: str, action: str, public_id: str) -> None:
    await append_audit(
        actor=actor, action=action, object_type="account", object_id=public_id, detail={}
    )
