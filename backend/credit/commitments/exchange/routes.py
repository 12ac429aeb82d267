"""Export for officers. Import is `POST /api/imports` with kind `commitment_records`."""

import re
from asyncio import to_thread
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import PathParameter
from litestar.response import Stream

from credit.commitments.exchange.export import csv_of, note_export, write_xlsx
from credit.kit import clock
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.places.divisions import is_county

EXPORTS: Final = Limit(name="commitment-exports", count=10, seconds=60)
CHUNK: Final = 1 << 16
CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ExportFile = Annotated[
    str, PathParameter(max_length=20, description="all.csv、all.xlsx，或县级代码，如 630102.csv")
]
_FILE: Final = re.compile(r"(all|[0-9]{6})\.(csv|xlsx)")


@get(
    "/api/commitment-exports/{file:str}",
    guards=[requires_kind("officer"), limits(EXPORTS)],
    media_type=CSV,
    responses=problem_responses("unauthenticated", "forbidden", "not-found", "rate-limited"),
)
async def export_commitments(file: ExportFile, caller: NamedDependency[Caller]) -> Response[bytes]:
    """Commitments in the national data standard: all, or of one county; every export is audited."""
    name = _FILE.fullmatch(file)
    county = None if name is None or name.group(1) == "all" else name.group(1)
    if name is None or (county and not is_county(county)):
        raise Problem("not-found", detail="文件名是 all 或六位县级代码，加 .csv 或 .xlsx")
    await note_export(caller.id, county, name.group(2))
    pieces, media = (csv_of(county), CSV) if name.group(2) == "csv" else (_xlsx_of(county), XLSX)
    shown = f"commitments-{name.group(1)}-{clock.today():%Y%m%d}.{name.group(2)}"
    headers = {
        "cache-control": "private, no-store",
        "content-disposition": f'attachment; filename="{shown}"',
    }
    answer: Any = Stream(pieces, headers=headers, media_type=media)
    return answer  # type: ignore[no-any-return]


async def _xlsx_of(county: str | None) -> AsyncIterator[bytes]:
    """A workbook is whole only at its end: written beside, sent, removed."""
    with NamedTemporaryFile(suffix=".xlsx") as file:
        await write_xlsx(county, Path(file.name))
        while chunk := await to_thread(file.read, CHUNK):
            yield chunk


routes = [export_commitments]
