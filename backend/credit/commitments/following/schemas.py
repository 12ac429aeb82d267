"""What goes in and out of the API of following."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from credit.commitments.rules import Performance
from credit.commitments.schemas import Text512
from credit.kit.model import LINE, Model, Out


class GiveSignal(Model):
    """说到做到 (true) or 没有做到 (false)."""

    kept: bool


class SignalCounts(Out, frozen=True):
    """What customers said in the last twelve months. Counts are null while few spoke.

    `own` is the caller's word of this month; null for others. `note` says what this is not.
    """

    kept: int | None
    not_kept: int | None
    few: int
    months: int
    own: bool | None
    note: str


class DueCommitment(Out, frozen=True):
    """A commitment whose performance should be determined by `due_on`, as an officer sees it.

    `kept_signals` and `not_kept_signals` are customers' words of twelve months: a reason to
    look, never a finding.
    """

    code: str
    uscc: str
    subject_name: str
    name: str
    matter: str
    made_on: date
    valid_until: date | None
    due_on: date
    performance: Performance
    performance_name: str
    kept_signals: int
    not_kept_signals: int
    demo: bool


class DuePage(Out, frozen=True):
    """What is due, earliest first; `total` is all of it, `next` continues."""

    items: list[DueCommitment]
    total: int
    next: str | None


class DetermineMany(Model, kw_only=True):
    """One finding for many: all of them fully kept. A breach is reasoned one by one."""

    codes: Annotated[list[Annotated[str, Meta(max_length=20)]], Meta(min_length=1, max_length=100)]
    determined_on: date
    authority: Annotated[str, Meta(min_length=1, max_length=200, pattern=LINE)]
    authority_code: Annotated[str, Meta(max_length=18)] = ""
    reason: Text512


class Determined(Out, frozen=True):
    """How many were determined."""

    count: int
