"""What goes in and out of delegations."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.kit.model import LINE, Model, Out
from credit.reports.terms import PurposeCode

DelegationState = Literal["open", "used", "expired", "withdrawn", "outdated"]


class DelegateReport(Model):
    """A delegation to give, with the version of the text that was read."""

    delegate: Annotated[str, Meta(min_length=18, max_length=40, pattern=LINE)]
    purpose: PurposeCode
    fetches: Annotated[int, Meta(ge=1, le=50)]
    ends_on: date
    text_version: Annotated[str, Meta(min_length=1, max_length=20)]


class DelegationTextView(Out, frozen=True):
    """The separate consent to read before delegating."""

    version: str
    title: str
    points: list[str]
    hash: str


class DelegationCard(Out, frozen=True):
    """A delegation: `subject` gave it, `delegate` may fetch."""

    id: str
    subject_name: str
    subject_uscc: str
    delegate_name: str
    delegate_uscc: str
    purpose_name: str
    state: DelegationState
    state_name: str
    max_fetches: int
    fetched: int
    ends_on: date
    given_at: datetime


class DelegationList(Out, frozen=True):
    """The newest 50."""

    items: list[DelegationCard]


class DelegationBook(DelegationList, frozen=True):
    """What an owner gave, and the text to agree to for a new one."""

    text: DelegationTextView
