"""Handlers of the look-ups."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.reports.issuing.actions import OWNER
from credit.reports.issuing.routes import PRIVATE, REFUSED
from credit.reports.lookups.queries import list_lookups
from credit.reports.lookups.schemas import ReportLookupPage

Last = Annotated[UUID | None, QueryParameter(description="上一页的 next")]


@get(
    "/api/subjects/{uscc:str}/report-lookups",
    guards=[requires_kind("merchant")],
    opt={"bounded": "30 a page"},
    responses=problem_responses("invalid-input", *REFUSED),
)
async def list_report_lookups(
    uscc: FromPath[str], caller: NamedDependency[Caller], after: Last = None
) -> Response[ReportLookupPage]:
    """谁看过: who got, opened or fetched a report of the subject, for its owner."""
    subject = await access_subject(caller, uscc, roles=OWNER)
    return Response(await list_lookups(subject.id, after), headers=PRIVATE)


routes = [list_report_lookups]
