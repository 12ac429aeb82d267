"""What goes out of one's own file."""

from datetime import date

from credit.identity.access_log.schemas import LookView
from credit.kit.model import Out


class FileEntry(Out, frozen=True, kw_only=True):
    """One fact about a shop. `points` is what it does to the grade now, 0 when it does nothing.

    `standing`: counting, ended, repaired, withdrawn or withheld; `ends_on` is the first day without
    effect. `objection_id` and `repair_id` name what is under way, empty without.
    """

    id: str
    record_class: str
    class_name: str
    tone: str
    title: str
    detail: str
    agency: str
    source: str
    decision_no: str
    decided_on: date
    legal_basis: str
    publicity_until: date | None
    standing: str
    standing_name: str
    points: int
    indicator_name: str
    ends_on: date | None
    remedy: str
    objection_id: str
    objection_state: str
    repair_id: str
    repair_state: str


class FileYear(Out, frozen=True):
    """How many facts of a year the filter leaves."""

    year: int
    facts: int


class SubjectFile(Out, frozen=True, kw_only=True):
    """A page of a shop's file, newest first; `next` continues after the last fact."""

    name: str
    demo: bool
    years: list[FileYear]
    items: list[FileEntry]
    next: str | None


class OwnEntry(Out, frozen=True, kw_only=True):
    """One line of a citizen's file. `kind`: honour, pledge, consent or request."""

    kind: str
    kind_name: str
    title: str
    source: str
    basis: str
    at: date
    until: date | None
    state: str
    link: str


class OwnFile(Out, frozen=True):
    """A citizen's file, newest first; at most 500 lines."""

    items: list[OwnEntry]


class AccessLog(Out, frozen=True):
    """Who looked, newest first; `next` continues after the last look."""

    items: list[LookView]
    next: str | None
