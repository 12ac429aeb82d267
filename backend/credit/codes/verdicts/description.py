"""Adds the verdict routes to the API description: mounts have no place in Litestar's own.

The handlers below only describe; requests are answered by `serving.py`.
"""

from typing import Annotated

from litestar import Litestar, MediaType, get
from litestar.openapi.config import OpenAPIConfig
from litestar.params import PathParameter

from credit.codes.verdicts.schemas import Verdict
from credit.kit.problems import problem_responses

Digits = Annotated[str, PathParameter(description="码里的数字，或整段扫到的内容")]
ShortCode = Annotated[str, PathParameter(description="九位编号，不分大小写，可带连字符")]


@get("/api/verdicts/{digits:str}", responses=problem_responses("not-found", "rate-limited"))
async def get_verdict(digits: Digits) -> Verdict:
    """The verdict on a scanned code; every attempt gets one, with status 200.

    Cached for about a second, strongly consistent for revocation within that time.
    """
    raise NotImplementedError


@get(
    "/api/verdicts/short/{code:str}",
    responses=problem_responses("not-found", "rate-limited"),
)
async def get_verdict_of_short_code(code: ShortCode) -> Verdict:
    """The verdict on a code typed by hand."""
    raise NotImplementedError


@get("/v/{digits:str}", media_type=MediaType.HTML)
async def get_verdict_page(digits: Digits) -> str:
    """The verdict as a page without JavaScript: what any phone's scanner opens."""
    raise NotImplementedError


def describe_verdicts(app: Litestar) -> None:
    """Merge the description of the mounts into the application's."""
    config = OpenAPIConfig(title="", version="", render_plugins=[])
    part = Litestar(
        [get_verdict, get_verdict_of_short_code, get_verdict_page], openapi_config=config
    )
    whole, extra = app.openapi_schema, part.openapi_schema
    whole.paths = {**(whole.paths or {}), **(extra.paths or {})}
    whole.components.schemas = {**extra.components.schemas, **whole.components.schemas}
