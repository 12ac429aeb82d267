"""Reading guardianships. `get_ward` is the only way for a guardian to a child's account."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from credit.identity.access_log.recording import Look, note_looks
from credit.identity.ages.guard import read_age
from credit.identity.devices.queries import list_sessions
from credit.identity.guardians.rules import (
    TEXT_POINTS,
    TEXT_TITLE,
    TEXT_VERSION,
    guarded_until,
    is_guarded,
)
from credit.identity.guardians.schemas import (
    GuardianshipView,
    GuardianText,
    HeldPart,
    WardDetail,
    WardList,
    WardView,
)
from credit.identity.personal.holdings import read_holdings
from credit.identity.personal.keys import find_data_keyring
from credit.identity.queries import read_public_id
from credit.identity.real_name.queries import find_verified_name, read_verified_name
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import connection, transaction
from credit.kit.problems import Problem

TABLE, REASON = "guardianship", "reason_sealed"
_SELECT = """
SELECT g.public_id::text AS id, g.status, g.relation, g.reason_sealed, g.asked_at,
  w.id AS ward_key, w.public_id::text AS ward, p.public_id::text AS guardian,
  w.password_hash IS NOT NULL OR w.phone_index IS NOT NULL
    OR EXISTS (SELECT FROM external_identity e WHERE e.account_id = w.id) AS has_own_way
FROM guardianship g JOIN account p ON p.id = g.guardian_id LEFT JOIN account w ON w.id = g.ward_id
"""
_OWN = f"{_SELECT} WHERE p.public_id = $1 AND g.status <> 'ended' ORDER BY g.id DESC LIMIT 20"
_ONE = f"{_SELECT} WHERE p.public_id = $1 AND g.public_id = $2 AND g.status = 'active'"
_OPEN = f"{_SELECT} WHERE g.status = 'open' AND p.active ORDER BY g.id LIMIT 100"


class Ward(msgspec.Struct, frozen=True):
    """A child's account that a guardian may reach. `key`: of the account table."""

    id: str
    key: int
    account: str
    birth: date
    has_own_way: bool
    relation: str
    asked_at: datetime

    @property
    def guarded(self) -> bool:
        return is_guarded(self.birth, clock.today())


async def get_ward(guardian_id: str, ward: UUID, *, guarded: bool = True) -> Ward:
    """A child of the caller. `guarded`: for what only a guardian of a child under 14 may do.

    Raises Problem not-found, or forbidden from the 14th birthday on.
    """
    async with connection() as held:
        row = await held.fetchrow(_ONE, read_public_id(guardian_id), ward)
    birth = await _birth(row["ward"]) if row else None
    if row is None or birth is None:
        raise Problem("not-found", detail="没有这个孩子的账号")
    found = Ward(
        row["id"], row["ward_key"], row["ward"], birth, row["has_own_way"], row["relation"],
        row["asked_at"],
    )  # fmt: skip
    if guarded and not found.guarded:
        raise Problem("forbidden", detail="孩子已满十四周岁，账号由孩子自己决定")
    return found


async def list_wards(guardian_id: str) -> WardList:
    """The caller's children and applications."""
    async with connection() as held:
        rows = await held.fetch(_OWN, read_public_id(guardian_id))
    text = GuardianText(version=TEXT_VERSION, title=TEXT_TITLE, points=list(TEXT_POINTS))
    verified = await find_verified_name(guardian_id) is not None
    return WardList(items=[await _view(row) for row in rows], verified=verified, text=text)


async def read_ward(guardian_id: str, ward: UUID) -> WardDetail:
    """What a guardian sees: devices, and how much of what is held. Reading it is on record."""
    found = await get_ward(guardian_id, ward)
    async with transaction() as held:
        row = await held.fetchrow(_ONE, read_public_id(guardian_id), ward)
        parts = await read_holdings(held, found.key)
        await append_audit(
            actor=guardian_id,
            action="guardianship.read",
            object_type="account",
            object_id=found.account,
            detail={},
        )
    return WardDetail(
        ward=await _view(row),
        devices=await list_sessions(found.account, ""),
        held=[HeldPart(title=p["title"], count=len(p["rows"])) for p in parts],
    )


async def list_open_guardianships(officer: Caller) -> list[GuardianshipView]:
    """The open applications, oldest first; each guardian sees that theirs was read."""
    async with transaction() as held:
        rows = await held.fetch(_OPEN)
        looks = [Look(object_id=row["id"], account=row["guardian"]) for row in rows]
        await note_looks(officer, "guardianship", looks)
    return [await _application(row) for row in rows]


async def _application(row: Any) -> GuardianshipView:
    return GuardianshipView(
        id=row["id"],
        relation=row["relation"],
        guardian=await read_verified_name(row["guardian"]),
        child=await read_verified_name(row["ward"] or ""),
        birth=await _birth(row["ward"]),
        asked_at=row["asked_at"],
    )


async def _view(row: Any) -> WardView:
    birth, today = await _birth(row["ward"]), clock.today()
    return WardView(
        id=row["id"],
        status=row["status"],
        relation=row["relation"],
        name=await read_verified_name(row["ward"] or ""),
        birth=birth,
        until=guarded_until(birth) if birth else None,
        guarded=row["status"] == "active" and birth is not None and is_guarded(birth, today),
        has_own_way=row["has_own_way"],
        reason=await _reason(row),
        asked_at=row["asked_at"],
    )


async def _reason(row: Any) -> str:
    """What the officer wrote, sealed with the guardian's key."""
    sealed = row["reason_sealed"]
    ring = await find_data_keyring(row["guardian"]) if sealed else None
    if ring is None:
        return ""
    return ring.unseal(sealed, table=TABLE, column=REASON, row=row["id"]).decode()


async def _birth(account_id: str | None) -> date | None:
    return (await read_age(account_id, active=False)).birth if account_id else None
