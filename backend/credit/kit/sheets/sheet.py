"""The one way in: a path becomes a `Sheet` with a header and blocks."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from credit.kit.sheets.blocks import Block
from credit.kit.sheets.faults import Limits, SheetFault
from credit.kit.sheets.sniff import detect_encoding, sniff_format
from credit.kit.sheets.text_file import (
    DELIMITERS,
    TextFacts,
    TextForm,
    check_text,
    raw_blocks,
    read_rows,
    text_block,
)
from credit.kit.sheets.xlsx_file import check_archive, spool_xlsx

HEAD_LINES = 10  # a title or a note may stand above the header
ROW_COLUMN = "#row"

CountKnown = Callable[[Sequence[str]], int]


class Sheet(msgspec.Struct, kw_only=True):
    """An opened file. `header` holds the cells as written, `lines` the file's line count."""

    form: TextForm
    format: str
    delimiter: str
    header: list[str]
    header_line: int
    lines: int

    @property
    def encoding(self) -> str:
        """The encoding as shown to the officer."""
        if self.format == "xlsx":
            return "XLSX"
        name = "UTF-8" if self.form.encoding == "utf-8" else "GB18030"
        return name + (" BOM" if self.form.skip else "")

    def blocks(self) -> Iterator[Block]:
        """The rows below the header, in order. The cutting is the same in every run."""
        offset = 1 if self.format == "xlsx" else 0
        for first, piece in raw_blocks(self.form):
            text = piece.decode(self.form.encoding)
            if first <= self.header_line:
                text, first = _below(text, first, self.header_line)
            if text:
                block = text_block(text, first, self.delimiter, len(self.header) + offset)
                yield _take_row_numbers(block) if offset else block


def open_sheet(path: Path, *, count_known: CountKnown, limits: Limits, spool: Path) -> Sheet:
    """Opens CSV or XLSX and checks it as a whole; raises `SheetFault` with the place.

    `count_known(cells)` tells how many cells are known column names; the header is the best of
    the first lines. `spool` is where an XLSX file's plain copy is kept (made once).
    """
    if sniff_format(path, limits) == "xlsx":
        if not spool.exists():
            check_archive(path, limits)
            spool_xlsx(path, spool, limits, lambda cells: count_known(cells) >= 2)
        form = TextForm(path=spool, encoding="utf-8", skip=0, limits=limits)
        return _open_text(form, "xlsx", count_known)
    encoding, skip = detect_encoding(path)
    form = TextForm(path=path, encoding=encoding, skip=skip, limits=limits)
    return _open_text(form, "csv", count_known)


def _open_text(form: TextForm, kind: str, count_known: CountKnown) -> Sheet:
    facts = check_text(form)
    line, delimiter, header = _find_header(form, count_known)
    _check_header(header, line, form.limits)
    if kind == "csv":
        _check_last_record(facts, form.encoding, delimiter, len(header))
    return Sheet(
        form=form,
        format=kind,
        delimiter=delimiter,
        header=header[1:] if kind == "xlsx" else header,
        header_line=line,
        lines=facts.lines,
    )


def _find_header(form: TextForm, count_known: CountKnown) -> tuple[int, str, list[str]]:
    head = next(raw_blocks(form), (1, b""))[1].split(b"\n")[:HEAD_LINES]
    text = b"\n".join(head).decode(form.encoding, "replace") + "\n"
    best: tuple[int, int, str, list[str]] = (0, 0, ",", [])
    for delimiter in DELIMITERS:
        rows, lines, _ = read_rows(text, 1, delimiter)
        for row, line in zip(rows, lines, strict=True):
            known = count_known(row)
            if known > best[0]:
                best = (known, line + len(_breaks(row)), delimiter, row)
    if best[0] < 2:
        raise SheetFault("前 10 行里没有找到含有已知列名的表头", line=1)
    return best[1:]


def _breaks(row: list[str]) -> str:
    return "".join(c for cell in row for c in cell if c == "\n")


def _check_header(header: list[str], line: int, limits: Limits) -> None:
    while header and not header[-1].strip():
        header.pop()
    if len(header) > limits.columns:
        raise SheetFault(f"表头有 {len(header)} 列，上限是 {limits.columns} 列", line=line)


def _check_last_record(facts: TextFacts, encoding: str, delimiter: str, width: int) -> None:
    """A last record without line end and with too few fields was cut off on the way."""
    if facts.last.endswith(b"\n"):
        return
    rows, lines, _ = read_rows(facts.last.decode(encoding), facts.last_first_line, delimiter)
    if rows and len(rows[-1]) < width:
        raise SheetFault(
            f"最后一行只有 {len(rows[-1])} 个字段（应为 {width} 个），文件没有传完", line=lines[-1]
        )


def _below(text: str, first: int, header_line: int) -> tuple[str, int]:
    for _ in range(first, header_line + 1):
        cut = text.find("\n") + 1
        if not cut:
            return "", header_line + 1
        text = text[cut:]
    return text, header_line + 1


def _take_row_numbers(block: Block) -> Block:
    """An XLSX copy carries the workbook's row numbers in its first column."""
    numbers = [int(text) for text in block.columns[0]]
    return Block(numbers, block.columns[1:], block.misfits, block.risky, block.rows_seen)
