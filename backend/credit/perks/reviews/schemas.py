"""What goes in and out of the API of reviews. Nothing in it says who a holder is."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.kit.model import LINE, TEXT, Model, Out

Words = Annotated[str, Meta(min_length=4, max_length=300, pattern=LINE)]
Which = Literal["open", "closed"]


class AskShop(Model):
    """What the shop is asked to explain; it reads this."""

    question: Words


class ReplyToReview(Model):
    """What the shop says about it, or what it objects to."""

    text: Annotated[str, Meta(min_length=4, max_length=500, pattern=TEXT)]


class CloseReview(Model):
    """Nothing to it, or clarified; the shop reads the note if it was asked."""

    outcome: Literal["nothing", "clarified"]
    note: Words


class ProposeHold(Model):
    """Hold the payout of the uses of a case until they are clarified; `ends_on` within the limit
    of the rule file. The shop reads the reason."""

    reason: Words
    ends_on: date


class DecideHold(Model):
    """Another officer's decision; a refusal needs its reason."""

    decision: Literal["approve", "refuse"]
    note: Annotated[str, Meta(max_length=300, pattern=LINE)] = ""


class ReviewCard(Out, frozen=True):
    """A case in a list. `seen` is what was counted, `floor` from when on people look."""

    id: str
    rule: str
    rule_name: str
    about: str
    state: str
    state_name: str
    outcome: str
    place: str
    uscc: str
    seen: int
    floor: int
    minutes: int
    first_at: datetime
    last_at: datetime
    opened_at: datetime
    reply_due: date | None
    demo: bool


class ReviewQueue(Out, frozen=True):
    """Cases, oldest first; closed ones newest first. 50 a page."""

    items: list[ReviewCard]
    next: str | None


class ReviewItem(Out, frozen=True):
    """A claim or a use behind a case. `holder` numbers people within this case only. `voucher` is
    there while it could be taken back."""

    kind: Literal["claim", "use"]
    holder: int
    title: str
    at: datetime
    value_fen: int
    undone: bool
    offline: bool
    voucher: str | None


class HoldView(Out, frozen=True):
    """A payout hold; `own`: the caller proposed it, and so cannot decide. Money in 分."""

    state: str
    reason: str
    legal_basis: str
    proposed_at: datetime
    decided_at: datetime | None
    ends_on: date
    ended_at: datetime | None
    uses: int
    amount_fen: int
    own: bool


class ReviewStepView(Out, frozen=True):
    """What was done, in which role; never by whom."""

    action: str
    role: str
    note: str
    at: datetime


class ReviewCase(Out, frozen=True):
    """A case in plain words: the rule with its reason and what may be innocent, what was seen,
    what was done. `hold_until`: the last day that a hold may have today."""

    card: ReviewCard
    rule_from: date
    why: str
    innocent: list[str]
    times: int
    share: int
    items: list[ReviewItem]
    steps: list[ReviewStepView]
    hold: HoldView | None
    actions: list[str]
    hold_basis: str
    hold_until: date


class ShopReview(Out, frozen=True):
    """A case as the shop sees it once it was asked or its payout is held: what it is about, why
    people look, what is asked, what it may do. Uses without anything about who they were."""

    card: ReviewCard
    why: str
    innocent: list[str]
    items: list[ReviewItem]
    steps: list[ReviewStepView]
    hold: HoldView | None
    may_reply: bool
    remedy: str


class ShopReviewList(Out, frozen=True):
    """The cases that a shop was told of, newest first; at most 50."""

    items: list[ReviewCard]


class ReviewMoved(Out, frozen=True):
    """Where a case stands after an action."""

    state: str
