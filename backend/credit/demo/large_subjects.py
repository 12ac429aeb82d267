"""Subjects of the large world: valid codes by numpy, names from the demo's words."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from credit.demo.geography import demo_data, list_counties
from credit.demo.hours import hours_of_trade
from credit.demo.model import SOURCE
from credit.kit.uscc import ALPHABET
from credit.subjects.pinyin import Pinyin, pinyin_of

Values = NDArray[np.int64]

_COLUMNS = (
    "id uscc registration_no name short_name name_pinyin name_initials kind trade address "
    "division division_note registered_on scope opening_hours inner_check_ok demo source "
    "created_at updated_at"
)
SUBJECT_COLUMNS = tuple(_COLUMNS.split())
ORG_PREFIX = "MAW"
"""Far from the org codes of real entities, and from the demo province's MAY."""

KINDS = ("organisation", "sole_trader", "cooperative")
KIND_SHARES = (0.34, 0.62, 0.04)
_SCRAMBLE = 7_654_321
_OUTER_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
_INNER_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_INNER_VALUES = np.array([int(letter, 36) for letter in ALPHABET])
_LETTERS = np.array(list(ALPHABET))
_INNER_DIGIT = np.array([ALPHABET.index(c) for c in "0123456789X0"])


class LargeSubjects(msgspec.Struct, frozen=True, kw_only=True):
    """The subjects in columns; ids run from `first_id` without gaps."""

    first_id: int
    codes: list[str]
    names: list[str]
    rows: list[str]

    def lines(self) -> Iterator[str]:
        """COPY text lines in the order of `SUBJECT_COLUMNS`."""
        return iter(self.rows)


def make_large_subjects(count: int, first_id: int, today: date, seed: int) -> LargeSubjects:
    """`count` subjects over all counties by population, the same for the same arguments."""
    chance = np.random.default_rng([seed, first_id])
    counties = list_counties()
    weights = np.array([county.weight for county in counties])
    places = chance.choice(len(counties), count, p=weights / weights.sum())
    kinds = chance.choice(len(KINDS), count, p=KIND_SHARES)
    divisions = np.array([int(county.code) for county in counties])[places]
    codes = make_codes(kinds + 1, divisions, np.arange(first_id, first_id + count))
    namer = _Namer(random.Random(seed + first_id))
    names: list[str] = []
    rows: list[str] = []
    for number, (code, place, kind) in enumerate(zip(codes, places, kinds, strict=True)):
        name, row = namer.row(first_id + number, code, int(place), KINDS[kind], today)
        names.append(name)
        rows.append(row)
    return LargeSubjects(first_id=first_id, codes=codes, names=names, rows=rows)


def make_codes(categories: Values, divisions: Values, serials: Values) -> list[str]:
    """Codes 9 + category + division + MAW… with both check digits right, one a serial."""
    columns: list[Any] = [np.full(len(serials), 9), categories]
    columns += [divisions // 10**place % 10 for place in range(5, -1, -1)]
    columns += [np.full(len(serials), ALPHABET.index(c)) for c in ORG_PREFIX]
    rest = serials * _SCRAMBLE % len(ALPHABET) ** 5
    columns += [rest // len(ALPHABET) ** place % len(ALPHABET) for place in range(5)]
    body = np.stack(columns, axis=1)
    sums = _INNER_VALUES[body[:, 8:16]] @ _INNER_WEIGHTS
    body = np.column_stack([body, _INNER_DIGIT[11 - sums % 11]])
    outer = (31 - (body @ _OUTER_WEIGHTS) % 31) % 31
    letters = _LETTERS[np.column_stack([body, outer])]
    return ["".join(row) for row in letters.tolist()]


class _Namer:
    """Puts names together from words whose pinyin is known, so that none is looked up twice."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.counties = list_counties()
        self.streets = [[(t, s) for t, own in c.towns.items() for s in own] for c in self.counties]
        words = demo_data("words.toml")
        self.places: list[str] = words["places"]
        self.tails: list[str] = words["tails"] + words["poems"]
        trades = demo_data("trades.toml")
        self.trades = [(trade, suffix) for trade, t in trades.items() for suffix in t["suffixes"]]
        self.scopes = {trade: table["scope"] for trade, table in trades.items()}

    def row(self, number: int, code: str, place: int, kind: str, today: date) -> tuple[str, str]:
        """(name, COPY line) of one subject."""
        rng, county = self.rng, self.counties[place]
        trade, suffix = rng.choice(self.trades)
        parts = (county.short_name, rng.choice(self.places), rng.choice(self.tails), suffix)
        sounds = [_sound(part) for part in parts]
        name, short_name = "".join(parts), "".join(parts[1:])
        town, street = rng.choice(self.streets[place])
        fields = (
            number, code, "", name, short_name[:8], "".join(s.full for s in sounds),
            "".join(s.initials for s in sounds), kind, trade,
            f"{county.prefecture}{county.name}{town}{street}{rng.randint(1, 300)}号",
            county.code, "", today - timedelta(rng.randint(30, 9000)), self.scopes[trade],
            _hours(number, trade), "t", "t", SOURCE, "now", "now",
        )  # fmt: skip
        return name, "\t".join(map(str, fields)) + "\n"


def _hours(number: int, trade: str) -> str:
    """Seven of eight tell their hours; by the number, so that chance stays as it was."""
    choice = hours_of_trade(trade)
    return choice[number % len(choice)] if choice and number % 8 else ""


@cache
def _sound(word: str) -> Pinyin:
    return pinyin_of(word)
