"""Handlers of issuing: ask for a report, list, read, download."""

from typing import Annotated, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.idempotency import IdempotencyKeyHeader
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.reports.checking.news import check_still_shown
from credit.reports.issuing import actions, queries
from credit.reports.issuing.schemas import (
    IssueClearance,
    IssuedPage,
    IssuedReport,
    IssueReport,
    ReportForm,
)
from credit.reports.paper.delivering import download_report

PRIVATE: Final = {"cache-control": "private, no-store", "x-robots-tag": "noindex"}
PDF: Final = "application/pdf"
ISSUES: Final = Limit(name="report-issue", count=30, seconds=3600)
FILES: Final = Limit(name="report-download", count=20, seconds=60)
Keeper: Final = requires_kind("merchant", "officer")
REFUSED: Final = ("unauthenticated", "forbidden", "unknown-subject", "rate-limited")
ONCE: Final = ("invalid-input", "request-in-flight", "idempotency-conflict")
After = Annotated[str | None, QueryParameter(pattern="^[0-9]{22}$", description="上一页的 next")]


@get("/api/credit-report-form", guards=[Keeper], opt={"bounded": "lists of a rule file"},
     responses=problem_responses("unauthenticated", "forbidden"))  # fmt: skip
async def get_report_form(caller: NamedDependency[Caller]) -> Response[ReportForm]:
    """Purposes and fields that this caller can ask for."""
    return Response(queries.describe_form(actions.asker_of(caller)), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/credit-reports",
    guards=[Keeper, limits(ISSUES)],
    responses=problem_responses(*ONCE, *REFUSED),
)
async def issue_credit_report(
    uscc: FromPath[str],
    data: JSONBody[IssueReport],
    idempotency_key: IdempotencyKeyHeader,
    caller: NamedDependency[Caller],
) -> Response[IssuedReport]:
    """Make a report of what is known now: for the owner, or for an officer who names the matter."""
    made = await actions.issue_report(caller, uscc, idempotency_key, data)
    return Response(made, status_code=201, headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/clearance-reports",
    guards=[Keeper, limits(ISSUES)],
    responses=problem_responses(*ONCE, *REFUSED),
)
async def issue_clearance_report(
    uscc: FromPath[str],
    data: JSONBody[IssueClearance],
    idempotency_key: IdempotencyKeyHeader,
    caller: NamedDependency[Caller],
) -> Response[IssuedReport]:
    """Make a 专项信用报告（信用代证）: fields and a period, not a proof from each office."""
    made = await actions.issue_clearance(caller, uscc, idempotency_key, data)
    return Response(made, status_code=201, headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/credit-reports",
    guards=[Keeper],
    opt={"bounded": "20 a page"},
    responses=problem_responses("invalid-input", *REFUSED),
)
async def list_credit_reports(
    uscc: FromPath[str], caller: NamedDependency[Caller], after: After = None
) -> Response[IssuedPage]:
    """What was issued to the owner, newest first."""
    subject = await _own(caller, uscc)
    return Response(await queries.list_reports(subject, after), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/credit-reports/{number:str}",
    guards=[Keeper],
    opt={"bounded": "5,000 facts"},
    responses=problem_responses("not-found", "conflict", *REFUSED),
)
async def get_credit_report(
    uscc: FromPath[str], number: FromPath[str], caller: NamedDependency[Caller]
) -> Response[IssuedReport]:
    """A report as it was issued, for its owner and for the officer who asked for it."""
    row = await find_readable(caller, uscc, number)
    return Response(await actions.view_issued(row.number), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/credit-reports/{number:str}/file",
    guards=[Keeper, limits(FILES)],
    media_type=PDF,
    responses=problem_responses("not-found", "conflict", *REFUSED),
)
async def get_credit_report_file(
    uscc: FromPath[str], number: FromPath[str], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """The report as a signed PDF."""
    row = await find_readable(caller, uscc, number)
    content = await download_report(row, caller.id)
    return pdf_response(content, row.number)


def pdf_response(content: bytes, number: str) -> Response[bytes]:
    """A PDF to be saved; its name tells nothing but the number."""
    name = f'attachment; filename="credit-report-{number}.pdf"'
    return Response(content, headers=PRIVATE | {"content-disposition": name}, media_type=PDF)


async def find_readable(caller: Caller, uscc: str, number: str) -> queries.RegisterRow:
    """The report, if the caller may read it: the owner what was issued to the owner, an officer
    what this officer asked for, while all of it may be shown. Problem not-found, conflict."""
    subject = await access_subject(caller, uscc, roles=actions.OWNER)
    row = await queries.get_registered(number, subject)
    own = row.issued_to == "owner" and caller.kind != "officer"
    if not own and row.issued_by != caller.id:
        raise Problem("not-found", detail="没有这份信用报告")
    if not own:
        await check_still_shown(row)
    return row


async def _own(caller: Caller, uscc: str) -> int:
    if caller.kind == "officer":
        raise Problem("forbidden", detail="这里是主体自己的报告")
    return (await access_subject(caller, uscc, roles=actions.OWNER)).id


routes = [
    get_report_form,
    issue_credit_report,
    issue_clearance_report,
    list_credit_reports,
    get_credit_report,
    get_credit_report_file,
]
