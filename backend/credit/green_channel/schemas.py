"""What goes in and out of the green channel API."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.commitments.matters.matter_list import Way
from credit.kit.model import LINE, Model, Out

Purpose = Literal["acceptance", "pre_review", "advice"]


class AskGreenChannel(Model):
    """Who wants to know what of whom, and why. `agency` is what the subject reads."""

    uscc: Annotated[str, Meta(min_length=1, max_length=40)]
    matter: Annotated[str, Meta(min_length=1, max_length=60)]
    way: Way
    purpose: Purpose
    agency: Annotated[str, Meta(min_length=2, max_length=120, pattern=LINE)]
    case_no: Annotated[str, Meta(max_length=60, pattern=LINE)] = ""


class Condition(Out, frozen=True):
    """One condition: what was found, since and until when (null: open or unknown), which basis."""

    id: str
    text: str
    ok: bool
    found: str
    since: date | None
    until: date | None
    basis: str
    how_to_fix: str


class WayAnswer(Out, frozen=True):
    """Whether a way of a matter is open to a subject, and why."""

    matter: str
    matter_name: str
    office: str
    way: Way
    way_name: str
    qualifies: bool
    conditions: list[Condition]
    defer: list[str]
    defer_days: int


class GreenChannelAnswer(Out, frozen=True):
    """An answer as it was given and kept."""

    id: str
    uscc: str
    name: str
    answer: WayAnswer
    rules_version: int
    purpose: Purpose
    agency: str
    case_no: str
    asked_at: datetime
    note: str


class GreenChannelView(Out, frozen=True):
    """What a subject may use today; the matters of its trade, bounded by the list."""

    items: list[WayAnswer]
    rules_version: int
    note: str


class GreenChannelLookup(Out, frozen=True):
    """Somebody asked about the subject: who, when, for what, and what was answered."""

    id: str
    agency: str
    purpose: str
    matter_name: str
    way_name: str
    qualifies: bool
    asked_at: datetime


class GreenChannelLookups(Out, frozen=True):
    """Newest first; `next` continues after the last one."""

    items: list[GreenChannelLookup]
    next: str | None


class OpenMatter(Out, frozen=True):
    """A matter with the ways that are open today."""

    matter: str
    name: str
    office: str
    ways: list[Way]


class OpenMatters(Out, frozen=True):
    """Every matter with a way of the green channel."""

    items: list[OpenMatter]
