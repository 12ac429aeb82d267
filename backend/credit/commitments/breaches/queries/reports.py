"""Reports as who made them sees them, and what one should know before making one."""

from collections.abc import Sequence
from typing import Any, Final

from credit.commitments.breaches import rules
from credit.commitments.breaches.queries.parts import (
    commitment_of,
    due_of,
    links,
    list_case_photos,
    list_statements,
    list_steps,
    name_of,
    open_to,
    outcome_of,
    yuan_of,
)
from credit.commitments.breaches.queries.rows import (
    REPORT_TABLE,
    CaseRow,
    get_case_by_id,
    reporter_indexes,
    unseal,
)
from credit.commitments.breaches.rule_file import limit_on, period_on
from credit.commitments.breaches.rules import Role, Status
from credit.commitments.breaches.schemas import (
    MAX_PHOTOS,
    BreachGuide,
    PeriodView,
    ReportCard,
    ReportList,
    ReportView,
)
from credit.commitments.queries import get_commitment, view_of
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.subjects.queries import get_subject_by_uscc

MAX_OWN: Final = 50
_COLUMNS = """
SELECT id, number, case_id, happened_on, facts, place, amount_yuan, photos_shown, agreed, status,
  created_at
FROM breach_report
"""
_WRITTEN = """
SELECT number, created_at, happened_on, facts, place FROM breach_report
WHERE reporter_index = ANY($1) ORDER BY id DESC LIMIT 500
"""
_OWN = """
SELECT r.number, r.status AS report_status, b.status AS case_status, s.name AS subject_name, s.demo,
  c.template, c.matter, r.happened_on, r.created_at
FROM breach_report r JOIN breach_case b ON b.id = r.case_id
JOIN commitment c ON c.id = r.commitment_id JOIN subject s ON s.id = b.subject_id
WHERE r.reporter_index = ANY($1) ORDER BY r.id DESC LIMIT $2
"""
_ONE = f"{_COLUMNS} WHERE id = $1"


async def get_guide(code: str, *, english: bool = False) -> BreachGuide:
    """What to know before reporting; Problem not-found for an unknown code."""
    row, today = await get_commitment(code), clock.today()
    subject = await get_subject_by_uscc(row.uscc)
    periods = [period_on(name, today) for name in dict.fromkeys(rules.PERIODS.values())]
    return BreachGuide(
        commitment=view_of(row, english=english),
        subject_name=row.subject_name,
        uscc=row.uscc,
        demo=subject.demo,
        periods=[
            PeriodView(id=one.id, name=one.name, workdays=one.workdays, legal_basis=one.legal_basis)
            for one in periods
        ],
        reports_a_day=limit_on("reports_a_day", today),
        days_back=limit_on("days_back", today),
        keep_months=limit_on("keep_months", today),
        max_photos=MAX_PHOTOS,
    )


async def list_written(account_id: str) -> list[dict[str, Any]]:
    """What a person reported, unsealed, for the copy of the own data."""
    person = Caller(account_id, "citizen", "")
    async with connection() as held:
        rows = await held.fetch(_WRITTEN, reporter_indexes(person))
    return [
        {"编号": row["number"], "举报时间": row["created_at"], "发生日期": row["happened_on"],
         "事实": _unsealed(row, "facts"), "地点": _unsealed(row, "place")}
        for row in rows
    ]  # fmt: skip


def _unsealed(row: Any, column: str) -> str:
    return unseal(row[column], table=REPORT_TABLE, column=column, row=row["number"])


async def list_own_reports(caller: Caller, *, english: bool = False) -> ReportList:
    """The caller's reports, newest first; at most 50."""
    async with connection() as held:
        rows = await held.fetch(_OWN, reporter_indexes(caller), MAX_OWN)
    return ReportList(items=[_card(row, english=english) for row in rows])


def _card(row: Any, *, english: bool) -> ReportCard:
    withdrawn = row["report_status"] == "withdrawn"
    status = Status.WITHDRAWN if withdrawn else Status(row["case_status"])
    return ReportCard(
        number=row["number"],
        status=status,
        status_name=rules.status_name(status, english=english),
        commitment_name=name_of(row["template"], row["matter"], english=english),
        subject_name=row["subject_name"],
        demo=row["demo"],
        happened_on=row["happened_on"],
        reported_at=row["created_at"],
    )


async def get_report_view(report_id: int, *, english: bool = False) -> ReportView:
    """One report, which must exist and be the caller's own."""
    async with connection() as held:
        row = await held.fetchrow(_ONE, report_id)
    return await _view(row, english=english)


async def _view(row: Any, *, english: bool) -> ReportView:
    case = await get_case_by_id(row["case_id"])
    statements = await list_statements(case, viewer=Role.REPORTER)
    status = "withdrawn" if row["status"] == "withdrawn" else case.status
    return ReportView(
        number=row["number"],
        status=status,
        status_name=rules.status_name(status, english=english),
        commitment=await commitment_of(case, english=english),
        subject_name=case.subject_name,
        uscc=case.uscc,
        happened_on=row["happened_on"],
        facts=_text(row, "facts"),
        place=_text(row, "place"),
        amount_yuan=yuan_of(row),
        photos=links(await _photos(row), "report_id", row["id"]),
        photos_shown=row["photos_shown"],
        agreed=row["agreed"],
        reported_at=row["created_at"],
        due=due_of(case, clock.today()) if status == case.status else None,
        reply=next((one for one in statements if one.kind == "reply"), None),
        remedied=case.remedied,
        outcome=await outcome_of(case),
        steps=await list_steps(case.id),
        may=_may(row, case),
    )


async def _photos(row: Any) -> Sequence[Any]:
    return await list_case_photos(row["case_id"])


def _text(row: Any, column: str) -> str:
    return unseal(row[column], table=REPORT_TABLE, column=column, row=row["number"])


def _may(row: Any, case: CaseRow) -> list[str]:
    """What who reported can do: not settle twice, nothing after he withdrew."""
    if row["status"] != "open":
        return []
    may = open_to(case, Role.REPORTER)
    return [one for one in may if one != rules.Action.SETTLE or not row["agreed"]]
