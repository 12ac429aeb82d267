"""Asking for a child's account, deciding, and what a guardian may do until the child is 14."""

import uuid

from credit.identity.ages.guard import read_age
from credit.identity.ages.rules import band_on
from credit.identity.authority.rules import code_hash, new_code
from credit.identity.devices.actions import end_all
from credit.identity.guardians.queries import REASON, TABLE, get_ward
from credit.identity.guardians.rules import CODE_LIFETIME, MAX_WARDS, TEXT_VERSION, text_hash
from credit.identity.guardians.schemas import AskForWard, DecideGuardianship
from credit.identity.newcomers import create_citizen
from credit.identity.personal.closing import close_now
from credit.identity.personal.keys import make_data_key
from credit.identity.queries import find_account, read_public_id
from credit.identity.real_name.actions import Person, ask_register, record_person
from credit.identity.real_name.queries import find_verified_name
from credit.identity.sessions import Device, Session, start_session
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

_COUNT = """
SELECT count(*) FROM guardianship g JOIN account a ON a.id = g.guardian_id
WHERE a.public_id = $1 AND g.status IN ('open', 'active')
"""
_INSERT = """
INSERT INTO guardianship (public_id, guardian_id, ward_id, relation, text_version, text_hash,
  asked_at)
VALUES ($1, (SELECT id FROM account WHERE public_id = $2),
  (SELECT id FROM account WHERE public_id = $3), $4, $5, $6, $7)
"""
_SET_ACTIVE = "UPDATE account SET active = $2 WHERE public_id = $1"
_DECIDE = """
UPDATE guardianship g SET status = $2, decided_at = $3, decided_by = $4, reason_sealed = $5
WHERE g.public_id = $1 AND g.status = 'open'
RETURNING (SELECT public_id::text FROM account w WHERE w.id = g.ward_id) AS ward
"""
_GUARDIAN_OF = """
SELECT a.public_id::text FROM guardianship g JOIN account a ON a.id = g.guardian_id
WHERE g.public_id = $1 AND g.status = 'open'
"""
_CODE = "INSERT INTO ward_code (ward_id, code_hash, created_at, expires_at) VALUES ($1, $2, $3, $4)"
_USE_CODE = """
UPDATE ward_code SET used_at = $2 WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2
RETURNING ward_id
"""
_ACTIVE = """
SELECT g.id, w.public_id::text AS ward FROM guardianship g JOIN account w ON w.id = g.ward_id
WHERE g.status = 'active' AND (w.phone_index IS NOT NULL OR w.password_hash IS NOT NULL
  OR EXISTS (SELECT FROM external_identity e WHERE e.account_id = w.id)) ORDER BY g.id
"""
_END = "UPDATE guardianship SET status = 'ended', ended_at = $2 WHERE id = $1"


async def ask_for_ward(guardian: Caller, asked: AskForWard) -> None:
    """Ask for a child's account; it waits, inactive, for an officer.

    Raises Problem real-name-required, forbidden for a guardian under age, conflict for another text
    or too many children, invalid-input for a child of 14 or who is not in the register,
    real-name-held for a child that has an account.
    """
    await _check_guardian(guardian, asked)
    child = await ask_register(asked.name, asked.id_number)
    if band_on(child.birth, clock.today()) != "child":
        message = "满十四周岁的孩子可以自己开通账号"
        raise Problem("invalid-input", errors=[("idNumber", message)])
    public_id = uuid.uuid4()
    async with transaction() as held:
        ward = await _make_ward(held, guardian, child)
        await held.execute(
            _INSERT, public_id, read_public_id(guardian.id), read_public_id(ward), asked.relation,
            TEXT_VERSION, text_hash(), clock.now(),
        )  # fmt: skip
        await _audit(guardian.id, "guardianship.ask", str(public_id))


async def decide(officer: Caller, guardianship: uuid.UUID, decided: DecideGuardianship) -> None:
    """Let the child's account work, or erase it; Problem not-found for none that is open."""
    async with transaction() as held:
        guardian = await held.fetchval(_GUARDIAN_OF, guardianship)
        if guardian is None:
            raise Problem("not-found", detail="这件已经办过了")
        ring = await make_data_key(held, guardian)
        text = decided.reason.encode()
        sealed = ring.seal(text, table=TABLE, column=REASON, row=str(guardianship))
        status = "active" if decided.approve else "refused"
        values = (guardianship, status, clock.now(), officer.id, sealed)
        row = await held.fetchrow(_DECIDE, *values)
        if row is None:
            raise Problem("not-found", detail="这件已经办过了")
        if decided.approve:
            await held.execute(_SET_ACTIVE, read_public_id(row["ward"]), True)
        else:
            await close_now(held, row["ward"], actor=officer.id)
        await _audit(officer.id, f"guardianship.{status}", str(guardianship))


async def make_code(guardian: Caller, ward: uuid.UUID) -> str:
    """A sign-in code for the child's phone. Still after 14, until the child has its own way.

    Raises Problem not-found, forbidden.
    """
    found = await get_ward(guardian.id, ward, guarded=False)
    if not found.guarded and found.has_own_way:
        raise Problem("forbidden", detail="孩子已满十四周岁，而且能自己登录了")
    code, now = new_code(), clock.now()
    async with transaction() as held:
        await held.execute(_CODE, found.key, code_hash(code), now, now + CODE_LIFETIME)
        await _audit(guardian.id, "guardianship.code", found.id)
    return code


async def sign_in_by_ward_code(code: str, device: Device) -> Session:
    """A session of the child; Problem code-refused for a code that does not work."""
    async with transaction() as held:
        ward = await held.fetchval(_USE_CODE, code_hash(code), clock.now())
        account = await find_account(ward) if ward else None
        session = await start_session(held, account, device, "code")
    if session is None:
        raise Problem("code-refused", detail="登录码不对、已用过或已过期，请家长再给一个")
    return session


async def sign_ward_out(guardian: Caller, ward: uuid.UUID) -> None:
    """Sign the child out everywhere."""
    found = await get_ward(guardian.id, ward)
    await end_all(found.account)


async def withdraw_ward(guardian: Caller, ward: uuid.UUID) -> None:
    """Take the consent back: the child's account is closed at once, its data key destroyed."""
    found = await get_ward(guardian.id, ward)
    async with transaction() as held:
        await close_now(held, found.account, actor=guardian.id)
        await _audit(guardian.id, "guardianship.withdraw", found.id)


async def end_grown() -> int:
    """End the guardianships of who is 14 and signs in without the guardian; returns how many."""
    ended = 0
    async with transaction() as held:
        for row in await held.fetch(_ACTIVE):
            birth = (await read_age(row["ward"], active=False)).birth
            if birth and band_on(birth, clock.today()) != "child":
                await held.execute(_END, row["id"], clock.now())
                ended += 1
    return ended


async def _check_guardian(guardian: Caller, asked: AskForWard) -> None:
    if asked.text_version != TEXT_VERSION:
        raise Problem("conflict", detail="同意书已经更新，请读过新的文本再申请")
    if await find_verified_name(guardian.id) is None:
        raise Problem("real-name-required", detail="请先完成您自己的实名认证")
    if (await read_age(guardian.id)).band(clock.today()) != "adult":
        raise Problem("forbidden", detail="监护人要满十八周岁")
    async with transaction() as held:
        if await held.fetchval(_COUNT, read_public_id(guardian.id)) >= MAX_WARDS:
            raise Problem("conflict", detail=f"一个账号最多 {MAX_WARDS} 个孩子")


async def _make_ward(held: Connection, guardian: Caller, child: Person) -> str:
    ward, _ = await create_citizen(held, "孩子", None, actor=guardian.id)
    await record_person(held, ward, child)
    await held.execute(_SET_ACTIVE, read_public_id(ward), False)
    return ward


async def _audit(actor: str, action: str, guardianship: str) -> None:
    await append_audit(
        actor=actor,
        action=action,
        object_type="guardianship",
        object_id=guardianship,
        detail={},
    )
