"""Asking for a code, sending it, and signing in with it."""

import uuid
from datetime import datetime
from typing import Any

from credit.identity.personal.keys import make_data_key
from credit.identity.phones.delivery import TEXT, find_sender
from credit.identity.phones.rules import (
    GUARDIAN,
    KEPT,
    LIFETIME,
    MAX_TRIES,
    AgeBand,
    mask_phone,
    new_code,
)
from credit.identity.phones.sealing import code_macs, phone_index, phone_indexes, seal, unseal
from credit.identity.queries import AccountRow, find_account_by_phone
from credit.identity.sessions import Device, Session, start_session
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.crypto import is_same
from credit.kit.db import Connection, connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem

_INSERT = """
INSERT INTO sign_in_code (public_id, phone_sealed, code_mac, code_sealed, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
_FIND = """
SELECT id, phone_sealed, code_mac, tries FROM sign_in_code
WHERE public_id = $1 AND used_at IS NULL AND expires_at > $2 AND tries < $3 FOR UPDATE
"""
_MISS = "UPDATE sign_in_code SET tries = tries + 1 WHERE id = $1"
_USE = "UPDATE sign_in_code SET used_at = $2, code_sealed = NULL WHERE id = $1"
_UNSENT = """
SELECT phone_sealed, code_sealed FROM sign_in_code
WHERE public_id = $1 AND code_sealed IS NOT NULL AND expires_at > $2
"""
_SENT = "UPDATE sign_in_code SET code_sealed = NULL WHERE public_id = $1"
_NEW_ACCOUNT = """
INSERT INTO account (public_id, kind, name, session_version, active, demo, age_band, created_at)
VALUES ($1, 'citizen', $2, 1, true, false, $3, $4)
"""
_SET_PHONE = "UPDATE account SET phone_sealed = $2, phone_index = $3 WHERE public_id = $1"


async def request_code(phone: str) -> str:
    """Make a code for a normalised number and have it sent; returns the request's id.

    The same work whether or not the number has an account, since it is not even looked up.
    """
    if find_sender() is None:
        raise Problem("service-unavailable", detail="短信登录还没有开通")
    request, code, now = str(uuid.uuid4()), new_code(), clock.now()
    async with transaction() as held:
        await held.execute(
            _INSERT, uuid.UUID(request), seal(phone, "phone_sealed", request),
            code_macs(request, code)[0], seal(code, "code_sealed", request), now, now + LIFETIME,
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
    await sender.send(phone, TEXT.format(code=code), id=request)
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
        phone = await _use(held, request, code)
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


async def _use(held: Connection, request: uuid.UUID, code: str) -> str | None:
    """The number of a right code, which is used up; None for a wrong one, which counts."""
    row = await held.fetchrow(_FIND, request, clock.now(), MAX_TRIES)
    if row is None:
        return None
    macs = code_macs(str(request), code)
    if not any(is_same(bytes(row["code_mac"]), mac) for mac in macs):
        await held.execute(_MISS, row["id"])
        return None
    await held.execute(_USE, row["id"], clock.now())
    return unseal(row["phone_sealed"], "phone_sealed", str(request))


async def _create(held: Connection, phone: str, age_band: AgeBand) -> AccountRow | None:
    public_id = uuid.uuid4()
    band = "adult" if age_band == "adult" else "minor"
    values: tuple[Any, ...] = (public_id, f"手机用户 {mask_phone(phone)[-8:]}", band, clock.now())
    await held.execute(_NEW_ACCOUNT, *values)
    ring = await make_data_key(held, str(public_id))
    sealed = ring.seal(phone.encode(), table="account", column="phone_sealed", row=str(public_id))
    await held.execute(_SET_PHONE, public_id, sealed, phone_index(phone))
    await append_audit(
        actor=str(public_id),
        action="account.create",
        object_type="account",
        object_id=str(public_id),
        detail={"kind": "citizen", "age_band": band},
    )
    return await find_account_by_phone(phone_indexes(phone))


async def delete_old_codes() -> int:
    """Forget requests after a day; returns how many."""
    bound: datetime = clock.now() - KEPT
    async with transaction() as held:
        done: str = await held.execute("DELETE FROM sign_in_code WHERE created_at < $1", bound)
    return int(done.split()[-1])
