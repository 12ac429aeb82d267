"""Keeping districts: propose, edit, charter, notices, reviews; for officers."""

from typing import Annotated, Final

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.districts.actions import announcing, describing, reviewing
from credit.districts.member_routes import read_key
from credit.districts.queries import cards, pages
from credit.districts.queries.boundary_report import report_boundary
from credit.districts.rules.names import Status
from credit.districts.schemas.desk_views import BoundaryReport, DeskDistricts
from credit.districts.schemas.inputs import (
    AdoptCharter,
    CheckBoundary,
    DecideReview,
    DistrictContent,
    EditDistrict,
    PostNotice,
)
from credit.districts.schemas.views import DistrictPage
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses

PRIVATE: Final = {"cache-control": "private, no-store"}
DESK: Final = ("unauthenticated", "forbidden", "invalid-input")
StatusParameter = Annotated[Status | None, QueryParameter(description="只看这个状态的")]
Due = Annotated[bool, QueryParameter(description="只看 30 天内要复核的")]
PageSize = Annotated[int, QueryParameter(ge=1, le=cards.MAX_PAGE)]
AfterCode = Annotated[str, QueryParameter(pattern="^([0-9]{9})?$", description="上一页的 next")]


@get(
    "/api/districts/desk",
    guards=[requires_kind("officer")],
    responses=problem_responses(*DESK),
)
async def list_desk_districts(
    status: StatusParameter = None, due: Due = False, limit: PageSize = 50, after: AfterCode = ""
) -> Response[DeskDistricts]:
    """Districts in every state, with applications and concerns that wait."""
    found = await cards.list_desk(status=status, due=due, limit=limit, after=after)
    return Response(found, headers=PRIVATE)


@post(
    "/api/districts/boundary-check",
    guards=[requires_kind("officer")],
    status_code=200,
    responses=problem_responses(*DESK, "not-found"),
)
async def check_district_boundary(data: JSONBody[CheckBoundary]) -> Response[BoundaryReport]:
    """What is wrong with a drawn boundary and where, before it is saved."""
    return Response(await report_boundary(data), headers=PRIVATE)


@post(
    "/api/districts",
    guards=[requires_kind("officer")],
    responses=problem_responses(*DESK, "conflict"),
)
async def propose_district(
    data: JSONBody[DistrictContent], caller: NamedDependency[Caller]
) -> Response[DistrictPage]:
    """Propose a district; its code is given here."""
    entered = await describing.enter_district(data, actor=caller.id)
    return await _page(entered.code, 201)


@put(
    "/api/districts/{code:str}",
    guards=[requires_kind("officer")],
    responses=problem_responses(*DESK, "not-found", "conflict"),
)
async def edit_district(
    code: FromPath[str], data: JSONBody[EditDistrict], caller: NamedDependency[Caller]
) -> Response[DistrictPage]:
    """Replace a district's content; 409 when somebody else's revision is there by now."""
    await describing.edit_district(code, data, actor=caller.id)
    return await _page(code)


@post(
    "/api/districts/{code:str}/charter",
    guards=[requires_kind("officer")],
    responses=problem_responses(*DESK, "not-found", "conflict"),
)
async def adopt_charter(
    code: FromPath[str], data: JSONBody[AdoptCharter], caller: NamedDependency[Caller]
) -> Response[DistrictPage]:
    """A new version of the charter."""
    await announcing.adopt_charter(code, data, actor=caller.id)
    return await _page(code, 201)


@post(
    "/api/districts/{code:str}/notices",
    guards=[requires_kind("officer")],
    responses=problem_responses(*DESK, "not-found", "conflict"),
)
async def post_notice(
    code: FromPath[str], data: JSONBody[PostNotice], caller: NamedDependency[Caller]
) -> Response[DistrictPage]:
    """Announce an event or a perk."""
    await announcing.post_notice(code, data, actor=caller.id)
    return await _page(code, 201)


@delete(
    "/api/districts/{code:str}/notices/{notice_id:str}",
    guards=[requires_kind("officer")],
    status_code=200,
    responses=problem_responses(*DESK, "not-found"),
)
async def withdraw_notice(
    code: FromPath[str], notice_id: FromPath[str], caller: NamedDependency[Caller]
) -> Response[DistrictPage]:
    """Take an event or a perk off the page."""
    await announcing.withdraw_notice(code, read_key(notice_id), actor=caller.id)
    return await _page(code)


@post(
    "/api/districts/{code:str}/reviews",
    guards=[requires_kind("officer")],
    responses=problem_responses(*DESK, "not-found"),
)
async def decide_review(
    code: FromPath[str], data: JSONBody[DecideReview], caller: NamedDependency[Caller]
) -> Response[DistrictPage]:
    """Decide a review: 命名, 通过, 提升, 整改 or 注销, where the district's state allows it."""
    await reviewing.decide_review(code, data, actor=caller.id)
    return await _page(code, 201)


async def _page(code: str, status: int = 200) -> Response[DistrictPage]:
    return Response(await pages.get_page(code), headers=PRIVATE, status_code=status)


desk_routes = [
    list_desk_districts,
    check_district_boundary,
    propose_district,
    edit_district,
    adopt_charter,
    post_notice,
    withdraw_notice,
    decide_review,
]
