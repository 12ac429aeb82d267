"""What goes in and out of checking."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.kit.model import Model, Out
from credit.reports.snapshot.shapes import Audience, FieldOutcome, Kind

Verdict = Literal["genuine", "superseded", "expired", "altered", "unsigned", "unknown"]


class CheckReport(Model):
    """A report to check: its number, and the hash from its QR or its first 16 digits."""

    number: Annotated[str, Meta(min_length=22, max_length=40)]
    content: Annotated[str, Meta(pattern="^[0-9a-f]{16}([0-9a-f]{48})?$")]


class CheckedReport(Out, frozen=True):
    """What is registered under a number; nothing of what the report says."""

    number: str
    kind: Kind
    audience: Audience
    name: str
    uscc: str
    demo: bool
    purpose_name: str
    as_of: datetime
    valid_until: date
    content_sha256: str
    statement: str
    fields: list[FieldOutcome]
    period_from: date | None
    period_until: date | None


class ReportVerdict(Out, frozen=True):
    """What a report is worth. `reasons` say what fits and what does not; `pages` were changed.

    genuine: as issued, and nothing new. superseded: as issued, but there is news. expired: as
    issued, past its day. altered: what does not fit is said. unsigned: not a file of ours.
    unknown: no such number, or another hash.
    """

    verdict: Verdict
    reasons: list[str]
    pages: list[int]
    report: CheckedReport | None
