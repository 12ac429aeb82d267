"""What a rule file says: dimensions, indicators, effects, each with legal basis and dates."""

from datetime import date
from typing import Literal

import msgspec

Grade = Literal["A", "B", "C", "D"]
Decay = Literal["publicity", "validity", "linear"]
ANY_FACET = "*"


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in a rule file."""


class Header(Part, frozen=True, kw_only=True, rename={"start": "from", "until": "to"}):
    """Which model this is, and the days on which it is in force (`to` inclusive)."""

    version: str
    name: str
    label: str
    status: Literal["in_force", "draft"]
    start: date
    until: date | None = None
    max_points: int
    minimum_records: int
    catalogue_version: str
    note: str = ""


class GradeBand(Part, frozen=True, kw_only=True):
    """A grade and the lowest score that earns it."""

    letter: Grade
    word: str
    from_score: int


class Basis(Part, frozen=True, kw_only=True, rename={"start": "from", "until": "to"}):
    """A law or standard that measures rest on, and the days on which it is in force."""

    id: str
    law: str
    article: str
    start: date
    until: date | None = None
    url: str = ""

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day <= self.until)


class Dimension(Part, frozen=True, kw_only=True):
    """One of the five first-level dimensions; `weight` is its share of the points."""

    code: str
    name: str
    weight: int


class Indicator(Part, frozen=True, kw_only=True):
    """A second-level indicator: starts at `base`, stays within 0 and `weight`."""

    code: str
    dimension: str
    name: str
    base: int
    weight: int
    legal_basis: tuple[str, ...]


class Effect(
    Part,
    frozen=True,
    kw_only=True,
    rename={"record_class": "class", "start": "from", "until": "to"},
):
    """What one record of a kind does to one indicator, and for how long.

    It ends with the publicity period (negative) or the validity (positive) of the record, at
    the latest `months` after the decision; `linear` also shrinks it evenly over those months.
    `facets` may be `["*"]`: every facet of the class that no other effect names. `how`: what a
    subject can do to bring such a record about; empty where that is not in its hands.
    """

    id: str
    name: str
    record_class: str
    facets: tuple[str, ...]
    severity: tuple[int, ...]
    indicator: str
    points: int
    decay: Decay
    months: int | None = None
    legal_basis: tuple[str, ...]
    remedy: str
    start: date
    until: date | None = None
    hard_limit: Grade | None = None
    how: str = ""


class Remedy(Part, frozen=True, kw_only=True):
    """How a subject can mend, or keep, an effect, in plain Chinese.

    `after_months` is the shortest publicity period; the text may hold `{ends_on}`, the day the
    effect ends by itself, and `{repair_from}`, the first day a repair can be asked for.
    `text_without_end` stands in where there is no such day.
    """

    code: str
    text: str
    text_without_end: str = ""
    after_months: int = 0


class Model(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """A whole rule file. The order of `indicators` is the order of stored points."""

    header: Header
    grades: tuple[GradeBand, ...]
    bases: tuple[Basis, ...]
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    remedies: tuple[Remedy, ...]
    effects: tuple[Effect, ...]

    @property
    def version(self) -> str:
        return self.header.version

    def covers(self, day: date) -> bool:
        """Whether this model is in force on `day`; a draft never is."""
        header = self.header
        in_time = header.start <= day and (header.until is None or day <= header.until)
        return header.status == "in_force" and in_time

    def word(self, letter: str) -> str:
        """优, 良, 中, 差, or 信息不足 for N."""
        return next((g.word for g in self.grades if g.letter == letter), "信息不足")

    def indicator_numbers(self) -> dict[str, int]:
        """Indicator code → its place in stored points."""
        return {indicator.code: number for number, indicator in enumerate(self.indicators)}

    def basis_text(self, ids: tuple[str, ...]) -> str:
        """The named bases as one line for people."""
        named = {basis.id: f"{basis.law}{basis.article}" for basis in self.bases}
        return "；".join(named[i] for i in ids)
