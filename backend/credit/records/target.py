"""Where the rows of a file go. The engine reads and checkpoints; a target validates and stores."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from credit.kit.db import Connection
from credit.kit.sheets import Block, Sheet
from credit.records.catalogue import RecordClass
from credit.records.layout import count_known, resolve_layout
from credit.records.lines import Lines, Prepared
from credit.records.party_ids import PartyIds
from credit.records.preparer import Preparer
from credit.records.stage_text import prepare
from credit.records.upsert import Round, Stored, copy_new, store_staged
from credit.subjects.registry_import import RegistryBlock, RegistryReader, store_registry
from credit.subjects.registry_import import count_known as count_registry_headers


class Target(Protocol):
    """One kind of file. `open` may raise SheetFault; `prepare` is pure and runs in a thread."""

    unknown: tuple[str, ...]

    def count_known(self, cells: Sequence[str]) -> int:
        """How many cells are column names of this kind."""
        ...

    def open(self, sheet: Sheet) -> None:
        """Takes the header."""
        ...

    def prepare(self, block: Block) -> Any:
        """A validated block with `rows_seen`, `rejects` and `doubles`."""
        ...

    async def store(
        self, connection: Connection, batch: list[Any], import_id: int, *, want_touched: bool
    ) -> Stored:
        """Writes the blocks of one batch in the current transaction."""
        ...


class RecordTarget:
    """Facts of one catalogue class."""

    def __init__(self, record_class: RecordClass, today: date, person_key: bytes) -> None:
        self.record_class = record_class
        self.today = today
        self.person_key = person_key
        self.unknown: tuple[str, ...] = ()
        self.preparer: Preparer | None = None
        self.party_ids = PartyIds()
        self.all_new = True  # so far: decides which way the next batch is tried

    def count_known(self, cells: Sequence[str]) -> int:
        return count_known(self.record_class, cells)

    def open(self, sheet: Sheet) -> None:
        layout = resolve_layout(self.record_class, sheet.header, sheet.header_line)
        self.unknown = layout.unknown
        self.preparer = Preparer(self.record_class, layout, self.today, self.person_key)

    def prepare(self, block: Block) -> Prepared:
        if self.preparer is None:
            raise RuntimeError("open() comes first")
        return prepare(self.preparer, block)

    async def store(
        self, connection: Connection, batch: list[Prepared], import_id: int, *, want_touched: bool
    ) -> Stored:
        names = {party: name for part in batch for party, name in part.names.items()}
        ids = await self.party_ids.find(connection, names, spell=want_touched)
        stored = Stored(unchanged=sum(part.doubles for part in batch))
        for lines, repeated in _rounds(batch):
            rows = make_round(lines, repeated, ids, import_id)
            stored.add(await self._store_round(connection, import_id, rows, want_touched))
        return stored

    async def _store_round(
        self, connection: Connection, import_id: int, rows: Round, want_touched: bool
    ) -> Stored:
        if self.all_new and not rows.repeated and await copy_new(connection, rows):
            return Stored(accepted=rows.size, touched=set(rows.subjects) if want_touched else set())
        stored = await store_staged(connection, import_id, rows, want_touched=want_touched)
        self.all_new = stored.accepted == rows.size
        return stored


def make_round(
    lines: Lines, repeated: frozenset[int], ids: dict[str, int], import_id: int
) -> Round:
    """COPY text of `RECORD_COLUMNS` from prepared lines; `ids` are the parties' subjects."""
    heads = {party: b"%d\t%d\t" % (identity, import_id) for party, identity in ids.items()}
    heads[""] = b"\\N\t%d\t" % import_id  # a natural person is no subject
    rows, parties = lines.rows, lines.parties
    # Rows begin with their key, and those of a block come sorted: only a merge is left to do.
    order = sorted(range(len(rows)), key=rows.__getitem__)
    return Round(
        [heads[parties[row]] for row in order], [rows[row] for row in order], ids.values(), repeated
    )


def _rounds(batch: list[Prepared]) -> Iterator[tuple[Lines, frozenset[int]]]:
    """Lines in which no fact comes twice: one round for all blocks unless keys repeat."""
    if not any(part.repeated or part.later.rows for part in batch):
        together = _together([part.first for part in batch])
        if together.rows:
            yield together, frozenset()
        return
    for part in batch:
        repeated = frozenset(part.repeated)
        yield from ((lines, repeated) for lines in (part.first, part.later) if lines.rows)


def _together(parts: list[Lines]) -> Lines:
    return Lines(
        [row for part in parts for row in part.rows],
        [party for part in parts for party in part.parties],
    )


class RegistryTarget:
    """Registry files: subjects instead of facts."""

    def __init__(self, today: date, *, demo: bool, source: str) -> None:
        self.reader = RegistryReader(today, demo=demo, source=source)
        self.unknown: tuple[str, ...] = ()

    def count_known(self, cells: Sequence[str]) -> int:
        return count_registry_headers(cells)

    def open(self, sheet: Sheet) -> None:
        self.unknown = self.reader.open(sheet.header, sheet.header_line)

    def prepare(self, block: Block) -> RegistryBlock:
        return self.reader.prepare(block)

    async def store(
        self,
        connection: Connection,
        batch: list[RegistryBlock],
        import_id: int,
        *,
        want_touched: bool,
    ) -> Stored:
        rows = [row for part in batch for row in part.rows]
        changed = await store_registry(connection, rows) if rows else 0
        doubles = sum(part.doubles for part in batch)
        return Stored(accepted=changed, unchanged=len(rows) - changed + doubles)
