"""Handlers of the list of matters open to commitment."""

import asyncio
from typing import Annotated, Any, Final

from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from credit.commitments.matters.exporting import Format, matters_file
from credit.commitments.matters.matter_list import Where, load_matters
from credit.commitments.matters.queries import Asked, find_view, list_matters
from credit.commitments.matters.schemas import MatterList, MatterView
from credit.commitments.rules import CommitmentType
from credit.kit.model import LINE
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits

PUBLIC: Final = {"cache-control": "public, max-age=60"}
CSV: Final = "text/csv"
JSON: Final = "application/json"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTS: Final = Limit(name="matters-export", count=20, seconds=60)
Word = Annotated[
    str | None,
    QueryParameter(min_length=1, max_length=60, pattern=LINE, description="名称或拼音首字母"),
]
Text = Annotated[str | None, QueryParameter(max_length=40, pattern=LINE)]
Type = Annotated[int | None, QueryParameter(ge=0, le=6, description="承诺类型，国家标准编号")]
WhereParameter = Annotated[Where | None, QueryParameter(description="app 手机可签、counter 窗口")]


@get(
    "/api/commitment-matters",
    opt={"public": True, "bounded": "the matters of matters.toml"},
    responses=problem_responses("invalid-input"),
)
async def list_commitment_matters(
    q: Word = None,
    type: Type = None,
    sector: Text = None,
    office: Text = None,
    trade: Text = None,
    where: WhereParameter = None,
) -> Response[MatterList]:
    """The list of matters open to commitment (承诺事项清单), searched."""
    kind = None if type is None else CommitmentType(type)
    found = list_matters(
        Asked(q or None, kind, sector or None, office or None, trade or None, where)
    )
    return Response(found, headers=PUBLIC)


@get(
    "/api/commitment-matters/{matter:str}",
    opt={"public": True},
    responses=problem_responses("not-found"),
)
async def get_commitment_matter(matter: FromPath[str]) -> Response[MatterView]:
    """One matter, as it stands today."""
    known = load_matters().get(matter)
    view = find_view(known) if known else None
    if view is None:
        raise Problem("not-found", detail="没有这个承诺事项")
    return Response(view, headers=PUBLIC)


@get(
    "/api/commitment-matters/export.csv",
    opt={"public": True},
    guards=[limits(EXPORTS)],
    media_type=CSV,
    responses=problem_responses("rate-limited"),
)
async def export_commitment_matters_csv() -> Response[bytes]:
    """The whole list as CSV, UTF-8 with a byte order mark."""
    return await _file("csv", CSV)


@get(
    "/api/commitment-matters/export.xlsx",
    opt={"public": True},
    guards=[limits(EXPORTS)],
    media_type=XLSX,
    responses=problem_responses("rate-limited"),
)
async def export_commitment_matters_xlsx() -> Response[bytes]:
    """The whole list as a workbook; the data dictionary and licence on its second sheet."""
    return await _file("xlsx", XLSX)


@get(
    "/api/commitment-matters/export.json",
    opt={"public": True},
    guards=[limits(EXPORTS)],
    media_type=JSON,
    responses=problem_responses("rate-limited"),
)
async def export_commitment_matters_json() -> Response[Any]:
    """The whole list as JSON, with data dictionary and licence."""
    return await _file("json", JSON)


async def _file(kind: Format, media_type: str) -> Response[bytes]:
    body = await asyncio.to_thread(matters_file, kind)
    name = f'attachment; filename="commitment-matters.{kind}"'
    headers = PUBLIC | {"content-disposition": name}
    return Response(body, headers=headers, media_type=media_type)


routes = [
    list_commitment_matters,
    get_commitment_matter,
    export_commitment_matters_csv,
    export_commitment_matters_xlsx,
    export_commitment_matters_json,
]
