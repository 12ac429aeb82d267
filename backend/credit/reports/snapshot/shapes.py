"""A report as it is sealed, shown on screen and printed; `SCHEMA` grows with every change."""

import hashlib
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from credit.kit.model import Out

SCHEMA: Final = 1
Kind = Literal["credit", "clearance"]
Audience = Literal["others", "own"]
Outcome = Literal["found", "none_found", "not_covered"]


class ReportPair(Out, frozen=True, kw_only=True):
    """A particular: its name and what it is."""

    name: str
    text: str


class ReportFact(Out, frozen=True, kw_only=True):
    """One fact. `mark` says why others do not see it (own version only); empty for the rest.

    `id` is that of the record's version, or the code of a commitment.
    """

    id: str
    title: str
    detail: str
    agency: str
    source: str
    decision_no: str
    legal_basis: str
    decided_on: date
    period: str
    effect: str
    negative: bool
    disputed_since: date | None = None
    mark: str = ""


class ReportGroup(Out, frozen=True, kw_only=True):
    """Facts of one kind, newest first; `empty` is what is said when there are none."""

    name: str
    empty: str
    facts: list[ReportFact]


class ReportSection(Out, frozen=True, kw_only=True):
    """One section: particulars, facts by kind, remarks."""

    number: int
    name: str
    pairs: list[ReportPair] = msgspec.field(default_factory=list)
    groups: list[ReportGroup] = msgspec.field(default_factory=list)
    notes: list[str] = msgspec.field(default_factory=list)

    @property
    def facts(self) -> list[ReportFact]:
        return [fact for group in self.groups for fact in group.facts]


class ReportCount(Out, frozen=True, kw_only=True):
    """How many facts stand in a section."""

    name: str
    count: int


class ReportSource(Out, frozen=True, kw_only=True):
    """A unit that handed facts in: how many, and the day of the newest."""

    unit: str
    count: int
    latest: date


class FieldOutcome(Out, frozen=True, kw_only=True):
    """What was found in one field of a 专项信用报告."""

    code: str
    name: str
    outcome: Outcome
    count: int


class CreditReport(Out, frozen=True, kw_only=True):
    """A whole report. `fields` and the period are those of a 专项信用报告, else empty."""

    schema_version: int
    kind: Kind
    audience: Audience
    number: str
    issuer: str
    name: str
    uscc: str
    demo: bool
    purpose: str
    purpose_name: str
    as_of: datetime
    valid_until: date
    counts: list[ReportCount]
    sections: list[ReportSection]
    sources: list[ReportSource]
    notes: list[str]
    fields: list[FieldOutcome] = msgspec.field(default_factory=list)
    period_from: date | None = None
    period_until: date | None = None

    @property
    def facts(self) -> list[ReportFact]:
        return [fact for section in self.sections for fact in section.facts]

    @property
    def fingerprint(self) -> bytes:
        """Of what is known, whatever the number and moment: differs when there is news."""
        stand = [[one.id, str(one.disputed_since or ""), one.mark] for one in self.facts]
        particulars = [pair.text for pair in self.sections[0].pairs]
        return hashlib.sha256(msgspec.json.encode([sorted(stand), particulars])).digest()


def seal_of(report: CreditReport) -> bytes:
    """SHA-256 of the report as sealed: what its statement and its QR carry."""
    return hashlib.sha256(msgspec.json.encode(report)).digest()
