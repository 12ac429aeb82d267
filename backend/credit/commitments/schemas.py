"""What goes in and out of the commitments API."""

from datetime import date
from typing import Annotated

from msgspec import Meta, field

from credit.commitments.rules import Performance
from credit.identity.confirming import ProveSelf
from credit.kit.model import Model, Out

# PostgreSQL stores no NUL.
NO_NUL = r"^[^\x00]*$"
Text512 = Annotated[str, Meta(min_length=1, max_length=512, pattern=NO_NUL)]
TextHash = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")]
Text4000 = Annotated[str, Meta(max_length=4000, pattern=NO_NUL)]


class FillTemplate(Model):
    """A template and the values for its blanks; what is left out takes its default."""

    template: Annotated[str, Meta(min_length=1, max_length=40)]
    parameters: dict[str, int | list[str]] = field(default_factory=dict)


class SignCommitment(ProveSelf, kw_only=True):
    """The explicit act: which text was read (by its hash in the draft), and who signs.

    An officer who enters a paper promise gives neither, but the day on it (`made_on`).
    """

    template: Annotated[str, Meta(min_length=1, max_length=40)]
    parameters: dict[str, int | list[str]] = field(default_factory=dict)
    text_sha256: TextHash = ""
    made_on: date | None = None


class ReplaceCommitment(ProveSelf):
    """The same promise with other parameters, in place of a running one; signed like a new one."""

    parameters: dict[str, int | list[str]] = field(default_factory=dict)
    text_sha256: TextHash = ""


class WithdrawCommitment(Model):
    """Why a running commitment ends early; the reason is kept, not published."""

    reason: Text512


class DeterminePerformance(Model, kw_only=True):
    """An authority's finding on a commitment (承诺履行状态认定, by 认定单位 and its uscc).

    `unfulfilled`, `liability_outcome` and `legal_basis` are required if it was not fully kept;
    the first two are left out if it was.
    """

    performance: Performance
    determined_on: date
    authority: Annotated[str, Meta(min_length=1, max_length=200, pattern=NO_NUL)]
    authority_code: Annotated[str, Meta(max_length=18)] = ""
    reason: Text512
    unfulfilled: Text4000 = ""
    liability_outcome: Text4000 = ""
    legal_basis: Text4000 = ""


class CommitmentView(Out, frozen=True):
    """A commitment as the public sees it, in the language asked for.

    `notice_on`: the day its withdrawal was announced; it runs on until `valid_until`.
    """

    code: str
    template: str
    name: str
    matter: str
    plain_text: str
    made_on: date
    valid_until: date | None
    performance: Performance
    performance_name: str
    notice_on: date | None = None


class CommitmentList(Out, frozen=True):
    """The commitment board (承诺专栏) of one subject, newest first; bounded, so never paged."""

    items: list[CommitmentView]


class ParameterView(Out, frozen=True):
    """A blank of a template: a whole number in [low, high], or that many short texts."""

    name: str
    kind: str
    label: str
    low: int
    high: int
    default: int | list[str]


class TemplateView(Out, frozen=True):
    """A promise that can be signed today; {names} in its texts are its parameters.

    `trades` empty: for every trade. A withdrawal takes effect `notice_days` later, and `kept`
    says what customers keep then.
    """

    template: str
    version: int
    name: str
    matter: str
    plain_text: str
    content: str
    liability: str
    legal_basis: list[str]
    months: int | None
    parameters: list[ParameterView]
    trades: list[str]
    notice_days: int
    kept: str


class TemplateList(Out, frozen=True):
    """All templates in force today."""

    items: list[TemplateView]


class CommitmentDraft(Out, frozen=True):
    """A text as it would be signed now; nothing is stored. Its hash goes into the act."""

    template: str
    version: int
    name: str
    type_name: str
    matter: str
    plain_text: str
    content: str
    liability: str
    legal_basis: list[str]
    made_on: date
    valid_until: date | None
    notice_days: int
    kept: str
    text_sha256: str


class OwnCommitment(CommitmentView, frozen=True, kw_only=True):
    """A promise as its merchant sees it. `state`: running, ending, withdrawn, expired."""

    state: str
    withdrawn_on: date | None
    replaces: str
    replaced_by: str
    has_receipt: bool


class OwnCommitments(Out, frozen=True):
    """A merchant's promises, newest first, at most 100; and what else suits its trade."""

    items: list[OwnCommitment]
    offers: list[TemplateView]
