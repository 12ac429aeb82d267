"""One block under validation: columns in, faults by row, text for COPY out. Pure.

Everything works on whole columns with functions that run in C; single rows are looked at only
where a column-wide test found something. That is what makes a million rows a matter of seconds.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from operator import lt

import msgspec

from credit.kit.sheets import Block, Reject
from credit.kit.sheets.cells import (
    FORMULA_MARKS,
    NULL,
    Memo,
    is_formula,
    make_reject,
    mask_numbers,
)
from credit.records.catalogue import Field
from credit.records.layout import Layout

_LONG_DIGITS = re.compile(r"[0-9]{11}")
_SEPARATOR = "\0"  # cannot occur: files with NUL are refused


class Work:
    """The columns of one block by attribute, and the first fault of each faulty row."""

    def __init__(self, block: Block, layout: Layout) -> None:
        self.lines: Sequence[int] = block.lines
        self.size = len(block.lines)
        self.plain = block.plain
        self.bad: dict[int, Reject] = {}
        self.fields = {field.attribute: field for field in layout.fields()}
        self.columns: dict[str, Sequence[str]] = {}
        for attribute, field in self.fields.items():
            raw = block.columns[layout.places[attribute]]
            column = list(map(str.strip, raw)) if any(raw) else [""] * self.size
            self.columns[attribute] = column
            self._check_field(field, column, risky=block.risky)

    def column(self, attribute: str) -> Sequence[str]:
        """The column, blank when the file has none."""
        found = self.columns.get(attribute)
        return found if found is not None else [""] * self.size

    def parse(self, attribute: str, memo: Memo) -> list[str]:
        """The column through `memo`; faulty cells are blamed and read as NULL."""
        if attribute not in self.columns:
            return [memo[""]] * self.size
        column = self.columns[attribute]
        parsed = list(map(memo.__getitem__, column))
        if memo.faults and not memo.faults.keys().isdisjoint(column):
            self.blame_where(attribute, column, memo.faults.__contains__, memo.faults.__getitem__)
        return parsed

    def blame(self, row: int, attribute: str, reason: str, value: str | None = None) -> None:
        """Refuses one row; the first reason stays."""
        if row in self.bad:
            return
        field = self.fields.get(attribute)
        shown = self.column(attribute)[row] if value is None else value
        if field and (field.kind == "drop" or attribute == "party_name"):
            shown = shown[:1] + "…" if shown else ""
        code = field.code if field else attribute
        self.bad[row] = make_reject(self.lines[row], code, shown, reason)

    def blame_where(
        self,
        attribute: str,
        column: Iterable[str],
        is_bad: Callable[[str], object],
        reason: Callable[[str], str],
    ) -> None:
        """Refuses every row whose cell is bad."""
        for row, cell in enumerate(column):
            if is_bad(cell):
                self.blame(row, attribute, reason(cell))

    def blame_order(
        self, early: Sequence[str], late: Sequence[str], attribute: str, reason: str
    ) -> None:
        """Refuses rows whose later day lies before the earlier one (NULL sorts last)."""
        if any(map(lt, late, early)):
            for row, (first, second) in enumerate(zip(early, late, strict=True)):
                if second < first != NULL:
                    self.blame(row, attribute, reason)

    def keep(self, column: Iterable[str]) -> list[str]:
        """The column without the refused rows."""
        return list(compress(column, self.mask())) if self.bad else list(column)

    def mask(self) -> list[bool]:
        """True for rows that stand."""
        mask = [True] * self.size
        for row in self.bad:
            mask[row] = False
        return mask

    def _check_field(self, field: Field, column: list[str], *, risky: bool) -> None:
        if (field.required or field.expected) and "" in column:
            self.blame_where(
                field.attribute, column, lambda cell: not cell, lambda _: f"{field.name}不能为空"
            )
        if field.kind == "drop" or not any(column):
            return
        if max(map(len, column)) > field.limit:
            self.blame_where(
                field.attribute,
                column,
                lambda cell: len(cell) > field.limit,
                lambda cell: f"{field.name}有 {len(cell)} 个字，上限 {field.limit}",
            )
        if risky:
            self._check_risky(field, column)

    def _check_risky(self, field: Field, column: list[str]) -> None:
        joined = _SEPARATOR + _SEPARATOR.join(column)
        if any(_SEPARATOR + mark in joined for mark in FORMULA_MARKS):
            self.blame_where(
                field.attribute,
                column,
                is_formula,
                lambda _: "单元格像公式（以 = + - @ 开头），拒收",
            )
        if "\ufffd" in joined:
            self.blame_where(
                field.attribute,
                column,
                lambda cell: "\ufffd" in cell,
                lambda _: "含有乱码字符，源文件转码时已损坏",
            )


def hide_numbers(column: Sequence[str]) -> Sequence[str]:
    """The column with 身份证 and mobile numbers blanked out (PIPL Art. 6, minimum necessary)."""
    distinct = set(column)  # many columns say the same in most rows
    if not _LONG_DIGITS.search(_SEPARATOR.join(distinct)):
        return column
    masked = {cell: mask_numbers(cell) for cell in distinct if _LONG_DIGITS.search(cell)}
    return [masked.get(cell, cell) for cell in column]


def escape(column: Sequence[str]) -> Sequence[str]:
    """The column as COPY's text format wants it."""
    joined = _SEPARATOR.join(column)
    if not any(mark in joined for mark in "\\\t\n\r"):
        return column
    joined = joined.replace("\\", "\\\\").replace("\t", "\\t")
    return joined.replace("\n", "\\n").replace("\r", "\\r").split(_SEPARATOR)


def json_objects(columns: dict[str, Sequence[str]], size: int) -> Sequence[str]:
    """One JSON object a row from columns by key; blank cells are left out."""
    parts = [_json_part(key, column) for key, column in columns.items() if any(column)]
    if not parts:
        return ["{}"] * size
    return ["{" + text[1:] + "}" for text in map("".join, zip(*parts, strict=True))]


def _json_part(key: str, column: Sequence[str]) -> list[str]:
    texts = _json_texts(column)
    head = f',"{key}":"'
    if "" in texts:
        return [f'{head}{text}"' if text else "" for text in texts]
    return [f'{head}{text}"' for text in texts]


def _json_texts(column: Sequence[str]) -> Sequence[str]:
    """The cells as they stand inside a JSON string."""
    joined = "".join(column)
    if joined.isprintable() and '"' not in joined and "\\" not in joined:
        return column
    # One encoding for the whole column: inside a JSON string every quote is escaped, so the
    # sequence "," only ever separates two strings.
    return msgspec.json.encode(list(column)).decode()[2:-2].split('","')
