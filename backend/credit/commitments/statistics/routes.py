"""Handlers of the statistics: for the page, and as open data."""

import re
from typing import Annotated, Final

from litestar import Response, get
from litestar.params import HeaderParameter, PathParameter

from credit.commitments.statistics.open_data import csv_of, guide, json_of
from credit.commitments.statistics.queries import get_statistics
from credit.commitments.statistics.schemas import CommitmentStatistics, StatisticsGuide
from credit.kit.conditional import AnyRequest, is_known, not_modified
from credit.kit.language import prefers_english
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits

AcceptLanguage = Annotated[str | None, HeaderParameter(name="accept-language")]
PUBLIC: Final = {"cache-control": "public, max-age=60", "vary": "accept-language"}
EXPORTS: Final = Limit(name="commitment-statistics", count=60, seconds=60)
CSV: Final = "text/csv; charset=utf-8"
JSON: Final = "application/json"
StatisticsFile = Annotated[
    str, PathParameter(max_length=20, description="statistics.csv 或 statistics.json")
]
_FILE: Final = re.compile(r"statistics\.(csv|json)")


@get(
    "/api/commitment-statistics",
    opt={"public": True, "bounded": "at most 200 cells a dimension"},
)
async def get_commitment_statistics(
    accept_language: AcceptLanguage = None,
) -> Response[CommitmentStatistics]:
    """How many promises were kept: by trade, county, district, kind, promise and month."""
    found = await get_statistics(english=prefers_english(accept_language))
    return Response(found, headers=PUBLIC)


@get(
    "/api/commitment-statistics/open-data",
    opt={"public": True, "bounded": "the columns of the open data"},
    sync_to_thread=False,
)
def get_statistics_guide() -> StatisticsGuide:
    """The data dictionary (数据字典) and the terms of use of the statistics."""
    return guide()


@get(
    "/api/commitment-statistics/open-data/{file:str}",
    opt={"public": True},
    guards=[limits(EXPORTS)],
    media_type=CSV,
    responses=problem_responses("not-found", "rate-limited"),
)
async def get_statistics_file(request: AnyRequest, file: StatisticsFile) -> Response[bytes]:
    """All rates as CSV or JSON, free with attribution."""
    name = _FILE.fullmatch(file)
    if name is None:
        raise Problem("not-found", detail="文件名是 statistics.csv 或 statistics.json")
    found = await get_statistics()
    kind = name.group(1)
    shown = f"commitment-statistics-{found.as_of:%Y%m%d}.{kind}"
    headers = {
        "etag": f'"{kind}-{found.as_of:%Y%m%d}-{found.version}"',
        "cache-control": "no-cache",
        "content-disposition": f'attachment; filename="{shown}"',
        "link": '</api/commitment-statistics/open-data>; rel="license describedby"',
        "content-type": CSV if kind == "csv" else JSON,
    }
    if is_known(request, headers["etag"]):
        return not_modified(headers)
    body = csv_of(found) if kind == "csv" else json_of(found)
    return Response(body, headers=headers, media_type=headers["content-type"])


routes = [get_commitment_statistics, get_statistics_guide, get_statistics_file]
