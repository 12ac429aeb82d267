"""What the records API sends."""

from datetime import date
from typing import Literal

from credit.kit.model import Out

Tone = Literal["good", "neutral", "bad"]


class Fact(Out, frozen=True, kw_only=True):
    """One public record of a subject, with its source and dates.

    `effect` is the points it moves in the evaluation; null where the evaluation is not asked.
    """

    id: str
    record_class: str
    class_name: str
    tone: Tone
    title: str
    detail: str
    agency: str
    source: str
    decided_on: date
    effect: float | None
    effect_ends_on: date | None
    publicity_until: date | None
    state: str
    state_name: str
    legal_basis: str
    decision_no: str


class FactPage(Out, frozen=True, kw_only=True):
    """One page of facts, newest first; `next` goes back as `after`, null on the last page."""

    items: list[Fact]
    next: str | None = None
