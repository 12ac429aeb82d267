"""The merchants of the province in columns, sorted along the Morton curve. Pure numpy.

25 bytes a merchant. An index never changes: `with_changes` gives the next one, so that an
answer under way keeps what it began with. A change is merged in (some milliseconds at 600,000),
which made an append buffer beside the index, and two places to look, needless.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credit.map.filters import Filter
from credit.map.hours import open_lookup
from credit.map.legend import MAX_NUMBER, District, Legend, Told
from credit.map.marks import COMMITMENTS, GRADE_BITS, GRADES
from credit.map.morton import Floats, Keys, keys_of

_FIRST: Final = 629_999  # the code before 青海省's own; numbers above it fit 16 bits
HIDDEN: Final = 7  # the class of what a filter leaves out
Classes = NDArray[np.uint8]
Flags = NDArray[np.bool_]


class Columns(NamedTuple):
    """Merchants in columns of equal length.

    `keys` Morton; `ids` of subjects; `looks` see `marks`; `divisions` GB/T 2260 as a number, 0
    for none; `promises` bits in the order of `COMMITMENTS`; `trades`, `districts` and `hours`
    are places in the lists of a `Legend`.
    """

    keys: Keys
    ids: NDArray[np.uint32]
    looks: NDArray[np.uint8]
    divisions: NDArray[np.uint16]
    trades: NDArray[np.uint16]
    promises: NDArray[np.uint32]
    districts: NDArray[np.uint16]
    hours: NDArray[np.uint16]

    def taken(self, rows: NDArray[np.intp] | Flags | slice) -> "Columns":
        return Columns._make(column[rows] for column in self)

    @property
    def nbytes(self) -> int:
        return sum(int(column.nbytes) for column in self)


class Batch(NamedTuple):
    """Merchants as the database tells them, in columns; places are those of a `Told`."""

    ids: NDArray[np.int64]
    lng: Floats
    lat: Floats
    looks: NDArray[np.int64]
    divisions: NDArray[np.int64]
    trades: NDArray[np.int64]
    promises: NDArray[np.int64]
    districts: NDArray[np.int64]
    hours: NDArray[np.int64]


class Index:
    """All merchants with a position, and what the numbers in their columns mean."""

    def __init__(self, columns: Columns, legend: Legend) -> None:
        """`columns` sorted by key."""
        self.columns, self.legend = columns, legend

    def __len__(self) -> int:
        return len(self.columns.keys)

    @property
    def nbytes(self) -> int:
        return self.columns.nbytes + self.legend.nbytes

    def with_changes(
        self, gone: NDArray[np.int64], batch: Batch, told: Told, known: Mapping[str, District]
    ) -> "Index":
        """The index without the subjects `gone` and with those of the batch as they are now.

        The batch's places are those of `told`; `known` are all districts as they are now.
        """
        old = self if self.legend.has_room(told) else self._tidied()
        legend, (trades, districts, hours) = old.legend.with_news(told, known)
        if not (gone.size or batch.ids.size):
            return Index(old.columns, legend)
        out = np.isin(old.columns.ids, np.concatenate([gone, batch.ids]).astype(np.uint32))
        kept = old.columns.taken(~out) if out.any() else old.columns
        renumbered = batch._replace(
            trades=trades[batch.trades],
            districts=districts[batch.districts],
            hours=hours[batch.hours],
        )
        new = _sorted(encoded(renumbered))
        at = np.searchsorted(kept.keys, new.keys)
        pairs: Iterable[tuple[Any, Any]] = zip(kept, new, strict=True)
        merged = Columns._make(np.insert(old, at, added) for old, added in pairs)
        return Index(merged, legend)

    def _tidied(self) -> "Index":
        """The same without names that nobody has any more: months of edits leave many."""
        old = self.columns
        used = [np.union1d([0], numbers) for numbers in (old.trades, old.districts, old.hours)]
        trades, districts, hours = (
            np.searchsorted(names, numbers).astype(np.uint16)
            for names, numbers in zip(used, (old.trades, old.districts, old.hours), strict=True)
        )
        columns = old._replace(trades=trades, districts=districts, hours=hours)
        return Index(columns, self.legend.only(used))

    def keeps(self, wanted: Filter) -> Flags:
        """Which merchants the filter keeps, in the order of the columns."""
        columns, legend = self.columns, self.legend
        kept = np.ones(len(self), np.bool_)
        if wanted.grades:
            chosen = [GRADES.index(grade) for grade in wanted.grades]
            kept &= _lookup(chosen, GRADE_BITS + 1)[columns.looks & np.uint8(GRADE_BITS)]
        if wanted.trades:
            kept &= _named(legend.trades, wanted.trades)[columns.trades]
        if wanted.commitments:
            bits = np.uint32(sum(1 << COMMITMENTS.index(name) for name in wanted.commitments))
            kept &= (columns.promises & bits) == bits
        if wanted.divisions:
            kept &= _divisions_lookup(wanted.divisions)[columns.divisions]
        if wanted.districts:
            kept &= _named(legend.districts, wanted.districts)[columns.districts]
        if wanted.perks:
            kept &= legend.perk_lookup()[columns.districts]
        if wanted.open_at:
            kept &= open_lookup(legend.bits, wanted.open_at)[columns.hours]
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


def build_index(batches: Sequence[Columns], legend: Legend) -> Index:
    """An index of encoded batches in any order."""
    whole = Columns._make(np.concatenate(parts) for parts in zip(*batches, strict=True))
    return Index(_sorted(whole), legend)


def encoded(batch: Batch) -> Columns:
    """The batch in the index's narrow columns, not sorted."""
    if batch.ids.size and (
        batch.ids.max() >= 1 << 32 or max(batch.trades.max(), batch.districts.max()) > MAX_NUMBER
    ):
        raise OverflowError("more subjects, trades or districts than the columns can number")
    return Columns(
        keys_of(batch.lng, batch.lat),
        batch.ids.astype(np.uint32),
        batch.looks.astype(np.uint8),
        short_divisions(batch.divisions),
        batch.trades.astype(np.uint16),
        batch.promises.astype(np.uint32),
        batch.districts.astype(np.uint16),
        batch.hours.astype(np.uint16),
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


def _named(known: Sequence[str], wanted: Sequence[str]) -> Flags:
    return np.array([name in wanted for name in known] or [False], np.bool_)


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
