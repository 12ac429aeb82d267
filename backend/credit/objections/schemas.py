"""What goes in and out of the objections API."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, field

from credit.kit.model import TEXT, Model, Out
from credit.objections.rules import Correction, Grounds, State, Target

MAX_PHOTOS = 3
Words = Annotated[str, Meta(min_length=1, max_length=2000, pattern=TEXT)]


class FileObjection(Model, kw_only=True):
    """An objection to a fact (`record_id`), to the grade or to the particulars of a subject.

    `photos` are files in base64, at most three.
    """

    target: Target
    record_id: Annotated[str, Meta(max_length=36)] = ""
    grounds: Grounds
    statement: Words
    photos: Annotated[list[bytes], Meta(max_length=MAX_PHOTOS)] = field(default_factory=list)


class ReviewObjection(Model):
    """Why another officer should look at it again."""

    statement: Words


class TakeUpObjection(Model):
    """Whether an objection is taken up; a refusal needs a reason, which the subject reads."""

    accept: bool
    reason: Annotated[str, Meta(max_length=2000, pattern=TEXT)] = ""


class DecideObjection(Model, kw_only=True):
    """The decision. `correction` (and, for a period, its last day) only when upheld."""

    upheld: bool
    reason: Words
    correction: Correction | None = None
    publicity_until: date | None = None


class Choice(Out, frozen=True):
    """One value of a closed list, with its name."""

    value: str
    name: str


class ObjectionStepView(Out, frozen=True):
    """One step of the procedure."""

    state: State
    state_name: str
    note: str
    at: datetime


class ObjectionCard(Out, frozen=True, kw_only=True):
    """An objection in a list. `due_on` is the next day by which an officer has to act."""

    id: str
    uscc: str
    subject_name: str
    demo: bool
    target: Target
    target_name: str
    title: str
    grounds_name: str
    state: State
    state_name: str
    filed_at: datetime
    due_on: date | None
    overdue: bool
    provisional: bool


class ObjectionView(ObjectionCard, frozen=True, kw_only=True):
    """An objection with all that its subject and the officers may read."""

    record_id: str
    statement: str
    photos: list[str]
    steps: list[ObjectionStepView]
    reason: str
    correction_name: str
    review_statement: str
    review_until: date | None
    may_ask_review: bool
    may_withdraw: bool
    own_decision: Annotated[bool, Meta(description="自己作过决定的，复核要由另一位工作人员办理")]
    corrections: list[Choice]
    basis: str


class ObjectionPage(Out, frozen=True, kw_only=True):
    """Objections; `next` continues after the last one."""

    items: list[ObjectionCard]
    next: str | None


class ObjectionForm(Out, frozen=True, kw_only=True):
    """What an objection may be about and why, with the days that are promised."""

    target: Target
    title: str
    detail: str
    record_id: str
    open_id: str
    grounds: list[Choice]
    acknowledge_by: date
    answer_by: date
    provisional: bool
    basis: str
