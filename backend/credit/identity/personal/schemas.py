"""What goes in and out of the routes about one's own data."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from credit.identity.personal.rules import AskedKind
from credit.kit.model import TEXT, Model, Out


class ExportView(Out, frozen=True):
    """A copy of one's data; `ready_at` null while it is made."""

    id: str
    created_at: datetime
    ready_at: datetime | None
    expires_at: datetime


class ExportList(Out, frozen=True):
    """The copies that have not expired."""

    items: list[ExportView]


class KeptView(Out, frozen=True):
    """What stays after closing: what, why, until when."""

    what: str
    why: str
    until: str


class ClosingView(Out, frozen=True):
    """What stays, and when a closing under way takes effect (null without one)."""

    due_at: datetime | None
    kept: list[KeptView]


class CloseAccount(Model):
    """Close in a week, or at once, which nobody can undo."""

    at_once: bool = False


class AskOfficer(Model):
    """A request to an officer, in one's own words."""

    kind: AskedKind
    text: Annotated[str, Meta(min_length=2, max_length=1000, pattern=TEXT)]


class DecideRequest(Model):
    """A decision with its reason, which the person reads."""

    approve: bool
    answer: Annotated[str, Meta(min_length=2, max_length=1000, pattern=TEXT)]


class RequestView(Out, frozen=True):
    """One request with its answer; `name` is that of the account."""

    id: str
    kind: str
    status: str
    name: str
    text: str
    answer: str
    created_at: datetime
    decided_at: datetime | None


class RequestList(Out, frozen=True):
    """Requests."""

    items: list[RequestView]
