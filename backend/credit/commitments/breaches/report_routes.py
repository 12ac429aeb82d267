"""Reporting a breach, and following one's own report."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.commitments.breaches.actions.answering import (
    agree_settlement,
    ask_review_as_reporter,
    withdraw_report,
)
from credit.commitments.breaches.actions.reporting import report_breach
from credit.commitments.breaches.header import MAX_BODY, PRIVATE, AcceptLanguage, IdempotencyKey
from credit.commitments.breaches.queries.photos import read_photo
from credit.commitments.breaches.queries.reports import (
    get_guide,
    get_report_view,
    list_own_reports,
)
from credit.commitments.breaches.queries.rows import get_own_report
from credit.commitments.breaches.schemas import (
    AskReview,
    BreachGuide,
    ReportBreach,
    ReportList,
    ReportView,
)
from credit.kit.auth import Caller, requires_caller, requires_kind
from credit.kit.language import prefers_english
from credit.kit.photos import photo_response
from credit.kit.problems import problem_responses

OWN = ("unauthenticated", "not-found")


@get(
    "/api/commitments/{code:str}/breach-guide",
    opt={"public": True},
    responses=problem_responses("not-found"),
)
async def get_breach_guide(
    code: FromPath[str], accept_language: AcceptLanguage = None
) -> Response[BreachGuide]:
    """What to know before reporting a breach of this promise: periods, limits, who sees what."""
    guide = await get_guide(code, english=prefers_english(accept_language))
    return Response(guide, headers={"cache-control": "no-store"})


@post(
    "/api/commitments/{code:str}/breach-reports",
    guards=[requires_kind("citizen", "merchant")],
    request_max_body_size=MAX_BODY,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict",
        "idempotency-conflict", "too-large", "rate-limited",
    ),
)  # fmt: skip
async def post_breach_report(
    code: FromPath[str],
    data: JSONBody[ReportBreach],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
    accept_language: AcceptLanguage = None,
) -> Response[ReportView]:
    """Report a breach (举报违诺). The answer has the receipt number; who reported stays sealed."""
    report_id = await report_breach(caller, code, data, idempotency_key or "")
    english = prefers_english(accept_language)
    return Response(
        await get_report_view(report_id, english=english), status_code=201, headers=PRIVATE
    )


@get(
    "/api/breach-reports",
    guards=[requires_caller],
    opt={"bounded": "the newest 50 of one's own"},
    responses=problem_responses("unauthenticated"),
)
async def list_breach_reports(
    caller: NamedDependency[Caller], accept_language: AcceptLanguage = None
) -> Response[ReportList]:
    """The caller's own reports, newest first."""
    english = prefers_english(accept_language)
    return Response(await list_own_reports(caller, english=english), headers=PRIVATE)


@get(
    "/api/breach-reports/{number:str}",
    guards=[requires_caller],
    responses=problem_responses(*OWN),
)
async def get_breach_report(
    number: FromPath[str],
    caller: NamedDependency[Caller],
    accept_language: AcceptLanguage = None,
) -> Response[ReportView]:
    """One of the caller's own reports by its receipt number."""
    report = await get_own_report(caller, number)
    english = prefers_english(accept_language)
    return Response(await get_report_view(report.id, english=english), headers=PRIVATE)


@post(
    "/api/breach-reports/{number:str}/withdrawal",
    status_code=200,
    guards=[requires_caller],
    responses=problem_responses("conflict", *OWN),
)
async def post_report_withdrawal(
    number: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ReportView]:
    """Take a report back before the decision. Nothing follows for who reported."""
    await withdraw_report(caller, number)
    return await _again(caller, number)


@post(
    "/api/breach-reports/{number:str}/settlement",
    status_code=200,
    guards=[requires_caller],
    responses=problem_responses("conflict", *OWN),
)
async def post_report_settlement(
    number: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ReportView]:
    """Agree that it was made good (同意和解)."""
    await agree_settlement(caller, number)
    return await _again(caller, number)


@post(
    "/api/breach-reports/{number:str}/second-review",
    status_code=200,
    guards=[requires_caller],
    responses=problem_responses("invalid-input", "conflict", "idempotency-conflict", *OWN),
)
async def post_report_review(
    number: FromPath[str],
    data: JSONBody[AskReview],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[ReportView]:
    """Ask another officer to look at a breach that was not upheld."""
    await ask_review_as_reporter(caller, number, data, idempotency_key or "")
    return await _again(caller, number)


@get(
    "/api/breach-photos/{photo:uuid}",
    guards=[requires_caller],
    responses=problem_responses(*OWN),
)
async def get_breach_photo(
    photo: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """A photo of a case, for officers, for who sent it, and for the side that it is meant for."""
    return photo_response(await read_photo(caller, photo))


async def _again(caller: Caller, number: str) -> Response[ReportView]:
    report = await get_own_report(caller, number)
    return Response(await get_report_view(report.id), headers=PRIVATE)


routes = [
    get_breach_guide,
    post_breach_report,
    list_breach_reports,
    get_breach_report,
    post_report_withdrawal,
    post_report_settlement,
    post_report_review,
    get_breach_photo,
]
