"""Answers of the records slice."""

from datetime import date, datetime

from credit.kit.model import Out


class Fact(Out, frozen=True, kw_only=True):
    """One public fact about a subject. `effect` is in points, filled from the evaluation.

    `disputed_since` is set while an objection to it is open.
    """

    id: str
    record_class: str
    class_name: str
    tone: str
    title: str
    detail: str
    agency: str
    source: str
    decided_on: date
    effect: float | None = None
    effect_ends_on: date | None = None
    publicity_until: date | None
    disputed_since: date | None = None
    state: str
    state_name: str
    legal_basis: str
    decision_no: str


class FactPage(Out, frozen=True, kw_only=True):
    """Facts, newest first; `next` continues after the last one."""

    items: list[Fact]
    next: str | None


class RejectOut(Out, frozen=True, kw_only=True):
    """A refused row: line, exchange code of the field, masked value, reason."""

    line: int
    field: str
    value: str
    reason: str


class ImportRun(Out, frozen=True, kw_only=True):
    """One import and what became of it."""

    id: str
    kind: str
    file_name: str
    file_size: int
    encoding: str
    status: str
    rows_read: int
    rows_accepted: int
    rows_unchanged: int
    rows_rejected: int
    problem: str
    created_at: datetime
    finished_at: datetime | None
    first_rejects: list[RejectOut]


class ImportRunPage(Out, frozen=True, kw_only=True):
    """Imports, newest first."""

    items: list[ImportRun]
    next: str | None
