"""Public search for subjects."""

from typing import Annotated

from litestar import get
from litestar.datastructures import CacheControlHeader
from litestar.params import QueryParameter

from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.subjects.queries import MAX_PAGE, search_subjects
from credit.subjects.rules import MAX_QUERY
from credit.subjects.schemas import SubjectCardPage

Q = Annotated[
    str, QueryParameter(max_length=MAX_QUERY, description="名称、简称、代码开头、拼音或首字母")
]
Division = Annotated[
    str | None, QueryParameter(pattern="^[0-9]{6}$", description="区划代码，含下级")
]
Grade = Annotated[str | None, QueryParameter(pattern="^[ABCDN]$")]
PageSize = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
After = Annotated[str | None, QueryParameter(max_length=100, description="上一页的 next")]
# Enough for typing with a search per letter; too little to copy the register.
SEARCHES = Limit(name="subjects-search", count=120, seconds=60)


@get(
    "/api/subjects",
    opt={"public": True},
    guards=[limits(SEARCHES)],
    cache_control=CacheControlHeader(public=True, max_age=5),
    responses=problem_responses("invalid-input", "rate-limited"),
)
async def list_subjects(
    q: Q = "",
    division: Division = None,
    grade: Grade = None,
    limit: PageSize = 20,
    after: After = None,
) -> SubjectCardPage:
    """Search subjects by name, short name, uscc, pinyin or initials; 示例数据 is marked `demo`."""
    return await search_subjects(q=q, division=division, grade=grade, limit=limit, after=after)


routes = [list_subjects]
