"""Cases as stored, and what stands against a subject."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.repair.rules.states import STATE_NAMES, State
from credit.repair.rules.terms import Level

# In the order of `CaseRow`.
CASE_COLUMNS: Final = """
  r.id, r.public_id::text AS public_id, r.subject_id, coalesce(s.uscc, '') AS uscc,
  s.name AS subject_name, r.natural_key, r.severity, r.level, r.regime, r.legal_basis, r.state,
  r.statement, r.pledge_code, r.submitted_on, r.sector_by, r.answer_by, r.provisional,
  r.extended_from, r.supplement_by, r.checked_by, r.finding, r.reason, r.decision_basis,
  r.started_by, r.created_at"""
SELECT_CASE: Final = f"SELECT {CASE_COLUMNS} FROM repair r JOIN subject s ON s.id = r.subject_id"  # noqa: S608
_BY_ID = f"{SELECT_CASE} WHERE r.public_id = $1"
_BY_ID_LOCKED = f"{_BY_ID} FOR NO KEY UPDATE OF r"
_OPEN_OF_FACT = f"""{SELECT_CASE}
WHERE r.natural_key = $1
  AND r.state IN ('draft', 'submitted', 'forwarded', 'supplement', 'accepted', 'checked')
"""
_BAR = """
SELECT until, reason, legal_basis FROM repair_bar WHERE subject_id = $1 AND until >= $2
ORDER BY until DESC LIMIT 1
"""
_MATERIALS = "SELECT count(*) FROM repair_material WHERE repair_id = $1"


_WRITTEN: Final = """
SELECT s.name AS subject, r.created_at, r.statement, r.state, r.reason
FROM repair r JOIN subject s ON s.id = r.subject_id WHERE r.started_by = $1
ORDER BY r.id DESC LIMIT 500
"""


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case as stored, with name and uscc of its subject."""

    id: int
    public_id: str
    subject_id: int
    uscc: str
    subject_name: str
    natural_key: bytes
    severity: int
    level: Level
    regime: str
    legal_basis: str
    state: State
    statement: str
    pledge_code: str
    submitted_on: date | None
    sector_by: date | None
    answer_by: date | None
    provisional: bool
    extended_from: date | None
    supplement_by: date | None
    checked_by: str
    finding: str
    reason: str
    decision_basis: str
    started_by: str
    created_at: datetime

    @property
    def number(self) -> str:
        """The number that people quote: XF, day, six digits at least."""
        return f"XF{clock.day_of(self.created_at):%Y%m%d}{self.id:06d}"


class Bar(msgspec.Struct, frozen=True):
    """A bar after false materials that still holds."""

    until: date
    reason: str
    legal_basis: str


def case_of(row: Any) -> CaseRow:
    """A row of `CASE_COLUMNS`."""
    return CaseRow(**dict(row))


async def get_case(case_id: UUID, *, lock: bool = False) -> CaseRow:
    """One case, locked for a change on request; Problem not-found."""
    async with connection() as held:
        row = await held.fetchrow(_BY_ID_LOCKED if lock else _BY_ID, case_id)
    if row is None:
        raise Problem("not-found", detail="没有这份修复申请")
    return case_of(row)


async def list_written(account_id: str) -> list[dict[str, Any]]:
    """What an account applied for, for the copy of its data."""
    async with connection() as held:
        rows = await held.fetch(_WRITTEN, account_id)
    return [
        {"店铺": row["subject"], "申请时间": row["created_at"], "说明": row["statement"],
         "进展": STATE_NAMES[row["state"]], "答复": row["reason"]}
        for row in rows
    ]  # fmt: skip


async def find_open_case(natural_key: bytes) -> CaseRow | None:
    """The case about a fact that is under way, or None."""
    async with connection() as held:
        row = await held.fetchrow(_OPEN_OF_FACT, natural_key)
    return case_of(row) if row else None


async def find_bar(subject_id: int) -> Bar | None:
    """What bars a subject today, or None."""
    async with connection() as held:
        row = await held.fetchrow(_BAR, subject_id, clock.today())
    return Bar(**row) if row else None


async def count_materials(case_id: int) -> int:
    """How many proofs a case has."""
    async with connection() as held:
        number: int = await held.fetchval(_MATERIALS, case_id)
    return number


async def list_cases(sql: str, *values: Any) -> list[CaseRow]:
    """Cases by a condition on `r` and its order; `sql` is a constant of the caller."""
    async with connection() as held:
        rows: Sequence[Any] = await held.fetch(f"{SELECT_CASE} {sql}", *values)
    return [case_of(row) for row in rows]
