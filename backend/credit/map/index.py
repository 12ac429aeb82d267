"""The merchants of the province in columns, sorted along the Morton curve. Pure numpy.

18 bytes a merchant. An index never changes: `with_changes` gives the next one, so that an
answer under way keeps what it began with. A change is merged in (some milliseconds at 600,000),
which made an append buffer beside the index, and two places to look, needless.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credit.map.filters import Filter
from credit.map.marks import COMMITMENTS, GRADE_BITS, GRADES
from credit.map.morton import Floats, Keys, keys_of

MAX_TRADES: Final = 65_535
_FIRST: Final = 629_999  # the code before 青海省's own; numbers above it fit 16 bits
HIDDEN: Final = 7  # the class of what a filter leaves out
Classes = NDArray[np.uint8]
Flags = NDArray[np.bool_]


class Columns(NamedTuple):
    """Merchants in columns of equal length.

    `keys` Morton; `ids` of subjects; `looks` see `marks`; `divisions` GB/T 2260 as a number, 0
    for none; `trades` places in a list of names; `promises` bits in the order of `COMMITMENTS`.
    """

    keys: Keys
    ids: NDArray[np.uint32]
    looks: NDArray[np.uint8]
    divisions: NDArray[np.uint16]
    trades: NDArray[np.uint16]
    promises: NDArray[np.uint8]

    def taken(self, rows: NDArray[np.intp] | Flags | slice) -> "Columns":
        return Columns._make(column[rows] for column in self)

    @property
    def nbytes(self) -> int:
        return sum(int(column.nbytes) for column in self)


class Batch(NamedTuple):
    """Merchants as the database tells them, in columns; `trades` are places in `trade_names`."""

    ids: NDArray[np.int64]
    lng: Floats
    lat: Floats
    looks: NDArray[np.int64]
    divisions: NDArray[np.int64]
    trades: NDArray[np.int64]
    promises: NDArray[np.int64]


class Index:
    """All merchants with a position, and the names of trades that their numbers mean."""

    def __init__(self, columns: Columns, trade_names: Sequence[str]) -> None:
        """`columns` sorted by key."""
        self.columns, self.trade_names = columns, tuple(trade_names)

    def __len__(self) -> int:
        return len(self.columns.keys)

    @property
    def nbytes(self) -> int:
        return self.columns.nbytes

    def with_changes(
        self, gone: NDArray[np.int64], batch: Batch, trade_names: Sequence[str]
    ) -> "Index":
        """The index without the subjects `gone` and with those of the batch as they are now.

        The batch's trades are places in `trade_names`.
        """
        names, places = _merged(self.trade_names, trade_names)
        out = np.isin(self.columns.ids, np.concatenate([gone, batch.ids]).astype(np.uint32))
        kept = self.columns.taken(~out) if out.any() else self.columns
        new = _sorted(encoded(batch._replace(trades=places[batch.trades])))
        at = np.searchsorted(kept.keys, new.keys)
        pairs: Iterable[tuple[Any, Any]] = zip(kept, new, strict=True)
        merged = Columns._make(np.insert(old, at, added) for old, added in pairs)
        return Index(merged, names)

    def keeps(self, wanted: Filter) -> Flags:
        """Which merchants the filter keeps, in the order of the columns."""
        columns = self.columns
        kept = np.ones(len(self), np.bool_)
        if wanted.grades:
            chosen = [GRADES.index(grade) for grade in wanted.grades]
            kept &= _lookup(chosen, GRADE_BITS + 1)[columns.looks & np.uint8(GRADE_BITS)]
        if wanted.trades:
            chosen = [n for n, name in enumerate(self.trade_names) if name in wanted.trades]
            kept &= _lookup(chosen, len(self.trade_names))[columns.trades]
        if wanted.commitments:
            bits = np.uint8(sum(1 << COMMITMENTS.index(name) for name in wanted.commitments))
            kept &= (columns.promises & bits) == bits
        if wanted.divisions:
            kept &= _divisions_lookup(wanted.divisions)[columns.divisions]
        return kept

    def classes(self, wanted: Filter) -> Classes:
        """The grade's number of each merchant that the filter keeps, HIDDEN for the others."""
        grades = self.columns.looks & np.uint8(GRADE_BITS)
        return grades if not wanted.text else np.where(self.keeps(wanted), grades, np.uint8(HIDDEN))

    def of_division(self, code: int) -> Columns:
        """The merchants registered in one county, in the order of the curve."""
        return self.columns.taken(self.columns.divisions == short_division(code))

    def count_divisions(self) -> dict[int, int]:
        """How many merchants each division of the province has."""
        counts = np.bincount(self.columns.divisions)
        return {
            int(short) + _FIRST: int(counts[short]) for short in np.flatnonzero(counts) if short
        }


def build_index(batches: Sequence[Columns], trade_names: Sequence[str]) -> Index:
    """An index of encoded batches in any order."""
    whole = Columns._make(np.concatenate(parts) for parts in zip(*batches, strict=True))
    return Index(_sorted(whole), trade_names)


def encoded(batch: Batch) -> Columns:
    """The batch in the index's narrow columns, not sorted."""
    if batch.ids.size and (batch.ids.max() >= 1 << 32 or batch.trades.max() > MAX_TRADES):
        raise OverflowError("more subjects or trades than the columns can number")
    return Columns(
        keys_of(batch.lng, batch.lat),
        batch.ids.astype(np.uint32),
        batch.looks.astype(np.uint8),
        short_divisions(batch.divisions),
        batch.trades.astype(np.uint16),
        batch.promises.astype(np.uint8),
    )


def short_division(code: int) -> int:
    """A division of Qinghai (63xxxx) in 16 bits; 0 for any other."""
    return code - _FIRST if _FIRST < code < 640_000 else 0


def short_divisions(codes: NDArray[np.int64]) -> NDArray[np.uint16]:
    """As `short_division`, for a column."""
    inside = (codes > _FIRST) & (codes < 640_000)
    return np.where(inside, codes - _FIRST, 0).astype(np.uint16)


def _sorted(columns: Columns) -> Columns:
    return columns.taken(np.argsort(columns.keys))


def _merged(
    known: tuple[str, ...], told: Sequence[str]
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """(the names with new ones added, where each told name stands among them)."""
    places = {name: place for place, name in enumerate(known)}
    for name in told:
        places.setdefault(name, len(places))
    return tuple(places), np.array([places[name] for name in told] or [0], np.int64)


def _lookup(chosen: Sequence[int], size: int) -> Flags:
    table = np.zeros(max(size, 1), np.bool_)
    table[list(chosen)] = True
    return table


def _divisions_lookup(divisions: Sequence[str]) -> Flags:
    table = np.zeros(10_001, np.bool_)
    for text in divisions:
        low = short_division(int(text.ljust(6, "0")))
        if low:
            table[low : low + (100 if len(text) == 4 else 1)] = True
    return table
