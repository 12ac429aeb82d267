"""Cases and reports as stored, found and locked."""

from datetime import date
from typing import Any, Final

import msgspec

from credit.commitments.breaches.numbers import read_number
from credit.commitments.breaches.rules import Status
from credit.kit.caller import Caller
from credit.kit.crypto import get_keyring
from credit.kit.db import connection
from credit.kit.problems import Problem

CASE_TABLE: Final = "breach_case"
REPORT_TABLE: Final = "breach_report"


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case as stored, with the code of its promise and the shop that made it."""

    id: int
    number: str
    commitment_id: int
    commitment_code: str
    template: str
    matter: str
    subject_id: int
    uscc: str
    subject_name: str
    demo: bool
    status: Status
    opened_on: date
    due_on: date | None
    due_provisional: bool
    remedied: bool
    reason: str
    performance: str
    severity: str
    unfulfilled: str
    liability_outcome: str
    legal_basis: str
    authority: str
    authority_code: str
    decided_by: str
    decided_on: date | None
    publicity_until: date | None
    holds_finding: bool
    replaced: dict[str, Any] | None
    replaced_case: int | None
    reports: int


class ReportRow(msgspec.Struct, frozen=True, kw_only=True):
    """A report as stored, still sealed."""

    id: int
    number: str
    case_id: int
    case_number: str
    commitment_code: str
    status: str
    agreed: bool


# In the order of `CaseRow`; withdrawn reports are not counted.
CASE_COLUMNS: Final = """
  b.id, b.number, b.commitment_id, c.code AS commitment_code, c.template, c.matter,
  b.subject_id,
  coalesce(s.uscc, '') AS uscc, s.name AS subject_name, s.demo, b.status, b.opened_on, b.due_on,
  b.due_provisional, b.remedied, b.reason, b.performance, b.severity, b.unfulfilled,
  b.liability_outcome, b.legal_basis, b.authority, b.authority_code, b.decided_by, b.decided_on,
  b.publicity_until, b.holds_finding, b.replaced::text AS replaced, b.replaced_case,
  (SELECT count(*) FROM breach_report r WHERE r.case_id = b.id AND r.status <> 'withdrawn')
    AS reports
FROM breach_case b
JOIN commitment c ON c.id = b.commitment_id JOIN subject s ON s.id = b.subject_id"""
# Whether the fact that case `b` about promise `c` made was repaired: that ends its measures
# (国家发展改革委令第36号). Records stand above; their keys meet here in SQL.
REPAIRED: Final = """EXISTS (SELECT FROM record x WHERE x.subject_id = b.subject_id
  AND x.is_current AND x.state = 'repaired' AND x.decision_no = c.code
  AND x.decided_on = b.decided_on)"""
_CASE = f"SELECT {CASE_COLUMNS} WHERE b.number = $1"
_CASE_BY_ID = f"SELECT {CASE_COLUMNS} WHERE b.id = $1"
_LOCKED = " FOR NO KEY UPDATE OF b"
_REPORT = """
SELECT r.id, r.number, r.case_id, b.number AS case_number, c.code AS commitment_code, r.status,
  r.agreed
FROM breach_report r JOIN breach_case b ON b.id = r.case_id
JOIN commitment c ON c.id = r.commitment_id
WHERE r.number = $1 AND r.reporter_index = ANY($2)
"""


def decode_case(row: Any) -> CaseRow:
    """A row of `CASE_COLUMNS`."""
    values = dict(row)
    values["replaced"] = msgspec.json.decode(row["replaced"]) if row["replaced"] else None
    return msgspec.convert(values, CaseRow)


async def get_case(number: str, *, lock: bool = False) -> CaseRow:
    """The case with this number, locked for a change on request; Problem not-found."""
    row = None
    if plain := read_number(number):
        async with connection() as held:
            row = await held.fetchrow(_CASE + _LOCKED if lock else _CASE, plain)
    if row is None:
        raise Problem("not-found", detail="没有这个案件编号")
    return decode_case(row)


async def get_case_by_id(case_id: int, *, lock: bool = False) -> CaseRow:
    """The same by its key, which must exist."""
    async with connection() as held:
        return decode_case(await held.fetchrow(_CASE_BY_ID + (_LOCKED if lock else ""), case_id))


async def get_own_report(caller: Caller, number: str) -> ReportRow:
    """The caller's own report; Problem not-found also for somebody else's."""
    row = None
    if plain := read_number(number):
        async with connection() as held:
            row = await held.fetchrow(_REPORT, plain, reporter_indexes(caller))
    if row is None:
        raise Problem(
            "not-found", detail="没有找到这个回执号的举报。回执号是十二位数字，只能查自己的举报"
        )
    return ReportRow(**row)


def reporter_indexes(caller: Caller) -> list[bytes]:
    """By what a person's own reports are found, under every key (one during a rotation)."""
    return get_keyring().blind_indexes(caller.id, table=REPORT_TABLE, column="reporter")


def seal(text: str, *, table: str, column: str, row: str) -> bytes:
    """A text as it is stored."""
    return get_keyring().seal(text.encode(), table=table, column=column, row=row)


def unseal(sealed: bytes, *, table: str, column: str, row: str) -> str:
    """A stored text; empty for one that was emptied."""
    if not sealed:
        return ""
    return get_keyring().unseal(bytes(sealed), table=table, column=column, row=row).decode()
