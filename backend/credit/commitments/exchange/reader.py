"""Blocks of a file of commitments to checked rows. Pure; the import engine calls it in order."""

from collections.abc import Sequence
from datetime import date

import msgspec

from credit.commitments.exchange.cells import BadRow, read_row
from credit.commitments.exchange.columns import COLUMNS, resolve_columns
from credit.commitments.exchange.given import Given
from credit.kit.sheets import Block, Reject
from credit.kit.sheets.cells import make_reject

HIDDEN = frozenset(("party_name", "party_code"))
"""Cells that may name a person: a reject shows their first character only."""


class CommitmentBlock(msgspec.Struct):
    """A checked block."""

    rows_seen: int
    rows: list[Given]
    doubles: int
    rejects: list[Reject]


class CommitmentReader:
    """Checks the blocks of one file in order; remembers the codes that came."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.places: dict[str, int] = {}
        self.seen: dict[str, tuple[int, int]] = {}

    def open(self, header: Sequence[str], line: int) -> tuple[str, ...]:
        """Takes the header; answers the columns outside the standard. Raises SheetFault."""
        self.places, unknown = resolve_columns(header, line)
        return unknown

    def prepare(self, block: Block) -> CommitmentBlock:
        """The block's commitments; refused rows come out as rejects."""
        result = CommitmentBlock(block.rows_seen, [], 0, [])
        result.rejects = [Reject(m.line, "", "", m.reason) for m in block.misfits]
        columns = [block.columns[place] for place in self.places.values()]
        empty = dict.fromkeys((column.attribute for column in COLUMNS), "")
        for line, *cells in zip(block.lines, *columns, strict=True):
            texts = zip(self.places, (str(cell).strip() for cell in cells), strict=True)
            self._take(int(line), empty | dict(texts), result)
        return result

    def _take(self, line: int, cells: dict[str, str], result: CommitmentBlock) -> None:
        try:
            given = read_row(line, cells, self.today)
        except BadRow as fault:
            value = cells[fault.attribute]
            shown = f"{value[:1]}…" if fault.attribute in HIDDEN and value else value
            result.rejects.append(make_reject(line, fault.attribute, shown, str(fault)))
            return
        content = hash(tuple(sorted(cells.items())))
        before = self.seen.setdefault(given.code, (line, content))
        if before == (line, content):
            result.rows.append(given)
        elif before[1] == content:
            result.doubles += 1
        else:
            reason = f"同一承诺编码与第 {before[0]} 行内容不一致"
            result.rejects.append(make_reject(line, "code", given.code, reason))
