"""Reading delegations."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.kit import clock
from credit.kit.db import Connection, connection
from credit.kit.problems import Problem
from credit.reports.delegating.schemas import (
    DelegationBook,
    DelegationCard,
    DelegationList,
    DelegationState,
    DelegationTextView,
)
from credit.reports.delegating.texts import counting_versions, text_on
from credit.reports.issuing.queries import RegisterRow, find_registered
from credit.reports.terms import purpose_name

STATE_NAMES: Final[dict[DelegationState, str]] = {
    "open": "有效",
    "used": "次数用完",
    "expired": "已到期",
    "withdrawn": "已收回",
    "outdated": "同意书已更新，需重新授权",
}
_COLUMNS: Final = """
SELECT d.id, d.public_id::text AS public_id, d.subject_id, s.uscc AS subject_uscc,
  s.name AS subject_name, d.delegate_id, t.uscc AS delegate_uscc, t.name AS delegate_name,
  d.purpose, d.max_fetches, d.fetched, d.ends_on, d.text_version, d.given_at, d.withdrawn_at
FROM report_delegation d JOIN subject s ON s.id = d.subject_id
JOIN subject t ON t.id = d.delegate_id
"""
_GIVEN: Final = f"{_COLUMNS} WHERE d.subject_id = $1 ORDER BY d.id DESC LIMIT 50"
_HELD: Final = f"{_COLUMNS} WHERE d.delegate_id = $1 ORDER BY d.id DESC LIMIT 50"
_NUMBER: Final = """
SELECT r.number FROM credit_report r JOIN report_delegation d ON d.id = r.delegation_id
WHERE r.number = $1 AND d.delegate_id = $2 AND d.withdrawn_at IS NULL AND d.ends_on >= $3
"""
_LOCKED: Final = f"{_COLUMNS} WHERE d.public_id = $1 FOR NO KEY UPDATE OF d"


class DelegationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A delegation as stored, with both subjects."""

    id: int
    public_id: str
    subject_id: int
    subject_uscc: str
    subject_name: str
    delegate_id: int
    delegate_uscc: str
    delegate_name: str
    purpose: str
    max_fetches: int
    fetched: int
    ends_on: date
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None

    @property
    def state(self) -> DelegationState:
        """Whether it can be used; else the first reason why not."""
        today = clock.today()
        if self.withdrawn_at is not None:
            return "withdrawn"
        if today > self.ends_on:
            return "expired"
        if self.text_version not in counting_versions(today):
            return "outdated"
        return "used" if self.fetched >= self.max_fetches else "open"

    def card(self) -> DelegationCard:
        return DelegationCard(
            id=self.public_id,
            subject_name=self.subject_name,
            subject_uscc=self.subject_uscc,
            delegate_name=self.delegate_name,
            delegate_uscc=self.delegate_uscc,
            purpose_name=purpose_name(self.purpose),
            state=self.state,
            state_name=STATE_NAMES[self.state],
            max_fetches=self.max_fetches,
            fetched=self.fetched,
            ends_on=self.ends_on,
            given_at=self.given_at,
        )


async def read_given(subject_id: int) -> DelegationBook:
    """What an owner gave, with the text of today."""
    text = text_on(clock.today())
    shown = DelegationTextView(
        version=text.version, title=text.title, points=list(text.points), hash=text.sha256.hex()
    )
    return DelegationBook(items=await _list(_GIVEN, subject_id), text=shown)


async def list_held(subject_id: int) -> DelegationList:
    """What others gave to this subject."""
    return DelegationList(items=await _list(_HELD, subject_id))


async def get_fetched(number: str, delegate_id: int) -> RegisterRow:
    """A report that this delegate fetched, while the delegation runs; Problem not-found."""
    async with connection() as held:
        known = await held.fetchval(_NUMBER, number, delegate_id, clock.today())
    row = await find_registered(known) if known else None
    if row is None:
        raise Problem("not-found", detail="没有这份信用报告，或授权已结束")
    return row


async def lock_delegation(held: Connection, delegation: UUID) -> DelegationRow:
    """One delegation, locked; Problem not-found."""
    row = await held.fetchrow(_LOCKED, delegation)
    if row is None:
        raise Problem("not-found", detail="没有这份授权")
    return DelegationRow(**row)


async def _list(sql: str, subject_id: int) -> list[DelegationCard]:
    async with connection() as held:
        rows: list[Any] = await held.fetch(sql, subject_id)
    return [DelegationRow(**row).card() for row in rows]
