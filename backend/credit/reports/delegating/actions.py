"""Giving, withdrawing and using a delegation: one transaction each."""

import uuid
from datetime import timedelta
from typing import Final

from credit.identity.queries import AccessibleSubject
from credit.inbox.sending import Message, tell_owners
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.idempotency import asked_of, once
from credit.kit.problems import Problem
from credit.reports.delegating.queries import STATE_NAMES, DelegationRow, lock_delegation
from credit.reports.delegating.schemas import DelegateReport, DelegationCard
from credit.reports.delegating.texts import text_on
from credit.reports.issuing.actions import LOOKED, Issue, audit_issue, enter_report, view_issued
from credit.reports.issuing.schemas import IssuedReport
from credit.reports.snapshot.assembling import assemble
from credit.reports.terms import OWN_READING, may_state, purpose_name
from credit.subjects.queries import find_subject_by_uscc

LONGEST: Final = timedelta(days=366)
MAX_OPEN: Final = 20
_LOCK: Final = "SELECT id FROM subject WHERE id = $1 FOR NO KEY UPDATE"
_COUNT_OPEN: Final = """
SELECT count(*) FROM report_delegation
WHERE subject_id = $1 AND withdrawn_at IS NULL AND ends_on >= $2 AND fetched < max_fetches
"""
_GIVE: Final = """
INSERT INTO report_delegation (public_id, subject_id, delegate_id, purpose, max_fetches, ends_on,
  text_version, text_hash, given_by, given_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_WITHDRAW: Final = "UPDATE report_delegation SET withdrawn_at = $2 WHERE id = $1"
_COUNT: Final = "UPDATE report_delegation SET fetched = fetched + 1 WHERE id = $1"


async def delegate_report(
    caller: Caller, subject: AccessibleSubject, data: DelegateReport
) -> DelegationCard:
    """Let an organisation fetch the report, by separate consent to the text that was read.

    Raises Problem invalid-input with the field, conflict for another text and for the 21st.
    """
    text, now, public_id = text_on(clock.today()), clock.now(), uuid.uuid4()
    if data.text_version != text.version:
        raise Problem("conflict", detail="同意书已经更新，请读过新的文本再授权")
    delegate_id = await _check(subject, data)
    async with transaction() as held:
        await held.fetchval(_LOCK, subject.id)
        if await held.fetchval(_COUNT_OPEN, subject.id, clock.today()) >= MAX_OPEN:
            raise Problem("conflict", detail=f"最多 {MAX_OPEN} 份有效的授权，请先收回几份")
        await held.execute(
            _GIVE, public_id, subject.id, delegate_id, data.purpose, data.fetches, data.ends_on,
            text.version, text.sha256, caller.id, now,
        )  # fmt: skip
        row = await lock_delegation(held, public_id)
        what = purpose_name(row.purpose)
        body = f"可以领取 {row.max_fetches} 次，到 {row.ends_on} 为止，用途：{what}。"
        link = f"/shops/{row.delegate_uscc}/reports/held"
        given = Message(kind=LOOKED, title="收到领取信用报告的授权", body=body, link=link)
        await tell_owners(row.delegate_uscc, given)
        await _audit(caller, "report.delegate", row)
    return row.card()


async def withdraw_delegation(
    caller: Caller, subject: AccessibleSubject, delegation: uuid.UUID
) -> DelegationCard:
    """Take it back, at once and without a reason; again is the same. Problem not-found."""
    async with transaction() as held:
        row = await lock_delegation(held, delegation)
        if row.subject_id != subject.id:
            raise Problem("not-found", detail="没有这份授权")
        if row.withdrawn_at is None:
            await held.execute(_WITHDRAW, row.id, clock.now())
            row = await lock_delegation(held, delegation)
            await _audit(caller, "report.undelegate", row)
    return row.card()


async def fetch_report(
    caller: Caller, delegate: AccessibleSubject, delegation: uuid.UUID, key: str
) -> IssuedReport:
    """A report of this moment for the delegate, counted once under this key; the owner is told.

    Raises Problem not-found for somebody else's delegation, conflict when it does not count now.
    """

    async def effect(held: Connection) -> str:
        row = await lock_delegation(held, delegation)
        if row.delegate_id != delegate.id:
            raise Problem("not-found", detail="没有这份授权")
        if row.state != "open":
            raise Problem("conflict", detail=f"这份授权{STATE_NAMES[row.state]}，不能领取")
        return await _fetch(held, caller, row)

    asked = asked_of(caller.id, "report-fetch", key, str(delegation))
    return await view_issued(await once(asked, str, effect))


async def _fetch(held: Connection, caller: Caller, row: DelegationRow) -> str:
    await held.execute(_COUNT, row.id)
    subject = AccessibleSubject(row.subject_id, row.subject_uscc, row.subject_name, None, False)
    issue = Issue(subject, "delegate", caller.id, "others", row.purpose, "", assemble, row.id)
    report = await enter_report(held, issue)
    left, what = row.max_fetches - row.fetched - 1, purpose_name(row.purpose)
    body = f"“{row.delegate_name}”按授权领取了一份，用途：{what}，还剩 {left} 次。"
    link = f"/shops/{row.subject_uscc}/reports/lookups"
    said = Message(kind=LOOKED, title="您的信用报告被领取", body=body, link=link)
    await tell_owners(row.subject_uscc, said)
    await audit_issue(caller.id, issue, report)
    return report.number


async def _check(subject: AccessibleSubject, data: DelegateReport) -> int:
    delegate, today = await find_subject_by_uscc(data.delegate), clock.today()
    if delegate is None or delegate.id == subject.id:
        raise Problem(
            "invalid-input", errors=[("delegate", "没有这个统一社会信用代码，或是本主体")]
        )
    if data.purpose == OWN_READING or not may_state("owner", data.purpose):
        raise Problem("invalid-input", errors=[("purpose", "请选择给对方用的用途")])
    if not today <= data.ends_on <= today + LONGEST:
        raise Problem("invalid-input", errors=[("endsOn", "从今天起，最长一年")])
    return delegate.id


async def _audit(caller: Caller, action: str, row: DelegationRow) -> None:
    detail = {
        "delegate": row.delegate_uscc,
        "purpose": row.purpose,
        "fetches": row.max_fetches,
        "until": row.ends_on.isoformat(),
        "text": row.text_version,
    }
    await append_audit(
        actor=caller.id,
        action=action,
        object_type="subject",
        object_id=row.subject_uscc,
        detail=detail,
    )
