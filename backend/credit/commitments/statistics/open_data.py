"""The statistics as open data (开放数据): CSV and JSON with dictionary, terms and day."""

import csv
import io
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from credit.commitments.statistics.rules import DEFINITION
from credit.commitments.statistics.schemas import (
    CommitmentStatistics,
    RateCell,
    StatisticsField,
    StatisticsGuide,
)
from credit.kit.sheets.cells import neutral

ATTRIBUTION: Final = "信用青海 (Credit Qinghai)"
_NO_VALUE: Final = "认定不足 10 项时为空"
FIELDS: Final = (
    StatisticsField(field="asOf", name="数据日期", kind="date", meaning="统计到这一天"),
    StatisticsField(field="dimension", name="分法", kind="text",
                    meaning="total 全部、trade 行业、county 县区、district 信用街区、"
                            "type 承诺类型、template 承诺内容、month 认定月份"),
    StatisticsField(field="key", name="代码", kind="text",
                    meaning="行业名、县级代码、街区代码、类型数字、模板名或年月"),
    StatisticsField(field="name", name="名称", kind="text", meaning="给人看的名称"),
    StatisticsField(field="commitments", name="承诺数", kind="number", meaning="公开的承诺"),
    StatisticsField(field="determined", name="已认定", kind="number", meaning="有履行状态的承诺"),
    StatisticsField(field="kept", name="全部履行", kind="number", meaning=_NO_VALUE),
    StatisticsField(field="partly", name="部分履行", kind="number", meaning=_NO_VALUE),
    StatisticsField(field="broken", name="全部未履行", kind="number", meaning=_NO_VALUE),
    StatisticsField(field="keptRate", name="践诺率", kind="number",
                    meaning=f"全部履行 ÷ 已认定，0 到 1；{_NO_VALUE}"),
)  # fmt: skip


def guide() -> StatisticsGuide:
    """The data dictionary and the terms of use."""
    base = "/api/commitment-statistics/open-data/statistics"
    return StatisticsGuide(
        fields=list(FIELDS),
        definition=DEFINITION,
        terms=terms(),
        attribution=ATTRIBUTION,
        formats=[f"{base}.csv", f"{base}.json"],
    )


@cache
def terms() -> str:
    """The terms of use."""
    source = files("credit.commitments.statistics").joinpath("terms.txt")
    return source.read_text(encoding="utf-8")


def csv_of(statistics: CommitmentStatistics) -> bytes:
    """One line a cell, in UTF-8 with a byte order mark, as spreadsheets want it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.field for field in FIELDS])
    for row in _rows(statistics):
        writer.writerow(["" if v is None else neutral(str(v)) for v in row.values()])
    return ("\ufeff" + out.getvalue()).encode()


def json_of(statistics: CommitmentStatistics) -> bytes:
    """The same with definition and terms beside."""
    about = {
        "asOf": statistics.as_of, "version": statistics.version, "attribution": ATTRIBUTION,
        "definition": statistics.definition, "terms": terms(),
        "dictionary": "/api/commitment-statistics/open-data", "rows": _rows(statistics),
    }  # fmt: skip
    return msgspec.json.encode(about)


def _rows(statistics: CommitmentStatistics) -> list[dict[str, Any]]:
    day = statistics.as_of
    rows = [_row(day, "total", msgspec.structs.replace(statistics.total, name="全部"))]
    for dimension in statistics.dimensions:
        rows += [_row(day, dimension.id, cell) for cell in dimension.cells]
    return rows


def _row(day: object, dimension: str, cell: RateCell) -> dict[str, Any]:
    return {"asOf": day, "dimension": dimension, **msgspec.to_builtins(cell)}
