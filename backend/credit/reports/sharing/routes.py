"""Handlers of sharing: the owner's side, and the recipient's without signing in."""

from typing import Final
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.reports.issuing.actions import OWNER
from credit.reports.issuing.routes import PDF, PRIVATE, REFUSED, find_readable, pdf_response
from credit.reports.sharing import actions
from credit.reports.sharing.queries import list_shares
from credit.reports.sharing.schemas import (
    NewShare,
    OpenShare,
    SharedReport,
    ShareList,
    ShareReport,
    ShareTicket,
)

SHARES: Final = Limit(name="report-shares", count=30, seconds=3600)
# 128 bits are never guessed; the limit is for pass codes and for floods, and holds without Redis.
OPENS: Final = Limit(name="report-share-open", count=20, seconds=60, closed=True)
Owner: Final = requires_kind("merchant")


@post(
    "/api/subjects/{uscc:str}/credit-reports/{number:str}/shares",
    guards=[Owner, limits(SHARES)],
    responses=problem_responses("invalid-input", "not-found", "conflict", *REFUSED),
)
async def share_credit_report(
    uscc: FromPath[str],
    number: FromPath[str],
    data: JSONBody[ShareReport],
    caller: NamedDependency[Caller],
) -> Response[NewShare]:
    """Make a link to a report for a named recipient. Link and pass code are told once."""
    row = await find_readable(caller, uscc, number)
    made = await actions.share_report(caller, row, data)
    return Response(made, status_code=201, headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/report-shares",
    guards=[Owner],
    opt={"bounded": "the newest 50"},
    responses=problem_responses(*REFUSED),
)
async def list_report_shares(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ShareList]:
    """The links that the owner gave out."""
    subject = await access_subject(caller, uscc, roles=OWNER)
    return Response(await list_shares(subject.id), headers=PRIVATE)


@delete(
    "/api/subjects/{uscc:str}/report-shares/{share:uuid}",
    guards=[Owner],
    responses=problem_responses("not-found", *REFUSED),
)
async def revoke_report_share(
    uscc: FromPath[str], share: FromPath[UUID], caller: NamedDependency[Caller]
) -> None:
    """Take a link back; it is dead at once."""
    subject = await access_subject(caller, uscc, roles=OWNER)
    await actions.revoke_share(caller, subject, share)


@post(
    "/api/report-shares/open",
    status_code=200,
    opt={"public": True, "bounded": "5,000 facts"},
    guards=[limits(OPENS)],
    responses=problem_responses(
        "invalid-input", "not-found", "code-refused", "rate-limited", "service-unavailable"
    ),
)
async def open_report_share(data: JSONBody[OpenShare]) -> Response[SharedReport]:
    """Open a shared report, without signing in. The owner sees that it was opened."""
    return Response(await actions.open_share(data), headers=PRIVATE)


@post(
    "/api/report-shares/file",
    status_code=200,
    opt={"public": True},
    guards=[limits(OPENS)],
    media_type=PDF,
    responses=problem_responses(
        "invalid-input", "not-found", "conflict", "rate-limited", "service-unavailable"
    ),
)
async def get_shared_file(data: JSONBody[ShareTicket]) -> Response[bytes]:
    """The PDF of a share that was just opened."""
    number, content = await actions.fetch_file(data.ticket)
    return pdf_response(content, number)


routes = [
    share_credit_report,
    list_report_shares,
    revoke_report_share,
    open_report_share,
    get_shared_file,
]
