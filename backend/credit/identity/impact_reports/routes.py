"""Handlers of impact reports, for officers."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter

from credit.identity.impact_reports import queries
from credit.identity.impact_reports.actions import decide_report, propose_report
from credit.identity.impact_reports.schemas import (
    DecideImpactReport,
    ImpactReports,
    ImpactReportView,
    ProposeImpactReport,
)
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses

PRIVATE: Final = {"cache-control": "private, no-store"}
Officer: Final = requires_kind("officer")
Code = Annotated[str, PathParameter(pattern="^[a-z][a-z_]{1,39}$", description="评估的代号")]


@get(
    "/api/impact-reports",
    guards=[Officer],
    opt={"bounded": "the newest version of each of at most 200 reports"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def list_impact_reports() -> Response[ImpactReports]:
    """Every report on what our processing does to people, and purposes that none covers."""
    return Response(await queries.list_reports(), headers=PRIVATE)


@get(
    "/api/impact-reports/{code:str}",
    guards=[Officer],
    opt={"bounded": "the newest 100 versions"},
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "not-found"),
)
async def get_impact_report(
    code: Code, caller: NamedDependency[Caller]
) -> Response[ImpactReportView]:
    """A report with its versions."""
    return Response(await queries.get_report(caller, code), headers=PRIVATE)


@post(
    "/api/impact-reports/{code:str}/versions",
    guards=[Officer],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "conflict"),
)
async def propose_impact_report(
    code: Code, data: JSONBody[ProposeImpactReport], caller: NamedDependency[Caller]
) -> Response[ImpactReportView]:
    """Propose the next version of a report, or the first; another officer approves it."""
    await propose_report(caller, code, data)
    return Response(await queries.get_report(caller, code), status_code=201, headers=PRIVATE)


@post(
    "/api/impact-report-versions/{report:uuid}/decision",
    guards=[Officer],
    status_code=200,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict"
    ),
)
async def decide_impact_report(
    report: FromPath[UUID], data: JSONBody[DecideImpactReport], caller: NamedDependency[Caller]
) -> Response[ImpactReportView]:
    """Approve or refuse a version that another officer proposed."""
    code = await decide_report(caller, report, data)
    return Response(await queries.get_report(caller, code), headers=PRIVATE)


routes = [list_impact_reports, get_impact_report, propose_impact_report, decide_impact_report]
