"""What goes in and out when reports are issued."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.kit.model import LINE, Model, Out
from credit.reports.snapshot.shapes import Audience, CreditReport, FieldOutcome, Kind
from credit.reports.terms import PurposeCode

Matter = Annotated[str, Meta(max_length=100, pattern=LINE)]


class IssueReport(Model):
    """A report to make. `audience` own: with repaired and unpublished facts, for reading only.

    `matter` is what an officer needs it for.
    """

    purpose: PurposeCode
    audience: Audience = "others"
    matter: Matter = ""


class IssueClearance(Model):
    """A 专项信用报告 to make: fields by code, and the days to search."""

    purpose: PurposeCode
    fields: Annotated[list[Annotated[str, Meta(max_length=30)]], Meta(min_length=1, max_length=20)]
    first: date
    last: date
    matter: Matter = ""


class IssuedCard(Out, frozen=True):
    """A report in a list. `kept` while it can be read and downloaded; `current` until its day."""

    number: str
    kind: Kind
    audience: Audience
    purpose: str
    purpose_name: str
    issued_to: Literal["owner", "officer", "delegate"]
    issued_at: datetime
    valid_until: date
    current: bool
    kept: bool
    content_sha256: str
    fields: list[FieldOutcome]


class IssuedPage(Out, frozen=True):
    """Reports, newest first; `next` goes back as `after`."""

    items: list[IssuedCard]
    next: str | None


class IssuedReport(Out, frozen=True):
    """A report as issued, with where it is checked; `url` is what its QR says."""

    card: IssuedCard
    report: CreditReport
    url: str


class ReportPurposeView(Out, frozen=True):
    """A purpose to choose."""

    code: str
    name: str


class ClearanceFieldView(Out, frozen=True):
    """A field to choose; `covered` when this platform collects its facts."""

    code: str
    name: str
    departments: list[str]
    covered: bool
    since: date | None
    legal_basis: str


class ReportForm(Out, frozen=True):
    """What can be asked for: purposes of this caller, fields, validity."""

    purposes: list[ReportPurposeView]
    fields: list[ClearanceFieldView]
    valid_days: int
    max_years: int
    legal_basis: str
