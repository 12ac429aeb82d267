"""Asking for a code, sending it, and signing in with it."""

import uuid
from datetime import datetime

from credit.identity.ages.rules import GUARDIAN
from credit.identity.newcomers import DeclaredBand, create_citizen
from credit.identity.phones.delivery import TEXTS, find_sender
from credit.identity.phones.holding import put_phone
from credit.identity.phones.rules import KEPT, LIFETIME, AgeBand, Purpose, mask_phone, new_code
from credit.identity.phones.sealing import code_macs, phone_indexes, seal, unseal
from credit.identity.phones.using import use_code
from credit.identity.queries import AccountRow, find_account_by_phone, read_public_id
from credit.identity.sessions import Device, Session, start_session
from credit.kit import clock
from credit.kit.db import Connection, connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem

_INSERT = """
INSERT INTO sign_in_code (public_id, phone_sealed, code_mac, code_sealed, created_at, expires_at,
  purpose, account_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT id FROM account WHERE public_id = $8))
"""
_UNSENT = """
SELECT phone_sealed, code_sealed, purpose FROM sign_in_code
WHERE public_id = $1 AND code_sealed IS NOT NULL AND expires_at > $2
"""
_SENT = "UPDATE sign_in_code SET code_sealed = NULL WHERE public_id = $1"


async def request_code(
    phone: str, purpose: Purpose = "sign_in", account_id: str | None = None
) -> str:
    """Make a code for a normalised number and have it sent; returns the request's id.

    The same work whether or not the number has an account, since it is not even looked up.
    `account_id` (public): whose act it is for, with the purposes phone and confirm.
    """
    if find_sender() is None:
        raise Problem("service-unavailable", detail="短信还没有开通")
    request, code, now = str(uuid.uuid4()), new_code(), clock.now()
    owner = read_public_id(account_id) if account_id else None
    async with transaction() as held:
        await held.execute(
            _INSERT, uuid.UUID(request), seal(phone, "phone_sealed", request),
            code_macs(request, code)[0], seal(code, "code_sealed", request), now, now + LIFETIME,
            purpose, owner,
        )  # fmt: skip
        await enqueue("identity.send_code", {"request": request})
    return request


async def send_code(request: str) -> None:
    """Bring a code to its phone, once; what has ended meanwhile is not sent."""
    async with connection() as held:
        row = await held.fetchrow(_UNSENT, uuid.UUID(request), clock.now())
    sender = find_sender()
    if row is None or sender is None:
        return
    phone = unseal(row["phone_sealed"], "phone_sealed", request)
    code = unseal(row["code_sealed"], "code_sealed", request)
    await sender.send(phone, TEXTS[row["purpose"]].format(code=code), id=request)
    async with connection() as held:
        await held.execute(_SENT, uuid.UUID(request))


async def sign_in_by_code(
    request: uuid.UUID, code: str, age_band: AgeBand | None, device: Device
) -> Session:
    """A session for the number that the code went to; the first time with a new account.

    Raises Problem code-refused, age-required for a new number without a declared age (the code
    stays good), forbidden under 14.
    """
    async with transaction() as held:
        phone = await use_code(held, request, code)
        account = await find_account_by_phone(phone_indexes(phone)) if phone else None
        if phone and account is None:
            if age_band is None:
                raise Problem("age-required", detail="第一次登录，请选一下年龄")
            account = await _create(held, phone, age_band) if age_band != "under_14" else None
        session = await start_session(held, account, device, "code") if account else None
    if phone is None or (session is None and age_band != "under_14"):
        raise Problem("code-refused")  # after the commit: a wrong try counts
    if session is None:
        raise Problem("forbidden", detail=GUARDIAN)
    return session


async def _create(held: Connection, phone: str, age_band: AgeBand) -> AccountRow | None:
    band: DeclaredBand = "adult" if age_band == "adult" else "minor"
    public_id, ring = await create_citizen(held, f"手机用户 {mask_phone(phone)[-8:]}", band)
    await put_phone(held, public_id, ring, phone)
    return await find_account_by_phone(phone_indexes(phone))


async def delete_old_codes() -> int:
    """Forget requests after a day; returns how many."""
    bound: datetime = clock.now() - KEPT
    async with transaction() as held:
        done: str = await held.execute("DELETE FROM sign_in_code WHERE created_at < $1", bound)
    return int(done.split()[-1])
