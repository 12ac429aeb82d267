"""What the breach API reads and sends. No view for others than the reporter names a report."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, field

from credit.commitments.breaches.rules import Severity
from credit.commitments.schemas import CommitmentView
from credit.kit.model import LINE, TEXT, Model, Out
from credit.kit.photos import MAX_SENT_BYTES

MAX_PHOTOS = 4
SentPhoto = Annotated[bytes, Meta(max_length=MAX_SENT_BYTES)]
SentPhotos = Annotated[list[SentPhoto], Meta(max_length=MAX_PHOTOS)]
Facts = Annotated[str, Meta(min_length=5, max_length=1000, pattern=TEXT)]
Statement = Annotated[str, Meta(min_length=2, max_length=2000, pattern=TEXT)]
Reason = Annotated[str, Meta(min_length=2, max_length=500, pattern=TEXT)]
# A sum as people write it: no sign, at most two places.
Yuan = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,2})?$")]
Number = Annotated[str, Meta(min_length=1, max_length=20)]


class ReportBreach(Model):
    """What happened. Photos are base64 of JPEG, PNG or WebP files, at most four."""

    happened_on: date
    facts: Facts
    place: Annotated[str, Meta(max_length=100, pattern=LINE)] = ""
    amount_yuan: Yuan | None = None
    photos: SentPhotos = field(default_factory=list)
    photos_shown: bool = True


class ReplyToReport(Model):
    """The merchant's statement; `remedied` says that it made good what was reported."""

    text: Statement
    remedied: bool = False
    photos: SentPhotos = field(default_factory=list)


class AskReview(Model):
    """Why the decision should be reviewed."""

    text: Statement


class AcceptCase(Model):
    """Whether a case is taken up; a reason is needed when it is not, and read by all sides."""

    accept: bool
    reason: Annotated[str, Meta(max_length=1000, pattern=TEXT)] = ""


class JoinCase(Model):
    """The open case about the same promise that has the same facts."""

    into: Number


class UpholdBreach(Model):
    """What was broken and what the merchant must answer for; measures follow the rule file."""

    severity: Severity
    unfulfilled: Reason
    liability_outcome: Reason
    legal_basis: Reason
    authority: Annotated[str, Meta(min_length=2, max_length=200, pattern=LINE)]
    authority_code: Annotated[str, Meta(max_length=18, pattern=LINE)] = ""


class DecideCase(Model):
    """The decision of a case; `upheld` is left out when the breach is not upheld."""

    reason: Reason
    upheld: UpholdBreach | None = None


class ReviewDecision(Model):
    """Another officer's word on a decision; `upheld` is needed for `change` and only there."""

    outcome: Literal["confirm", "change", "cancel"]
    reason: Reason
    upheld: UpholdBreach | None = None


class RecordTalk(Model):
    """A talk that was held. `present` names roles, not persons."""

    kind: Literal["reminder", "warning_talk"]
    held_on: date
    present: Annotated[str, Meta(min_length=2, max_length=200, pattern=LINE)]
    minutes: Statement


class CaseDue(Out, frozen=True):
    """The end of the period that runs now; provisional while a year has no holiday table."""

    on: date
    period: str
    legal_basis: str
    provisional: bool
    overdue: bool


class PhotoLink(Out, frozen=True):
    """A photo to be fetched at /api/breach-photos/{id}."""

    id: str
    width: int
    height: int


class CaseStep(Out, frozen=True):
    """One thing that happened in a case."""

    action: str
    name: str
    role: str
    at: datetime
    note: str


class MeasureView(Out, frozen=True):
    """A consequence with its basis and its end; `ended` early: removed (cancelled) or repaired."""

    kind: str
    name: str
    legal_basis: str
    starts_on: date
    ends_on: date
    ended: str


class CaseOutcome(Out, frozen=True):
    """A decision as all sides read it. `upheld` False: severity and texts are empty."""

    upheld: bool
    reason: str
    severity: str
    severity_name: str
    unfulfilled: str
    liability_outcome: str
    legal_basis: str
    authority: str
    decided_on: date
    publicity_until: date | None
    measures: list[MeasureView]


class CaseStatement(Out, frozen=True):
    """What a side said, with its photos."""

    role: str
    kind: str
    text: str
    at: datetime
    photos: list[PhotoLink]


class PeriodView(Out, frozen=True):
    """A period of the procedure, in working days."""

    id: str
    name: str
    workdays: int
    legal_basis: str


class BreachGuide(Out, frozen=True):
    """What somebody should know before reporting a breach of this promise."""

    commitment: CommitmentView
    subject_name: str
    uscc: str
    demo: bool
    periods: list[PeriodView]
    reports_a_day: int
    days_back: int
    keep_months: int
    max_photos: int


class ReportView(Out, frozen=True):
    """A report as who made it sees it. `may` lists what can be done now."""

    number: str
    status: str
    status_name: str
    commitment: CommitmentView
    subject_name: str
    uscc: str
    happened_on: date
    facts: str
    place: str
    amount_yuan: str | None
    photos: list[PhotoLink]
    photos_shown: bool
    agreed: bool
    reported_at: datetime
    due: CaseDue | None
    reply: CaseStatement | None
    remedied: bool
    outcome: CaseOutcome | None
    steps: list[CaseStep]
    may: list[str]


class ReportCard(Out, frozen=True):
    """A report in the list of who made it."""

    number: str
    status: str
    status_name: str
    commitment_name: str
    subject_name: str
    demo: bool
    happened_on: date
    reported_at: datetime


class ReportList(Out, frozen=True):
    """A person's own reports, newest first; at most 50."""

    items: list[ReportCard]


class ReportedFacts(Out, frozen=True):
    """What was reported, without who and without a number."""

    happened_on: date
    facts: str
    place: str
    amount_yuan: str | None
    photos: list[PhotoLink]
    withdrawn: bool


class TalkView(Out, frozen=True):
    """A talk that was held."""

    kind: str
    held_on: date
    present: str
    minutes: str


class CaseCard(Out, frozen=True):
    """A case in a list."""

    number: str
    status: str
    status_name: str
    commitment_code: str
    commitment_name: str
    subject_name: str
    uscc: str
    demo: bool
    reports: int
    opened_on: date
    due: CaseDue | None
    severity: str
    severity_name: str


class CaseList(Out, frozen=True):
    """Cases, those that are due first; `next` is the cursor of the following page."""

    items: list[CaseCard]
    next: str | None


class ShopCase(Out, frozen=True):
    """A case as the merchant sees it: what was reported, never by whom."""

    card: CaseCard
    commitment: CommitmentView
    content: str
    facts: list[ReportedFacts]
    statements: list[CaseStatement]
    remedied: bool
    outcome: CaseOutcome | None
    steps: list[CaseStep]
    talks: list[TalkView]
    may: list[str]


class LadderView(Out, frozen=True):
    """What a breach of one severity entails, from the rule file."""

    severity: Severity
    name: str
    criteria: str
    performance: str
    publicity_until: date
    legal_basis: str
    measures: list[MeasureView]


class OfficerCase(Out, frozen=True):
    """A case as an officer sees it. `own`: the caller made the decision, so another reviews it."""

    card: CaseCard
    commitment: CommitmentView
    content: str
    liability: str
    text_sha256: str
    facts: list[ReportedFacts]
    statements: list[CaseStatement]
    remedied: bool
    outcome: CaseOutcome | None
    steps: list[CaseStep]
    talks: list[TalkView]
    others: list[CaseCard]
    ladder: list[LadderView]
    law: list[str]
    own: bool
    may: list[str]
