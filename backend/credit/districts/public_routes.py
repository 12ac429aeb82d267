"""Credit districts for everybody: list, page, members, history."""

import hashlib
from typing import Annotated, Any, Final

import msgspec
from litestar import MediaType, Request, Response, get
from litestar.params import FromPath, QueryParameter

from credit.districts.queries import cards, history, members, pages
from credit.districts.queries.cards import Box, Wanted
from credit.districts.rules.names import Kind
from credit.districts.schemas.views import (
    DistrictHistory,
    DistrictList,
    DistrictMembers,
    DistrictPage,
)
from credit.kit.conditional import is_known, not_modified
from credit.kit.model import LINE
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits

PUBLIC: Final = {"cache-control": "public, max-age=5"}
# Enough for a map that is dragged about; too little to keep the database busy alone.
READS: Final = Limit(name="districts-read", count=240, seconds=60)
AnyRequest = Request[Any, Any, Any]
BBox = Annotated[str | None, QueryParameter(max_length=100, description="西,南,东,北；WGS-84，度")]
Division = Annotated[
    str | None, QueryParameter(pattern="^[0-9]{6}$", description="区划代码，含下级")
]
KindParameter = Annotated[Kind | None, QueryParameter(description="街区类型")]
Q = Annotated[str, QueryParameter(max_length=60, pattern=LINE, description="名称的一部分")]
PageSize = Annotated[int, QueryParameter(ge=1, le=cards.MAX_PAGE)]
AfterCode = Annotated[str, QueryParameter(pattern="^([0-9]{9})?$", description="上一页的 next")]
AfterMember = Annotated[str | None, QueryParameter(max_length=24, description="上一页的 next")]
Grade = Annotated[str | None, QueryParameter(pattern="^[ABCDN]$")]


@get(
    "/api/districts",
    opt={"public": True},
    guards=[limits(READS)],
    responses=problem_responses("invalid-input", "rate-limited"),
)
async def list_credit_districts(  # noqa: PLR0913 - one a query parameter
    request: AnyRequest,
    bbox: BBox = None,
    division: Division = None,
    kind: KindParameter = None,
    q: Q = "",
    limit: PageSize = 50,
    after: AfterCode = "",
) -> Response[DistrictList]:
    """Districts that are named, raised or being set right, by code, with their outlines."""
    wanted = Wanted(_box(bbox), division, kind, q)
    return _answer(request, await cards.list_districts(wanted, limit=limit, after=after))


@get(
    "/api/districts/{code:str}",
    opt={"public": True},
    guards=[limits(READS)],
    responses=problem_responses("not-found", "rate-limited"),
)
async def get_credit_district(request: AnyRequest, code: FromPath[str]) -> Response[DistrictPage]:
    """A district in whatever state (`status` says which): charter, rules, grade and why."""
    return _answer(request, await pages.get_page(code))


@get(
    "/api/districts/{code:str}/members",
    opt={"public": True},
    guards=[limits(READS)],
    responses=problem_responses("not-found", "invalid-input", "rate-limited"),
)
async def list_district_members(
    request: AnyRequest,
    code: FromPath[str],
    grade: Grade = None,
    limit: PageSize = 50,
    after: AfterMember = None,
) -> Response[DistrictMembers]:
    """The members of a district, best grade first."""
    page = await members.list_members(code, grade=grade, limit=limit, after=after)
    return _answer(request, page)


@get(
    "/api/districts/{code:str}/history",
    opt={"public": True, "bounded": "the newest 100 revisions"},
    guards=[limits(READS)],
    responses=problem_responses("not-found", "rate-limited"),
)
async def list_district_history(
    request: AnyRequest, code: FromPath[str]
) -> Response[DistrictHistory]:
    """What was changed about a district, when and why."""
    return _answer(request, await history.get_history(code))


def _box(text: str | None) -> Box | None:
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise _bad_box() from None
    # Also refuses NaN, which is neither more nor less than anything.
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise _bad_box()
    return west, south, east, north


def _bad_box() -> Problem:
    return Problem("invalid-input", errors=[("bbox", "应为 西,南,东,北 四个数，单位是度")])


def _answer(request: AnyRequest, content: Any) -> Response[Any]:
    """The answer with its ETag, or 304 for who has this very one."""
    body = msgspec.json.encode(content)
    headers = PUBLIC | {"etag": f'"{hashlib.sha256(body).hexdigest()[:20]}"'}
    if is_known(request, headers["etag"]):
        return not_modified(headers)
    return Response(body, headers=headers, media_type=MediaType.JSON)


public_routes = [
    list_credit_districts,
    get_credit_district,
    list_district_members,
    list_district_history,
]
