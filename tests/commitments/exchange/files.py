"""Small fictitious files of commitments."""

import csv
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import openpyxl

from credit.commitments.exchange.columns import COLUMNS
from credit.kit.uscc import make_uscc
from credit.records.actions import ImportReport, import_path
from credit.records.catalogue import COMMITMENT_KIND

_numbers = count(1)
SHOP = make_uscc("9", "1", "630102", "MA750X01")
CAFE = make_uscc("9", "2", "630103", "MA750X02")
OFFICE = make_uscc("1", "1", "630102", "00000321")
PERSON_ID = "630102199001011235"
NAMES = {column.attribute: column.name for column in COLUMNS}
ROW = {
    "code": "63010220260301000007",
    "party_name": "示例商户一号有限公司",
    "party_kind": "法人及非法人组织",
    "party_code": SHOP,
    "type": "容缺受理型",
    "matter": "食品经营许可容缺受理",
    "content": "承诺在二十个工作日内补齐健康证明。",
    "liability": "未补齐的，撤销许可并记入信用记录。",
    "made_on": "2026-03-01",
    "valid_until": "2027-02-28",
    "performance": "—",
    "unfulfilled": "",
    "liability_outcome": "",
    "determined_on": "",
    "determined_by": "",
    "determined_by_code": "",
    "accepted_by": "示例区行政审批局",
    "accepted_by_code": OFFICE,
    "publicity": "可向社会公开",
    "note": "",
}
BROKEN = {
    "performance": "全部未履行",
    "unfulfilled": "健康证明没有补齐",
    "liability_outcome": "撤销许可",
    "determined_on": "2026-05-06",
    "determined_by": "示例区行政审批局",
    "determined_by_code": OFFICE,
    "legal_basis": "中华人民共和国行政许可法 第六十九条",
}


def row(**changes: str) -> dict[str, str]:
    """A sound row with changes by attribute."""
    return ROW | changes


def write_csv(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """Rows under the standard's Chinese headers."""
    names = list(dict.fromkeys(name for each in rows for name in each))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(NAMES[name] for name in names)
        writer.writerows([each.get(name, "") for name in names] for each in rows)
    return path


def write_xlsx(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """The same as a workbook."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("承诺")
    names = list(rows[0])
    sheet.append([NAMES[name] for name in names])
    for each in rows:
        sheet.append([each[name] for name in names])
    book.save(path)
    return path


async def take(path: Path, *rows: dict[str, str]) -> ImportReport:
    """Import rows from a file of their own."""
    file = path / f"c{next(_numbers)}.csv"
    return await import_path(write_csv(file, rows), COMMITMENT_KIND, started_by="test")
