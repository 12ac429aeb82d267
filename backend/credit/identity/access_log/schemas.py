"""What goes in and out about looks."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.identity.access_log.kinds import MIN_NOTE, StatedPurpose
from credit.kit.model import LINE, TEXT, Model, Out


class StatePurpose(Model):
    """What an officer looks at a shop's unpublished data for; the shop reads the note."""

    uscc: Annotated[str, Meta(max_length=18)]
    purpose: StatedPurpose
    note: Annotated[str, Meta(min_length=MIN_NOTE, max_length=100, pattern=LINE)]


class AnomalyFlag(Out, frozen=True):
    """Why a look stands out, in plain words, and what came of it: open, explained, misuse."""

    name: str
    plain: str
    state: str
    reason: str


class LookView(Out, frozen=True, kw_only=True):
    """One look: which office and post, who (masked), at what, for what, on which basis, when."""

    id: str
    at: datetime
    source: str
    agency: str
    post: str
    who: str
    what: str
    purpose: str
    note: str
    legal_basis: str
    object_id: str
    flags: list[AnomalyFlag]


class AnomalyCard(Out, frozen=True, kw_only=True):
    """An anomaly on the desk: one officer's looks of a day under one rule."""

    id: str
    rule: str
    name: str
    officer: str
    agency: str
    day: date
    looks: int
    persons: int
    state: Literal["open", "explained", "misuse"]
    reason: str
    own: bool
    decided_at: datetime | None


class AnomalyPage(Out, frozen=True):
    """Anomalies; `next` continues after the last one."""

    items: list[AnomalyCard]
    next: str | None


class AnomalyView(AnomalyCard, frozen=True, kw_only=True):
    """An anomaly with its looks, the newest 200; whose data it was stays covered."""

    plain: str
    entries: list[LookView]


class DecideAnomaly(Model):
    """Whether the looks were in order, with the reason that the persons concerned read."""

    misuse: bool
    reason: Annotated[str, Meta(min_length=2, max_length=500, pattern=TEXT)]
