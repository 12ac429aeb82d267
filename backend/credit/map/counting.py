"""Counts by grade in any range of the curve, under one filter, without walking through it.

Sums are kept for every 64 merchants (8 % of a byte column in size); a range is the difference of
two sums and the few merchants beside them. So a tile costs the same at every zoom.
"""

from collections import OrderedDict
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credit.map.filters import NO_FILTER, Filter
from credit.map.index import HIDDEN, Classes, Flags, Index
from credit.map.marks import GRADES
from credit.map.morton import Keys, row_major, tile_bounds

BLOCK: Final = 64
CELL_LEVELS: Final = 3
CELLS: Final = 1 << CELL_LEVELS
MAX_VIEWS: Final = 8
MAX_PREPARED: Final = 3
_ROW_MAJOR: Final = row_major(CELLS)
Cells = list[list[int]]


class View:
    """One index under one filter. 0.9 bytes a merchant."""

    def __init__(self, index: Index, wanted: Filter) -> None:
        self.index, self.wanted = index, wanted
        blocks = -(-len(index) // BLOCK) + 1
        self.classes: Classes = np.full(blocks * BLOCK, HIDDEN, np.uint8)
        self.classes[: len(index)] = index.classes(wanted)
        squares = self.classes.reshape(blocks, BLOCK)
        self.sums = np.zeros((blocks + 1, len(GRADES)), np.uint32)
        for grade in range(len(GRADES)):
            hits = (squares == grade).view(np.uint8)
            # Eight flags at once: bytes of a 64-bit word, which cannot overflow here.
            words = hits.view(np.uint64).sum(axis=1).view(np.uint8).reshape(blocks, 8)
            np.cumsum(words.sum(axis=1, dtype=np.uint32), out=self.sums[1:, grade])

    @property
    def nbytes(self) -> int:
        return int(self.classes.nbytes + self.sums.nbytes)

    def total(self) -> NDArray[np.int64]:
        """How many of each grade in all."""
        return np.asarray(self.sums[-1], np.int64)

    def up_to(self, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """For each row number: how many of each grade stand before it."""
        block = rows // BLOCK
        around = self.classes[block[:, None] * BLOCK + np.arange(BLOCK)]
        before = np.arange(BLOCK) < (rows % BLOCK)[:, None]
        beside = [((around == grade) & before).sum(axis=1) for grade in range(len(GRADES))]
        return np.asarray(self.sums[block] + np.stack(beside, axis=1), np.int64)

    def rows(self, bounds: Keys) -> NDArray[np.intp]:
        """The first row at or after each key."""
        return np.searchsorted(self.index.columns.keys, bounds)

    def clusters(self, z: int, x: int, y: int) -> Cells:
        """The cells of a tile that hold anybody: [cell, n, nA, nB, nC, nD, nN].

        A tile has 8 × 8 cells, numbered in rows from its north-west corner: y · 8 + x.
        """
        ends = self.rows(tile_bounds(z, x, y, CELL_LEVELS))
        if ends[0] == ends[-1]:
            return []
        counts = np.diff(self.up_to(ends), axis=0)
        totals = counts.sum(axis=1)
        table = np.column_stack([_ROW_MAJOR, totals, counts])
        table = table[totals > 0]
        cells: Cells = table[np.argsort(table[:, 0])].tolist()
        return cells

    def shown_in(self, z: int, x: int, y: int) -> tuple[int, int, int]:
        """(how many merchants of a tile the filter keeps, its first row, the row after its last)"""
        first, last = (int(row) for row in self.rows(tile_bounds(z, x, y, 0)))
        counts = self.up_to(np.array([first, last]))
        return int((counts[1] - counts[0]).sum()), first, last

    def shown_between(self, first: int, last: int) -> NDArray[np.intp]:
        """The row numbers of those that the filter keeps, from `first` to before `last`."""
        kept: Flags = self.classes[first:last] != HIDDEN
        return np.flatnonzero(kept) + first


class Views:
    """The views of one index that were asked for last; at most `MAX_VIEWS` of them."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._kept: OrderedDict[str, View] = OrderedDict()

    def get(self, wanted: Filter) -> View:
        """The view under a filter, made if need be."""
        view = self._kept.pop(wanted.text, None) or View(self.index, wanted)
        self._kept[wanted.text] = view
        while len(self._kept) > MAX_VIEWS:
            self._kept.popitem(last=False)
        return view

    def prepare(self, like: "Views") -> None:
        """Makes the views last asked of another index, so that nobody has to wait for them."""
        wanted = [view.wanted for view in list(like._kept.values())[-MAX_PREPARED:]]
        for each in (*wanted, NO_FILTER):
            self.get(each)

    @property
    def nbytes(self) -> int:
        return sum(view.nbytes for view in self._kept.values())
