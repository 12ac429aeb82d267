"""What goes out of the look-ups."""

from datetime import datetime

from credit.kit.model import Out
from credit.reports.lookups.noting import LookupKind


class ReportLookupView(Out, frozen=True):
    """One look-up: who, what, what for, when. `who` is what the owner called the recipient."""

    id: str
    at: datetime
    kind: LookupKind
    kind_name: str
    by: str
    who: str
    purpose_name: str
    matter: str
    number: str


class ReportLookupPage(Out, frozen=True):
    """Look-ups, newest first; `next` goes back as `after`."""

    items: list[ReportLookupView]
    next: str | None
