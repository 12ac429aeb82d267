"""Periods, limits and graded measures, from measures.toml: dated data, each with its legal basis.

`rules_on(day)` gives what is in force. A measure whose basis is missing cannot be loaded, one
that is out of date is not found, so nothing happens without a basis in force.
"""

from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Annotated

import msgspec
from msgspec import Meta

from credit.commitments.breaches.rules import PERIODS, Severity, Status
from credit.commitments.rules import Performance, add_months
from credit.kit.workdays import Deadline, add_workdays

Basis = Annotated[str, Meta(min_length=4)]
Count = Annotated[int, Meta(ge=1, le=400)]


class MeasureKind(StrEnum):
    """What may follow from an upheld breach, mildest first."""

    NOTICE = "notice"
    TALK = "talk"
    GRADE_EFFECT = "grade_effect"
    LEAVE_PROGRAMMES = "leave_programmes"
    LIST_PROPOSAL = "list_proposal"


MEASURE_NAMES = {
    MeasureKind.NOTICE: ("书面告知", "Written notice"),
    MeasureKind.TALK: ("约谈", "Talk"),
    MeasureKind.GRADE_EFFECT: ("影响信用等级", "Effect on the grade"),
    MeasureKind.LEAVE_PROGRAMMES: (
        "建议退出信用街区和优惠项目",
        "Should leave credit districts and perks",
    ),
    MeasureKind.LIST_PROPOSAL: ("移送名单认定程序", "Proposed for a list procedure"),
}


class _Dated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    from_: date = msgspec.field(name="from")
    until: date = date.max
    legal_basis: Basis

    def covers(self, day: date) -> bool:
        return self.from_ <= day <= self.until


class Period(_Dated, frozen=True, kw_only=True):
    """How long a state may last, in working days."""

    id: str
    name: str
    workdays: Count


class Limit(_Dated, frozen=True, kw_only=True):
    """A number that keeps the procedure from being abused, or data from being kept."""

    id: str
    count: Count


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One consequence with its own basis."""

    kind: MeasureKind
    legal_basis: Basis


class Ladder(_Dated, frozen=True, kw_only=True):
    """What an upheld breach of one severity entails."""

    severity: Severity
    performance: Performance
    publicity_months: Annotated[int, Meta(ge=1, le=36)]
    criteria: str
    measure: tuple[Measure, ...]

    def publicity_until(self, decided_on: date) -> date:
        """The last day that the finding is shown and has effects."""
        return add_months(decided_on, self.publicity_months)


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `measures.toml`."""

    period: tuple[Period, ...]
    limit: tuple[Limit, ...]
    ladder: tuple[Ladder, ...]


@cache
def load_rules() -> RuleFile:
    """The rule file; raises when it is not as it should be."""
    text = files("credit.commitments.breaches").joinpath("measures.toml").read_bytes()
    return msgspec.toml.decode(text, type=RuleFile)


@lru_cache(maxsize=64)
def period_on(period: str, day: date) -> Period:
    """The period in force on a day; StopIteration when the file has none."""
    return next(one for one in load_rules().period if one.id == period and one.covers(day))


def due_after(status: Status, day: date) -> Deadline | None:
    """Until when a case that came into `status` on `day` must move; None when it need not."""
    period = PERIODS.get(status)
    return add_workdays(day, period_on(period, day).workdays) if period else None


@lru_cache(maxsize=64)
def limit_on(limit: str, day: date) -> int:
    """The limit in force on a day."""
    return next(one.count for one in load_rules().limit if one.id == limit and one.covers(day))


def ladders_on(day: date) -> list[Ladder]:
    """The ladders in force, mildest first."""
    return [one for one in load_rules().ladder if one.covers(day)]


def ladder_on(severity: Severity, day: date) -> Ladder:
    """What a breach of this severity entails when it is decided on a day."""
    return next(one for one in ladders_on(day) if one.severity is severity)


def measure_name(kind: str, *, english: bool = False) -> str:
    """The measure's name for people."""
    return MEASURE_NAMES[MeasureKind(kind)][english]
