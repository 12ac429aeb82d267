"""The whole list of matters as a file: CSV, XLSX or JSON, with data dictionary and licence."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec

from credit.commitments.matters.queries import NOTICE, Asked, list_matters
from credit.commitments.matters.schemas import MatterExport, MatterField, MatterView
from credit.kit import clock

Format = Literal["csv", "xlsx", "json"]
LICENCE: Final = (
    "可免费复制、传播、改编和商业使用；注明来源“信用青海”和取得日期。"
    "依据《政府信息公开条例》第六条。"
)
DICTIONARY: Final = tuple(
    MatterField(field=field, name=name, meaning=meaning)
    for field, name, meaning in (
        ("id", "事项标识", "稳定不变"),
        ("name", "事项名称", ""),
        ("typeName", "承诺类型", "国家数据标准的七种；其他须写明名称"),
        ("sector", "领域", ""),
        ("office", "受理部门", "各县区的这类部门"),
        ("whereName", "办理方式", "手机可签，或到窗口办"),
        ("trades", "适用行业", "空为不限"),
        ("scope", "适用范围", ""),
        ("rules", "承诺规则", ""),
        ("ways", "绿色通道", "容缺受理、容缺预审、告知承诺；空为不适用"),
        ("bars", "不适用情形", "修复后不再受限"),
        ("defer", "可容缺材料", ""),
        ("deferDays", "补交期限", "工作日；0 为不适用"),
        ("version", "版本", ""),
        ("since", "生效日期", ""),
        ("until", "失效日期", "空为长期"),
        ("legalBasis", "依据", ""),
    )
)


def matters_file(kind: Format) -> bytes:
    """Every matter in force today. The spreadsheet has the dictionary on a second sheet."""
    items = list_matters(Asked()).items
    if kind == "json":
        return msgspec.json.encode(_document(items))
    if kind == "csv":
        return _csv([_head(), *(_cells(item) for item in items)])
    return _xlsx(items)


def _document(items: list[MatterView]) -> MatterExport:
    return MatterExport(
        day=clock.today(), licence=LICENCE, notice=NOTICE, dictionary=list(DICTIONARY), items=items
    )


def _head() -> list[str]:
    return [field.name for field in DICTIONARY]


def _cells(item: MatterView) -> list[str]:
    values = msgspec.to_builtins(item)
    return [_cell(values[field.field]) for field in DICTIONARY]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "；".join(value)
    return "" if value is None else str(value)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets want it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return ("\ufeff" + text.getvalue()).encode()


def _xlsx(items: list[MatterView]) -> bytes:
    from openpyxl import Workbook  # imported on first use: slow to load, seldom needed

    book: Any = Workbook()
    sheet = book.active
    sheet.title = "承诺事项清单"
    for row in (_head(), *(_cells(item) for item in items)):
        sheet.append(row)
    about = book.create_sheet("数据字典")
    for line in (["字段", "说明"], *([f.name, f.meaning] for f in DICTIONARY), ["许可", LICENCE],
                 ["说明", NOTICE]):  # fmt: skip
        about.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
