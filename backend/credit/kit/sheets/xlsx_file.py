"""XLSX: guarded against bombs, then written once as plain CSV for the text reader.

The copy makes a resumed import cheap and leaves one reader to trust. Its first column holds
the row number in the workbook, since a cell may hold line breaks.
"""

import csv
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from credit.kit.sheets.faults import Limits, SheetFault

CHUNK = 1 << 18
EXACT_DIGITS = 10**15  # a number cell keeps 15 digits; a longer code in it is already damaged
_ENTITY = re.compile(rb"<!(?:ENTITY|DOCTYPE)")


def check_archive(path: Path, limits: Limits) -> None:
    """Refuses zip bombs, damaged archives, and what is no workbook; inflates without storing."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_declared(entries, path.stat().st_size, limits)
            left = limits.xlsx_inflated_bytes
            for entry in entries:
                left -= _inflated(archive, entry, left, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise SheetFault("XLSX 文件损坏或没有传完，无法解压") from error
    except RuntimeError as error:  # zipfile's word for an encrypted entry
        raise SheetFault("XLSX 文件有密码，请去掉密码再导入") from error


def _check_declared(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise SheetFault("这是一个压缩包，不是 XLSX 工作簿")
    if len(entries) > limits.xlsx_entries or len(names) != len(entries):
        raise SheetFault(f"XLSX 内有 {len(entries)} 个条目，数量或名称不正常")
    total = sum(entry.file_size for entry in entries)
    if total > limits.xlsx_inflated_bytes or total > size * limits.xlsx_ratio:
        raise SheetFault(f"XLSX 解压后有 {total:,} 字节，疑似压缩炸弹，拒绝读取")


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, limits: Limits) -> int:
    """Bytes the entry really inflates to; headers can lie, so it counts while reading."""
    shared = entry.filename.lower().endswith("sharedstrings.xml")
    cap = min(left, limits.xlsx_shared_bytes) if shared else left
    done = 0
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            done += len(chunk)
            if done > cap:
                raise SheetFault(f"XLSX 内 {entry.filename[:60]} 太大，请改用 CSV 导入")
            if _ENTITY.search(tail + chunk):
                raise SheetFault("XLSX 内含有 XML 实体声明，拒绝读取")
            tail = chunk[-16:]
    return done


def spool_xlsx(
    path: Path, target: Path, limits: Limits, is_header: Callable[[Sequence[str]], bool]
) -> None:
    """Writes the first sheet whose head `is_header` accepts to `target` as CSV in UTF-8."""
    draft = target.with_suffix(".part")
    try:
        with warnings.catch_warnings(), draft.open("w", encoding="utf-8", newline="") as out:
            warnings.simplefilter("ignore")  # openpyxl warns of styles, nothing an officer can use
            _copy_sheet(path, csv.writer(out, lineterminator="\n"), limits, is_header)
        draft.replace(target)
    except SheetFault:
        raise
    except Exception as error:  # openpyxl raises whatever its XML trips over
        raise SheetFault(f"XLSX 工作簿无法读取（{type(error).__name__}）") from error
    finally:
        draft.unlink(missing_ok=True)


def _copy_sheet(
    path: Path, writer: Any, limits: Limits, is_header: Callable[[Sequence[str]], bool]
) -> None:
    book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    try:
        rows = _sheet_rows(book, limits, is_header)
        head = next(rows, None)
        if head is None:
            raise SheetFault("没有找到含有已知列名的表头")
        writer.writerow(["#row", *head[1]])
        for number, cells in rows:
            writer.writerow([number, *cells])
    finally:
        book.close()


def _sheet_rows(
    book: Any, limits: Limits, is_header: Callable[[Sequence[str]], bool]
) -> Iterator[tuple[int, list[str]]]:
    for sheet in book.worksheets:
        width = 0
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if len(row) > 16 * limits.columns:
                raise SheetFault(f"这一行有 {len(row)} 列，太多", line=number)
            if number > limits.rows:
                raise SheetFault(f"行数超过上限 {limits.rows:,}", line=number)
            cells = _trimmed([cell_text(value) for value in row])
            if not width and is_header(cells):
                width = len(cells)
            elif not width and number >= 10:
                break
            if width and cells:
                yield number, cells + [""] * (width - len(cells))
        if width:
            return


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def cell_text(value: object) -> str:
    """The text of one cell: ISO dates, numbers without exponent, line breaks kept."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value)
    return str(value).replace("\0", "").strip()


def _number_text(value: float) -> str:
    if value != value or abs(value) >= EXACT_DIGITS:
        return f"{value:E}"  # shows the damage instead of inventing digits
    if value == int(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f")
