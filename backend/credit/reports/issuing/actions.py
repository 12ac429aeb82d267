"""Issuing a report: number, register, look-up and audit row in one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from credit.identity.access_log.recording import Look, note_looks
from credit.identity.queries import AccessibleSubject, access_subject
from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_owners
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.idempotency import asked_of, once
from credit.kit.problems import Problem
from credit.reports.clearance.fields import ClearanceField, find_field, load_fields
from credit.reports.clearance.searching import Period, clear
from credit.reports.issuing.numbering import next_number
from credit.reports.issuing.queries import (
    ClearanceTerms,
    card_of,
    find_registered,
    read_snapshot,
)
from credit.reports.issuing.schemas import IssueClearance, IssuedReport, IssueReport
from credit.reports.issuing.sealing import seal_snapshot
from credit.reports.issuing.statements import KEYS, ReportClaims, state_report
from credit.reports.lookups.noting import note_lookup
from credit.reports.snapshot.assembling import Asked, assemble
from credit.reports.snapshot.reading import Known, read_known
from credit.reports.snapshot.shapes import Audience, CreditReport, seal_of
from credit.reports.terms import OWN_READING, Asker, may_state, purpose_name, terms
from credit.settings import get_settings

OWNER: Final = ("owner",)
LOOKED: Final = register_kind("reports.issued", "信用报告")
_ENTER: Final = """
INSERT INTO credit_report (number, kind, audience, subject_id, purpose, matter, issued_to,
  issued_by, delegation_id, issued_at, valid_until, forget_on, content_sha256, fingerprint,
  statement, clearance, snapshot_sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id
"""
_FORGET: Final = """
UPDATE credit_report SET snapshot_sealed = NULL, segments = ''
WHERE id IN (SELECT id FROM credit_report
  WHERE snapshot_sealed IS NOT NULL AND forget_on <= $1 ORDER BY id LIMIT 500)
"""


class Issue(NamedTuple):
    """For whom and what a report is made. `make` puts it together from what is known."""

    subject: AccessibleSubject
    issued_to: str
    issued_by: str
    audience: Audience
    purpose: str
    matter: str
    make: Callable[[Known, Asked], CreditReport]
    delegation_id: int | None = None


async def issue_report(caller: Caller, uscc: str, key: str, data: IssueReport) -> IssuedReport:
    """A report of a subject for its owner or an officer, once under this key.

    Raises Problem unknown-subject, forbidden, invalid-input.
    """
    subject = await access_subject(caller, uscc, roles=OWNER)
    asker = _check_purpose(caller, data.purpose, data.matter)
    if data.audience == "own" and (asker != "owner" or data.purpose != OWN_READING):
        raise Problem("invalid-input", errors=[("audience", "含不公示信息的版本只供主体本人查阅")])
    issue = Issue(
        subject, asker, caller.id, data.audience, data.purpose, data.matter.strip(), assemble
    )
    return await _issue_once(caller, key, issue, data)


async def issue_clearance(
    caller: Caller, uscc: str, key: str, data: IssueClearance
) -> IssuedReport:
    """A 专项信用报告, once under this key. Raises as `issue_report`."""
    subject = await access_subject(caller, uscc, roles=OWNER)
    asker = _check_purpose(caller, data.purpose, data.matter)
    fields, period = _check_fields(data.fields), _check_period(data)

    def make(known: Known, asked: Asked) -> CreditReport:
        return clear(known, asked, fields, period)

    issue = Issue(subject, asker, caller.id, "others", data.purpose, data.matter.strip(), make)
    return await _issue_once(caller, key, issue, data)


async def enter_report(held: Connection, issue: Issue) -> CreditReport:
    """Assemble, number, sign, seal and register a report in the caller's transaction.

    The audit row is the caller's: it comes last.
    """
    known, at = await read_known(issue.subject.id), clock.now()
    number = await next_number(held, at)
    report = issue.make(known, Asked(number, issue.audience, issue.purpose, at))
    report_id = await held.fetchval(_ENTER, *_line(issue, report, at))
    await KEYS.keep()
    await note_lookup(held, (issue.subject.id, report_id), "issued", account=issue.issued_by)
    return report


async def audit_issue(actor: str, issue: Issue, report: CreditReport) -> None:
    """The audit row of an issue; it says what was signed, nothing of what the report says."""
    detail = {
        "uscc": report.uscc,
        "kind": report.kind,
        "audience": report.audience,
        "purpose": report.purpose,
        "to": issue.issued_to,
        "content": seal_of(report).hex(),
    }
    await append_audit(
        actor=actor,
        action="report.issue",
        object_type="credit_report",
        object_id=report.number,
        detail=detail,
    )


async def view_issued(number: str) -> IssuedReport:
    """A report as it is kept, with its line and where it is checked; Problem not-found."""
    row = await find_registered(number)
    if row is None:
        raise Problem("not-found", detail="没有这份信用报告")
    report = read_snapshot(row)
    return IssuedReport(card=card_of(row), report=report, url=check_url(report))


def check_url(report: CreditReport) -> str:
    """What the QR says. The hash stands behind #, so no server on the way notes it."""
    return f"{get_settings().public_origin}/credit-report/{report.number}#{seal_of(report).hex()}"


async def forget_snapshots() -> int:
    """Delete the snapshots whose time is over; numbers and hashes stay. How many."""
    forgotten = 0
    while True:
        async with transaction() as held:
            gone = int((await held.execute(_FORGET, clock.today())).split()[-1])
        forgotten += gone
        if not gone:
            return forgotten


async def _issue_once(caller: Caller, key: str, issue: Issue, data: Any) -> IssuedReport:
    async def effect(held: Connection) -> str:
        report = await enter_report(held, issue)
        if issue.issued_to == "officer":
            look = Look(object_id=report.number, uscc=issue.subject.uscc)
            await note_looks(caller, "credit_report", [look])
            await _tell_owners(issue)
        await audit_issue(caller.id, issue, report)
        return report.number

    asked = asked_of(caller.id, "credit-report", key, issue.subject.uscc, data)
    return await view_issued(await once(asked, str, effect))


async def _tell_owners(issue: Issue) -> None:
    body = f"工作人员因“{purpose_name(issue.purpose)}：{issue.matter}”查询了信用报告。"
    link = f"/shops/{issue.subject.uscc}/reports/lookups"
    await tell_owners(
        issue.subject.uscc,
        Message(kind=LOOKED, title="有工作人员查询了信用报告", body=body, link=link),
    )


def _line(issue: Issue, report: CreditReport, at: datetime) -> tuple[Any, ...]:
    day, content = clock.day_of(at), seal_of(report)
    claims = ReportClaims(
        number=report.number, uscc=report.uscc, content=content.hex(), iat=int(at.timestamp())
    )
    return (
        report.number, report.kind, report.audience, issue.subject.id, issue.purpose,
        issue.matter, issue.issued_to, issue.issued_by, issue.delegation_id, at,
        report.valid_until, terms().validity.forget_on(day), content, report.fingerprint,
        state_report(claims), _terms_of(report), seal_snapshot(report),
    )  # fmt: skip


def _terms_of(report: CreditReport) -> str:
    if report.period_from is None or report.period_until is None:
        return "null"
    kept = ClearanceTerms(fields=report.fields, first=report.period_from, last=report.period_until)
    return msgspec.json.encode(kept).decode()


def asker_of(caller: Caller) -> Asker:
    """As whom somebody who was let in to a subject asks."""
    return "officer" if caller.kind == "officer" else "owner"


def _check_purpose(caller: Caller, purpose: str, matter: str) -> Asker:
    asker = asker_of(caller)
    if not may_state(asker, purpose):
        raise Problem("invalid-input", errors=[("purpose", "请选择列出的用途")])
    if asker == "officer" and len(matter.strip()) < 4:
        raise Problem("invalid-input", errors=[("matter", "请写明具体事项，主体会看到")])
    return asker


def _check_fields(codes: list[str]) -> tuple[ClearanceField, ...]:
    fields = [find_field(code) for code in dict.fromkeys(codes)]
    known = tuple(field for field in fields if field)
    if len(known) != len(fields):
        raise Problem("invalid-input", errors=[("fields", "请选择列出的领域")])
    return known


def _check_period(data: IssueClearance) -> Period:
    years = load_fields().scheme.max_years
    earliest = clock.today().replace(day=1)
    earliest = earliest.replace(year=earliest.year - years)
    if not earliest <= data.first <= data.last <= clock.today():
        raise Problem("invalid-input", errors=[("first", f"期间最长 {years} 年，到今天为止")])
    return Period(data.first, data.last)
