"""Handlers of the commitments column."""

from typing import Annotated, Any, Final

from litestar import Response, get
from litestar.params import FromPath, HeaderParameter, QueryParameter

from credit.commitments.board import queries
from credit.commitments.board.queries import Standing, Wanted
from credit.commitments.board.schemas import BoardPage, CommitmentPage
from credit.kit.language import prefers_english
from credit.kit.model import LINE
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits

PUBLIC: Final = {"cache-control": "public, max-age=5", "vary": "accept-language"}
READS: Final = Limit(name="commitment-board", count=240, seconds=60)
AcceptLanguage = Annotated[str | None, HeaderParameter(name="accept-language")]
Word = Annotated[str | None, QueryParameter(min_length=1, max_length=60, pattern=LINE)]
Trade = Annotated[str | None, QueryParameter(max_length=40, pattern=LINE, description="行业")]
Division = Annotated[
    str | None, QueryParameter(pattern="^63[0-9]{4}$", description="市州或县区代码，含下级")
]
TemplateId = Annotated[str | None, QueryParameter(pattern="^[a-z_]{1,40}$")]
Type = Annotated[int | None, QueryParameter(ge=0, le=6, description="承诺类型，国家标准编号")]
StandingParameter = Annotated[
    Standing | None, QueryParameter(description="running 履行中、kept 已履行、broken 违诺")
]
PageSize = Annotated[int, QueryParameter(ge=1, le=queries.MAX_PAGE)]
After = Annotated[str | None, QueryParameter(max_length=28, description="上一页的 next")]


@get(
    "/api/commitments",
    opt={"public": True},
    guards=[limits(READS)],
    responses=problem_responses("invalid-input", "rate-limited"),
)
async def list_commitment_board(  # noqa: PLR0913 - one a query parameter
    q: Word = None,
    trade: Trade = None,
    division: Division = None,
    template: TemplateId = None,
    type: Type = None,
    standing: StandingParameter = None,
    limit: PageSize = 20,
    after: After = None,
    accept_language: AcceptLanguage = None,
) -> Response[BoardPage]:
    """The commitments column (承诺专栏) of the province, newest first."""
    wanted = Wanted(q, trade, division, template, type, standing)
    english = prefers_english(accept_language)
    page: Any = await queries.list_board(wanted, limit=limit, after=after, english=english)
    return Response(page, headers=PUBLIC)


@get(
    "/api/commitments/{code:str}",
    opt={"public": True},
    guards=[limits(READS)],
    responses=problem_responses("not-found", "rate-limited"),
)
async def get_commitment_page(
    code: FromPath[str], accept_language: AcceptLanguage = None
) -> Response[CommitmentPage]:
    """One commitment: plain words, the whole text, who watches, what was found, until when."""
    page = await queries.get_page(code, english=prefers_english(accept_language))
    return Response(page, headers=PUBLIC)


routes = [list_commitment_board, get_commitment_page]
