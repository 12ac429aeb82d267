"""What goes in and out of impact reports."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from credit.identity.consents.texts import Purpose
from credit.kit.model import LINE, TEXT, Model, Out

Words = Annotated[str, Meta(min_length=2, max_length=4000, pattern=TEXT)]


class ProposeImpactReport(Model, kw_only=True):
    """A version of a report: what PIPL Art. 56 asks it to say."""

    title: Annotated[str, Meta(min_length=2, max_length=120, pattern=LINE)]
    purposes: Annotated[list[Purpose], Meta(max_length=20)]
    sensitive: Annotated[str, Meta(max_length=1000, pattern=TEXT)] = ""
    purpose: Words
    legality: Words
    necessity: Words
    risks: Words
    measures: Words


class DecideImpactReport(Model):
    """Approved or refused, with a note."""

    approve: bool
    note: Annotated[str, Meta(min_length=2, max_length=1000, pattern=TEXT)]


class PurposeName(Out, frozen=True):
    """A purpose with the title of its present consent text."""

    code: str
    name: str


class ImpactCard(Out, frozen=True, kw_only=True):
    """The newest version of a report; `in_force` is the number of the approved one, 0 without."""

    code: str
    title: str
    version: int
    state: str
    in_force: int
    purposes: list[PurposeName]
    sensitive: bool
    proposed_at: datetime


class ImpactVersion(Out, frozen=True, kw_only=True):
    """One version with what it says."""

    id: str
    version: int
    title: str
    purposes: list[PurposeName]
    sensitive: str
    purpose: str
    legality: str
    necessity: str
    risks: str
    measures: str
    content_hash: str
    state: str
    proposed_at: datetime
    decided_at: datetime | None
    note: str
    may_decide: bool


class ImpactReports(Out, frozen=True):
    """All reports, and purposes that none covers (there should be none)."""

    items: list[ImpactCard]
    uncovered: list[PurposeName]


class ImpactReportView(Out, frozen=True):
    """A report: its versions, newest first."""

    code: str
    versions: list[ImpactVersion]
