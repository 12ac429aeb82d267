"""What goes in and out of the commitments API."""

from datetime import date
from typing import Annotated

from msgspec import Meta, field

from credit.commitments.rules import Performance
from credit.kit.model import Model, Out

# PostgreSQL stores no NUL.
NO_NUL = r"^[^\x00]*$"
Text512 = Annotated[str, Meta(min_length=1, max_length=512, pattern=NO_NUL)]
Text4000 = Annotated[str, Meta(max_length=4000, pattern=NO_NUL)]


class SignCommitment(Model):
    """A template to sign and the values for its blanks; what is left out takes its default."""

    template: Annotated[str, Meta(min_length=1, max_length=40)]
    parameters: dict[str, int | list[str]] = field(default_factory=dict)


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
    """A commitment as the public sees it, in the language asked for."""

    code: str
    template: str
    name: str
    matter: str
    plain_text: str
    made_on: date
    valid_until: date | None
    performance: Performance
    performance_name: str


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
    """A promise that can be signed today; {names} in its texts are its parameters."""

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


class TemplateList(Out, frozen=True):
    """All templates in force today."""

    items: list[TemplateView]
