"""Handlers of delegations: the owner's side, and the delegate's."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.idempotency import IdempotencyKeyHeader
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.reports.checking.news import check_still_shown
from credit.reports.delegating import actions, queries
from credit.reports.delegating.schemas import (
    DelegateReport,
    DelegationBook,
    DelegationCard,
    DelegationList,
)
from credit.reports.issuing.actions import OWNER
from credit.reports.issuing.routes import FILES, ONCE, PDF, PRIVATE, REFUSED, pdf_response
from credit.reports.issuing.schemas import IssuedReport
from credit.reports.paper.delivering import download_report

GIVES: Final = Limit(name="report-delegations", count=30, seconds=3600)
FETCHES: Final = Limit(name="report-fetches", count=30, seconds=3600)
Owner: Final = requires_kind("merchant")


@get(
    "/api/subjects/{uscc:str}/report-delegations",
    guards=[Owner],
    opt={"bounded": "the newest 50"},
    responses=problem_responses(*REFUSED),
)
async def list_given_delegations(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[DelegationBook]:
    """What the owner gave, and the separate consent for a new one."""
    subject = await access_subject(caller, uscc, roles=OWNER)
    return Response(await queries.read_given(subject.id), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/report-delegations",
    guards=[Owner, limits(GIVES)],
    responses=problem_responses("invalid-input", "conflict", *REFUSED),
)
async def give_delegation(
    uscc: FromPath[str], data: JSONBody[DelegateReport], caller: NamedDependency[Caller]
) -> Response[DelegationCard]:
    """Let an organisation fetch the report. A text that changed meanwhile answers 409."""
    subject = await access_subject(caller, uscc, roles=OWNER)
    made = await actions.delegate_report(caller, subject, data)
    return Response(made, status_code=201, headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/report-delegations/{delegation:uuid}/withdrawal",
    status_code=200,
    guards=[Owner],
    responses=problem_responses("not-found", *REFUSED),
)
async def withdraw_report_delegation(
    uscc: FromPath[str], delegation: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[DelegationCard]:
    """Take a delegation back, at once."""
    subject = await access_subject(caller, uscc, roles=OWNER)
    ended = await actions.withdraw_delegation(caller, subject, delegation)
    return Response(ended, headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/held-delegations",
    guards=[Owner],
    opt={"bounded": "the newest 50"},
    responses=problem_responses(*REFUSED),
)
async def list_held_delegations(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[DelegationList]:
    """What others let this subject fetch."""
    subject = await access_subject(caller, uscc, roles=OWNER)
    return Response(await queries.list_held(subject.id), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/held-delegations/{delegation:uuid}/reports",
    guards=[Owner, limits(FETCHES)],
    responses=problem_responses(*ONCE, "not-found", "conflict", *REFUSED),
)
async def fetch_delegated_report(
    uscc: FromPath[str],
    delegation: FromPath[UUID],
    idempotency_key: IdempotencyKeyHeader,
    caller: NamedDependency[Caller],
) -> Response[IssuedReport]:
    """Fetch a report of this moment as the delegate; the owner is told."""
    delegate = await access_subject(caller, uscc, roles=OWNER)
    made = await actions.fetch_report(caller, delegate, delegation, idempotency_key)
    return Response(made, status_code=201, headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/held-reports/{number:str}/file",
    guards=[Owner, limits(FILES)],
    media_type=PDF,
    responses=problem_responses("not-found", "conflict", *REFUSED),
)
async def get_fetched_file(
    uscc: FromPath[str], number: FromPath[str], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """The PDF of a report that the delegate fetched, while the delegation runs."""
    delegate = await access_subject(caller, uscc, roles=OWNER)
    row = await queries.get_fetched(number, delegate.id)
    await check_still_shown(row)
    return pdf_response(await download_report(row, caller.id), row.number)


routes = [
    list_given_delegations,
    give_delegation,
    withdraw_report_delegation,
    list_held_delegations,
    fetch_delegated_report,
    get_fetched_file,
]
