"""Open data (开放数据) of a county as CSV or GeoJSON, read and sent in pieces."""

import csv
import io
from collections.abc import AsyncIterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from credit.commitments.templates import load_templates
from credit.kit.db import connection
from credit.map.queries import RUNNING
from credit.map.schemas import DataField, OpenDataGuide
from credit.places.divisions import division_name
from credit.subjects.rules import GRADE_WORDS

A_PIECE: Final = 2000
ATTRIBUTION: Final = "信用青海 (Credit Qinghai)"
_ROWS = f"""
SELECT s.id, s.uscc, s.name, s.short_name, s.kind, s.trade, s.division, s.address, s.grade,
       s.lng, s.lat, s.geo_precision, s.demo,
       ARRAY(SELECT DISTINCT c.template FROM commitment AS c
             WHERE c.subject_id = s.id AND c.template <> '' AND {RUNNING}
             ORDER BY c.template) AS commitments
FROM subject AS s
WHERE s.division = $1 AND s.id > $2 AND s.lng IS NOT NULL AND s.uscc IS NOT NULL
ORDER BY s.id LIMIT $3"""  # noqa: S608 - constants
# What a spreadsheet would take for a formula gets an apostrophe before it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
FIELDS: Final = (
    DataField(field="uscc", name="统一社会信用代码", kind="text", meaning="18 位，稳定标识"),
    DataField(field="name", name="名称", kind="text", meaning="登记名称"),
    DataField(field="shortName", name="店招简称", kind="text", meaning="可为空"),
    DataField(field="kind", name="主体类型", kind="text",
              meaning="organisation 组织、sole_trader 个体工商户、cooperative 合作社、other 其他"),
    DataField(field="trade", name="行业", kind="text", meaning="可为空"),
    DataField(field="division", name="区划代码", kind="text", meaning="GB/T 2260 县级代码"),
    DataField(field="divisionName", name="区划名称", kind="text", meaning="市州与县区"),
    DataField(field="address", name="地址", kind="text", meaning="登记地址"),
    DataField(field="grade", name="等级", kind="text", meaning="A、B、C、D；N 为信息不足"),
    DataField(field="gradeWord", name="等级文字", kind="text", meaning="优、良、中、差、信息不足"),
    DataField(field="commitments", name="承诺", kind="list",
              meaning="在履行、未被认定违诺的承诺：见 /api/commitment-templates；CSV 以竖线分隔"),
    DataField(field="lng", name="经度", kind="number", meaning="WGS-84（CGCS2000），度"),
    DataField(field="lat", name="纬度", kind="number", meaning="WGS-84（CGCS2000），度"),
    DataField(field="precision", name="位置精度", kind="text",
              meaning="exact 准确、street 到街道、county 仅到县区（位置为示意）"),
    DataField(field="demo", name="示例数据", kind="boolean", meaning="true 为虚构商户，仅供演示"),
)  # fmt: skip


def guide() -> OpenDataGuide:
    """The data dictionary and the terms of use."""
    formats = ["/api/map/open-data/{adcode}.csv", "/api/map/open-data/{adcode}.geojson"]
    return OpenDataGuide(
        fields=list(FIELDS), terms=terms(), attribution=ATTRIBUTION, formats=formats
    )


@cache
def terms() -> str:
    """The terms of use."""
    return files("credit.map").joinpath("terms.txt").read_text(encoding="utf-8")


async def csv_of(adcode: str) -> AsyncIterator[bytes]:
    """The county as CSV in UTF-8 with a byte order mark, as spreadsheets want it."""
    names = [field.field for field in FIELDS]
    yield ("\ufeff" + _line(names)).encode()
    async for rows in _pieces(adcode):
        cells = (_properties(row) for row in rows)
        yield "".join(_line([_cell(p[name]) for name in names]) for p in cells).encode()


async def geojson_of(adcode: str, version: int) -> AsyncIterator[bytes]:
    """The county as a GeoJSON FeatureCollection (RFC 7946), with its terms as a member."""
    about = {"adcode": adcode, "version": version, "attribution": ATTRIBUTION,
             "terms": terms(), "dictionary": "/api/map/open-data"}  # fmt: skip
    yield b'{"type":"FeatureCollection","metadata":' + msgspec.json.encode(about)
    yield b',"features":['
    comma = b""
    async for rows in _pieces(adcode):
        features = b",".join(msgspec.json.encode(_feature(_properties(row))) for row in rows)
        yield comma + features
        comma = b","
    yield b"]}\n"


async def _pieces(adcode: str) -> AsyncIterator[list[Any]]:
    """Rows in pieces; no connection is held while a slow caller reads."""
    last = 0
    while True:
        async with connection() as held:
            rows = await held.fetch(_ROWS, adcode, last, A_PIECE)
        if not rows:
            return
        yield rows
        last = rows[-1]["id"]


def _properties(row: Any) -> dict[str, Any]:
    known = load_templates()
    return {
        "uscc": row["uscc"], "name": row["name"], "shortName": row["short_name"],
        "kind": row["kind"], "trade": row["trade"], "division": row["division"],
        "divisionName": division_name(row["division"]), "address": row["address"],
        "grade": row["grade"], "gradeWord": GRADE_WORDS[row["grade"]],
        "commitments": [name for name in row["commitments"] if name in known],
        "lng": row["lng"], "lat": row["lat"], "precision": row["geo_precision"],
        "demo": row["demo"],
    }  # fmt: skip


def _feature(properties: dict[str, Any]) -> dict[str, Any]:
    place = [properties.pop("lng"), properties.pop("lat")]
    return {
        "type": "Feature",
        "id": properties["uscc"],
        "geometry": {"type": "Point", "coordinates": place},
        "properties": properties,
    }


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "|".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return str(value)


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
