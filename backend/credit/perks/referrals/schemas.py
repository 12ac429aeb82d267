"""What goes in and out of the API of referrals."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from credit.kit.model import LINE, Model, Out
from credit.perks.referrals.rules import MAX_DAYS, MIN_DAYS, Particular, State

Days = Annotated[int, Meta(ge=MIN_DAYS, le=MAX_DAYS)]


class Contact(Model):
    """Whom the bank should call; both or neither."""

    name: Annotated[str, Meta(max_length=30, pattern=LINE)] = ""
    phone: Annotated[str, Meta(pattern=r"^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})?$")] = ""


class ConsentReferral(Model):
    """The owner's consent: to which text, what, for how many days."""

    text_version: Annotated[str, Meta(min_length=1, max_length=20)]
    particulars: Annotated[list[Particular], Meta(min_length=1, max_length=5)]
    days: Days = 30
    contact: Contact | None = None


class SharedIdentity(Out, frozen=True):
    name: str
    uscc: str
    trade: str
    address: str
    registered_on: date | None


class SharedGrade(Out, frozen=True):
    """The platform's own evaluation, as `disclaimer` says."""

    grade: str
    grade_word: str
    evaluated_on: date
    disclaimer: str


class SharedCommitment(Out, frozen=True):
    title: str
    made_on: date
    valid_until: date | None


class SharedRecord(Out, frozen=True):
    """A fact that is public today."""

    class_name: str
    title: str
    agency: str
    decided_on: date


class SharedContact(Out, frozen=True):
    name: str
    phone: str


class Shared(Out, frozen=True):
    """What a bank reads: a copy of the moment of consent; null: not shared."""

    taken_at: datetime
    identity: SharedIdentity
    grade: SharedGrade | None = None
    commitments: list[SharedCommitment] | None = None
    records: list[SharedRecord] | None = None
    contact: SharedContact | None = None


class ParticularView(Out, frozen=True):
    """One thing that may be shared; `always`: a referral makes no sense without it."""

    id: Particular
    name: str
    holds: str
    always: bool


class ReferralText(Out, frozen=True):
    """The text to read before consenting; `hash` is the SHA-256 (hex) that is kept."""

    version: str
    title: str
    points: list[str]
    hash: str
    particulars: list[ParticularView]
    min_days: int
    max_days: int


class ReferralLookup(Out, frozen=True):
    """The bank opened the copy."""

    bank: str
    at: datetime


class ReferralCard(Out, frozen=True):
    """A referral in a list. `lookups`: how often the bank opened it."""

    number: str
    bank: str
    title: str
    state: State
    state_name: str
    particulars: list[Particular]
    given_at: datetime
    ends_on: date
    withdrawn_at: datetime | None
    lookups: int
    claim: str


class ReferralView(Out, frozen=True):
    """A referral for the shop: `shared` exactly as the bank sees it, null once it is deleted;
    `lookups` newest first, at most 100."""

    card: ReferralCard
    text_version: str
    shared: Shared | None
    lookups: list[ReferralLookup]


class ReferralList(Out, frozen=True):
    """A shop's referrals, newest first; at most 50."""

    items: list[ReferralCard]


class ReceivedReferral(Out, frozen=True):
    """A referral as the bank finds it; what was shared is opened by a look-up, which is told."""

    number: str
    title: str
    given_at: datetime
    ends_on: date
    lookups: int


class ReceivedReferrals(Out, frozen=True):
    """What is open to a bank now, newest first; at most 100."""

    items: list[ReceivedReferral]


class OpenedReferral(Out, frozen=True):
    """What a look-up opens, and what the bank may do with it."""

    number: str
    title: str
    purpose: str
    ends_on: date
    shared: Shared
