"""What the numbers in the index's columns mean: trades, districts, opening hours. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credit.map.hours import OpenBits, open_bits

MAX_NUMBER: Final = 65_535
# 84 bytes each. Who keeps hours beyond that many different texts counts as "not told".
MAX_HOURS: Final = 20_000
Places = NDArray[np.int64]


class District(NamedTuple):
    """A credit district as the map shows it; `perk`: it offers one on the data's day."""

    name: str
    perk: bool


class Told(NamedTuple):
    """Names that a batch's numbers stand for, each list from its place 0.

    In `districts` (codes) and `hours` the first is "", for a merchant without.
    """

    trades: Sequence[str]
    districts: Sequence[str]
    hours: Sequence[str]


class Legend:
    """The names behind the numbers, and the districts of the day. Never changed."""

    def __init__(self, told: Told, known: Mapping[str, District], bits: OpenBits) -> None:
        """`bits`: one row a text of `told.hours`."""
        self.trades, self.districts, self.hours = (tuple(names) for names in told)
        self.known, self.bits = dict(known), bits

    @property
    def nbytes(self) -> int:
        return int(self.bits.nbytes)

    def with_news(
        self, told: Told, known: Mapping[str, District]
    ) -> "tuple[Legend, tuple[Places, Places, Places]]":
        """(this legend and what is new in `told`, the places of each told name in it)."""
        trades, first = _merged(self.trades, told.trades)
        districts, second = _merged(self.districts, told.districts)
        hours, third = _merged(self.hours, told.hours, MAX_HOURS)
        bits = np.concatenate([self.bits, open_bits(hours[len(self.hours) :])])
        return Legend(Told(trades, districts, hours), known, bits), (first, second, third)

    def has_room(self, told: Told) -> bool:
        """Whether the numbers suffice for all that is told, should all of it be new."""
        return (
            len(self.hours) + len(told.hours) <= MAX_HOURS
            and max(len(self.trades) + len(told.trades), len(self.districts) + len(told.districts))
            <= MAX_NUMBER
        )

    def only(self, used: Sequence[Places]) -> "Legend":
        """With these trades, districts and hours alone, renumbered in this order."""
        lists = (self.trades, self.districts, self.hours)
        told = Told(
            *([names[n] for n in places] for names, places in zip(lists, used, strict=True))
        )
        return Legend(told, self.known, self.bits[used[2]])

    def perk_lookup(self) -> NDArray[np.bool_]:
        """By district number: whether it offers a perk."""
        known = (self.known.get(code) for code in self.districts)
        return np.array([district is not None and district.perk for district in known], np.bool_)


def new_legend(told: Told, known: Mapping[str, District]) -> Legend:
    """The legend of numbers just given."""
    return Legend(told, known, open_bits(told.hours))


def _merged(
    known: tuple[str, ...], told: Sequence[str], most: int | None = None
) -> tuple[tuple[str, ...], Places]:
    """(the names with new ones added, where each told name stands among them).

    A name that finds no room among `most` is number 0.
    """
    places = {name: place for place, name in enumerate(known)}
    for name in told:
        if most is None or len(places) <= most:
            places.setdefault(name, len(places))
    return tuple(places), np.array([places.get(name, 0) for name in told] or [0], np.int64)
