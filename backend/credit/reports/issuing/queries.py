"""Reading the register."""

import hashlib
from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec

from credit.identity.queries import AccessibleSubject
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.reports.clearance.fields import load_fields
from credit.reports.issuing.numbering import read_number
from credit.reports.issuing.schemas import (
    ClearanceFieldView,
    IssuedCard,
    IssuedPage,
    ReportForm,
    ReportPurposeView,
)
from credit.reports.issuing.sealing import open_snapshot
from credit.reports.snapshot.shapes import Audience, CreditReport, FieldOutcome, Kind
from credit.reports.terms import Asker, purpose_name, terms

PAGE: Final = 20
# In the order of `RegisterRow`.
_COLUMNS: Final = """
SELECT r.id, r.number, r.kind, r.audience, r.subject_id, s.uscc, s.name AS subject_name, s.demo,
  r.purpose, r.issued_to, r.issued_by, r.issued_at, r.valid_until, r.content_sha256, r.fingerprint,
  r.statement, r.clearance, r.snapshot_sealed, r.segments
FROM credit_report r JOIN subject s ON s.id = r.subject_id
"""
_BY_NUMBER: Final = f"{_COLUMNS} WHERE r.number = $1"
# A list needs no snapshots; what officers asked for stands in the look-ups, not among the own ones.
_LIST: Final = f"""
SELECT r.number, r.kind, r.audience, r.purpose, r.issued_to, r.issued_at, r.valid_until,
  r.snapshot_sealed IS NOT NULL AS kept, r.content_sha256, r.clearance
FROM credit_report r WHERE r.subject_id = $1 AND r.issued_to = 'owner'
  AND ($2::text IS NULL OR r.id < (SELECT id FROM credit_report WHERE number = $2))
ORDER BY r.id DESC LIMIT {PAGE + 1}
"""  # noqa: S608 - constants


class ClearanceTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a 专项信用报告 searched, and what it found."""

    fields: list[FieldOutcome]
    first: date
    last: date


class RegisterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A report in the register, with its subject."""

    id: int
    number: str
    kind: Kind
    audience: Audience
    subject_id: int
    uscc: str
    subject_name: str
    demo: bool
    purpose: str
    issued_to: Literal["owner", "officer", "delegate"]
    issued_by: str
    issued_at: datetime
    valid_until: date
    content_sha256: bytes
    fingerprint: bytes
    statement: str
    clearance: ClearanceTerms | None
    snapshot_sealed: bytes | None
    segments: bytes

    @property
    def current(self) -> bool:
        return clock.today() <= self.valid_until


async def find_registered(number: str) -> RegisterRow | None:
    """The report with this number (as typed), or None."""
    plain = read_number(number)
    if plain is None:
        return None
    async with connection() as held:
        row = await held.fetchrow(_BY_NUMBER, plain)
    return _decode(row) if row else None


async def get_registered(number: str, subject: AccessibleSubject) -> RegisterRow:
    """The report with this number, if it is of this subject; Problem not-found."""
    row = await find_registered(number)
    if row is None or row.subject_id != subject.id:
        raise Problem("not-found", detail="没有这份信用报告")
    return row


def read_snapshot(row: RegisterRow) -> CreditReport:
    """What the report says. Problem not-found when it is not kept any more, conflict when what is
    kept is not what was signed."""
    if row.snapshot_sealed is None:
        raise Problem("not-found", detail="这份报告已过保存期限，内容已删除，请重新出具")
    plain = open_snapshot(row.number, row.snapshot_sealed)
    if hashlib.sha256(plain).digest() != row.content_sha256:
        raise Problem("conflict", detail="报告内容与登记的摘要不符，不能使用")
    return msgspec.json.decode(plain, type=CreditReport)


async def list_reports(subject_id: int, after: str | None) -> IssuedPage:
    """What was issued to the owner, newest first; 20 a page."""
    async with connection() as held:
        rows = await held.fetch(_LIST, subject_id, after)
    cards = [_listed(row) for row in rows[:PAGE]]
    return IssuedPage(items=cards, next=cards[-1].number if len(rows) > PAGE else None)


def card_of(row: RegisterRow) -> IssuedCard:
    """The report in one line."""
    return IssuedCard(
        number=row.number,
        kind=row.kind,
        audience=row.audience,
        purpose=row.purpose,
        purpose_name=purpose_name(row.purpose),
        issued_to=row.issued_to,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        current=row.current,
        kept=row.snapshot_sealed is not None,
        content_sha256=row.content_sha256.hex(),
        fields=row.clearance.fields if row.clearance else [],
    )


def describe_form(asker: Asker) -> ReportForm:
    """What this kind of caller can ask for."""
    file, validity = load_fields(), terms().validity
    return ReportForm(
        purposes=[
            ReportPurposeView(code=one.code, name=one.name)
            for one in terms().purpose
            if asker in one.who
        ],
        fields=[
            ClearanceFieldView(
                code=one.code,
                name=one.name,
                departments=list(one.departments),
                covered=one.since is not None,
                since=one.since,
                legal_basis=one.legal_basis,
            )
            for one in file.field
        ],
        valid_days=validity.days,
        max_years=file.scheme.max_years,
        legal_basis=file.scheme.legal_basis,
    )


def _listed(row: Any) -> IssuedCard:
    values = dict(row)
    clearance = _clearance(values.pop("clearance"))
    content = bytes(values.pop("content_sha256"))
    return IssuedCard(
        **values,
        purpose_name=purpose_name(row["purpose"]),
        current=clock.today() <= row["valid_until"],
        content_sha256=content.hex(),
        fields=clearance.fields if clearance else [],
    )


def _clearance(text: str) -> ClearanceTerms | None:
    return msgspec.json.decode(text, type=ClearanceTerms | None)


def _decode(row: Any) -> RegisterRow:
    values = dict(row) | {"clearance": _clearance(row["clearance"])}
    for name in ("content_sha256", "fingerprint", "segments", "snapshot_sealed"):
        values[name] = bytes(values[name]) if values[name] is not None else None
    return RegisterRow(**values)
