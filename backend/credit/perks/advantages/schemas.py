"""What goes out of the API of advantages."""

from datetime import date
from typing import Literal

from credit.kit.model import Out
from credit.perks.advantages.rule_file import Effect, Kind


class AdvantageBasis(Out, frozen=True):
    """The law behind a line."""

    name: str
    article: str


class AdvantageCheck(Out, frozen=True):
    """One condition: what was found, and what would help."""

    met: bool
    condition: str
    found: str
    remedy: str


class AdvantageView(Out, frozen=True):
    """One advantage as it stands for a shop today.

    `state`: now (the shop has it), yours (there for the taking), not_yet, or more (the rule asks
    more of this grade). `why` in one sentence; `since` and `until` when they are known: until null
    means as long as the conditions hold.
    """

    id: str
    kind: Kind
    title: str
    gives: str
    state: Literal["now", "yours", "not_yet", "more"]
    why: str
    checks: list[AdvantageCheck]
    since: date | None
    until: date | None
    who: str
    limits: str
    exceptions: list[str]
    bases: list[AdvantageBasis]


class OwnAdvantages(Out, frozen=True):
    """What a shop gets and why; as many lines as the rule file has."""

    grade: str
    grade_word: str
    graded_on: date
    rules_version: int
    scale_note: str
    items: list[AdvantageView]


class InspectionRule(Out, frozen=True):
    """What the rules say about inspections of one grade."""

    grade: str
    grade_word: str
    effect: Effect
    text: str
    remedy: str
    bases: list[AdvantageBasis]


class AdvantageRule(Out, frozen=True):
    """One line of the rules; `conditions` in words, empty: everybody."""

    id: str
    kind: Kind
    title: str
    gives: str
    conditions: list[str]
    who: str
    limits: str
    bases: list[AdvantageBasis]


class ExampleRow(Out, frozen=True):
    """A class of some place's own scale with its ratio."""

    name: str
    percent: int


class RatioExample(Out, frozen=True):
    """Ratios that some place published; never applied here."""

    place: str
    scale: str
    rows: list[ExampleRow]
    source: str
    note: str


class AdvantageRules(Out, frozen=True):
    """The rules in force, the same for everybody."""

    version: int
    start: date
    inspection_title: str
    inspection_who: str
    inspection_limits: str
    inspection_exceptions: list[str]
    scale_note: str
    inspections: list[InspectionRule]
    lines: list[AdvantageRule]
    examples: list[RatioExample]
