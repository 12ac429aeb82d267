"""Where the rows of a file go. The engine reads and checkpoints; a target validates and stores."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from credit.kit.db import Connection
from credit.kit.sheets import Block, Sheet
from credit.records.catalogue import RecordClass
from credit.records.layout import count_known, resolve_layout
from credit.records.preparer import Preparer
from credit.records.stage_text import Prepared, prepare
from credit.records.upsert import Stored, store_rows
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
        stored = Stored(unchanged=sum(part.doubles for part in batch))
        for texts, rows in _rounds(batch):
            stored.add(
                await store_rows(
                    connection, self.record_class, import_id, texts, rows, want_touched=want_touched
                )
            )
        return stored


def _rounds(batch: list[Prepared]) -> list[tuple[list[bytes], int]]:
    """COPY texts in which no fact comes twice: one round for all blocks unless keys repeat."""
    if any(part.repeated or part.later_count for part in batch):
        rounds = [
            pair
            for part in batch
            for pair in (([part.first], part.first_count), ([part.later], part.later_count))
        ]
    else:
        rounds = [([part.first for part in batch], sum(part.first_count for part in batch))]
    return [pair for pair in rounds if pair[1]]


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
