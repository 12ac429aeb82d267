"""Commitments as a file in the national data standard, read and written in pieces.

Natural persons are not in it: they are sealed, and no officer needs them together.
"""

import csv
import io
from asyncio import to_thread
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import openpyxl

from credit.commitments.exchange.columns import (
    COLUMNS,
    PARTY_KINDS,
    PUBLICITY_NAMES,
    SOLE_TRADER,
    TYPE_NAMES,
)
from credit.commitments.rules import CommitmentType, performance_name
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import connection
from credit.kit.sheets.cells import neutral

A_PIECE: Final = 1000
HEADER: Final = tuple(column.name for column in COLUMNS)
_KIND_NAMES: Final = {number: name for name, number in PARTY_KINDS.items()}
# A subject without a uscc (an old registration number) has no 承诺人代码 and cannot be given.
_ROWS: Final = """
SELECT c.id, c.code, s.name, s.uscc, c.type, c.type_name, c.matter, c.content, c.liability,
  c.made_on, c.valid_until, c.performance, c.unfulfilled, c.liability_outcome, c.determined_on,
  c.determined_by, c.determined_by_code, c.accepted_by, c.accepted_by_code, c.publicity, c.note,
  c.legal_basis, c.plain_text, c.template, c.template_version, c.parameters::text AS parameters,
  c.withdrawn_at, c.notice_on
FROM commitment c JOIN subject s ON s.id = c.subject_id
WHERE s.uscc IS NOT NULL AND c.id > $1 AND ($2::text IS NULL OR s.division = $2)
ORDER BY c.id LIMIT $3
"""


async def csv_of(county: str | None) -> AsyncIterator[bytes]:
    """All commitments of a county (or of all) as CSV in UTF-8 with a byte order mark."""
    yield ("\ufeff" + _text([HEADER])).encode()
    async for rows in pieces(county):
        yield _text(rows).encode()


async def write_csv(county: str | None, path: Path) -> int:
    """The same as a file at `path`; returns how many rows."""
    count = 0
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(_text([HEADER]))
        async for rows in pieces(county):
            await to_thread(file.write, _text(rows))
            count += len(rows)
    part.replace(path)
    return count


async def write_xlsx(county: str | None, path: Path) -> int:
    """The same as a workbook at `path`; returns how many rows. Codes stay text."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("承诺信息")
    sheet.append(HEADER)
    count = 0
    async for rows in pieces(county):
        for row in rows:
            sheet.append(row)
        count += len(rows)
    await to_thread(book.save, path)
    return count


async def pieces(county: str | None) -> AsyncIterator[list[list[str]]]:
    """Rows of cells, piece by piece; no connection is held while a slow caller reads."""
    last = 0
    while True:
        async with connection() as held:
            rows = await held.fetch(_ROWS, last, county, A_PIECE)
        if not rows:
            return
        yield [_cells(row) for row in rows]
        last = rows[-1]["id"]


async def note_export(actor: str, county: str | None, file_format: str) -> None:
    """Who took a file out, and of where."""
    await append_audit(
        actor=actor,
        action="commitment.export",
        object_type="commitment",
        object_id=county or "all",
        detail={"format": file_format},
    )


def _cells(row: Any) -> list[str]:
    withdrawn = row["withdrawn_at"]
    template = row["template"]
    cells = (
        row["code"], row["name"], _KIND_NAMES[_kind(row["uscc"])], row["uscc"],
        _type(row["type"], row["type_name"]), row["matter"], row["content"], row["liability"],
        _day(row["made_on"]), _day(row["valid_until"]), performance_name(row["performance"]),
        row["unfulfilled"], row["liability_outcome"], _day(row["determined_on"]),
        row["determined_by"], row["determined_by_code"], row["accepted_by"],
        row["accepted_by_code"], PUBLICITY_NAMES[row["publicity"]], row["note"],
        row["legal_basis"], "" if template else row["plain_text"], template,
        str(row["template_version"]) if template else "", row["parameters"] if template else "",
        _day(clock.day_of(withdrawn)) if withdrawn else "", _day(row["notice_on"]),
    )  # fmt: skip
    return [neutral(cell) for cell in cells]


def _kind(uscc: str) -> int:
    return SOLE_TRADER if uscc[:2] == "92" else PARTY_KINDS["法人及非法人组织"]


def _type(number: int, name: str) -> str:
    text = TYPE_NAMES[CommitmentType(number)]
    return f"{text}-{name}" if name else text


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _text(rows: Any) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
