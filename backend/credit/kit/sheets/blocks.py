"""One piece of a sheet: rows turned into columns, with their line numbers."""

from collections.abc import Sequence

import msgspec

RISKY_CHARACTERS = "=+@＝＋＠\ufffd"  # formula openers and the mark of an earlier bad conversion
DASHES = "-－"  # open a formula only where they open a cell
CELL_STARTS = frozenset(("", ",", "\n", '"', "\t", ";", "|", "\r"))


class Reject(msgspec.Struct, frozen=True):
    """A refused row: where, what and why. The value is masked and cut by whoever refuses it."""

    line: int
    field: str
    value: str
    reason: str


class Misfit(msgspec.Struct, frozen=True):
    """A row that does not have the header's number of fields."""

    line: int
    reason: str


class Block(msgspec.Struct):
    """Rows of one piece. `columns[i][r]` belongs to line `lines[r]`.

    `risky` is False when no cell can hold a formula or a broken character, and `plain` is True
    only when none holds a quote, backslash, tab or line break, so that callers may skip the
    cell-by-cell look.
    """

    lines: Sequence[int]
    columns: list[Sequence[str]]
    misfits: list[Misfit]
    risky: bool
    rows_seen: int
    plain: bool = False


def is_risky(text: str) -> bool:
    """Whether `text` may hold a cell that opens like a formula (a cheap superset)."""
    return any(mark in text for mark in RISKY_CHARACTERS) or any(
        _opens_cell(text, dash) for dash in DASHES if dash in text
    )


def _opens_cell(text: str, mark: str) -> bool:
    # Splitting is several times as fast as a search for every mark after every cell start.
    ends = {part[-1:] for part in text.split(mark)[:-1]}
    return not ends.isdisjoint(CELL_STARTS)


def is_plain(text: str) -> bool:
    """Whether `text` has no quote, backslash or tab, and no return but in line ends."""
    return not any(mark in text for mark in '"\\\t') and "\r" not in text.replace("\r\n", "\n")


def make_block(rows: list[list[str]], lines: Sequence[int], width: int, risky: bool) -> Block:
    """Turns rows into columns and sets apart those of another width than the header."""
    seen = len(rows)
    misfits: list[Misfit] = []
    if set(map(len, rows)) - {width}:
        rows, lines, misfits = _part_misfits(rows, lines, width)
    columns: list[Sequence[str]] = list(zip(*rows, strict=True)) if rows else [()] * width
    return Block(lines, columns, misfits, risky, seen)


def _part_misfits(
    rows: list[list[str]], lines: Sequence[int], width: int
) -> tuple[list[list[str]], list[int], list[Misfit]]:
    kept: list[list[str]] = []
    kept_lines: list[int] = []
    misfits: list[Misfit] = []
    for row, line in zip(rows, lines, strict=True):
        while len(row) > width and not row[-1].strip():  # trailing empty cells do no harm
            row.pop()
        if not any(cell.strip() for cell in row):
            continue
        if len(row) == width:
            kept.append(row)
            kept_lines.append(line)
        else:
            misfits.append(Misfit(line, f"这一行有 {len(row)} 个字段，表头有 {width} 个"))
    return kept, kept_lines, misfits
