"""What the codes API sends: verdicts, merchant pages, badges."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.codes.core.faults import Reason
from credit.commitments.schemas import CommitmentView
from credit.evaluation.schemas import EvaluationSummary
from credit.kit.model import Out
from credit.records.schemas import Fact
from credit.subjects.hours import OpeningHours

VerdictKind = Literal["valid", "invalid", "unverifiable"]


class BadgeView(Out, frozen=True, kw_only=True):
    """The code that hangs on the door; ``expires_on`` is the last day on which it counts."""

    issued_on: date
    expires_on: date
    short_code: str
    digits: str


class BadgeLink(Out, frozen=True, kw_only=True):
    """A badge with the text of its QR image."""

    url: str
    digits: str
    short_code: str
    short_name: Annotated[str, Meta(description="签在码里的店名")]
    grade: str
    issued_on: date
    expires_on: date


class Position(Out, frozen=True, kw_only=True):
    """Where a shop is registered, WGS-84; the reader's distance is reckoned on his own phone."""

    lng: float
    lat: float
    precision: Annotated[str, Meta(description="exact、street 或 county")]


class Channel(Out, frozen=True, kw_only=True):
    """One way to object or complain."""

    label: str
    href: str


class Objection(Out, frozen=True, kw_only=True):
    """How to say that something is wrong (民法典 Art. 1029)."""

    text: str
    channels: list[Channel]


class BadgeDistrict(Out, frozen=True, kw_only=True):
    """The credit district (信用街区) that the merchant is a member of."""

    code: Annotated[str, Meta(description="九位编码，页面在 /district/{code}")]
    name: str
    grade: Annotated[str, Meta(description="A、B、C、D，或 N 信息不足")]
    grade_word: str
    demo: bool


class MerchantPage(Out, frozen=True, kw_only=True):
    """Everything public about a merchant on one page; ``as_of`` is when it was read."""

    uscc: str
    name: str
    short_name: str
    kind: str
    trade: str
    address: str
    division_name: str
    registered_on: date | None
    position: Position | None
    demo: Annotated[bool, Meta(description="true: 示例数据")]
    badge: BadgeView | None
    district: BadgeDistrict | None
    opening_hours: Annotated[OpeningHours | None, Meta(description="商户自己填的营业时间")]
    evaluation: EvaluationSummary
    facts: Annotated[list[Fact], Meta(description="newest 10, and older negative ones")]
    fact_count: int
    commitments: list[CommitmentView]
    objection: Objection
    as_of: datetime


class Verdict(Out, frozen=True, kw_only=True):
    """The answer to a code: what it is, why, what to do; ``merchant`` only when valid."""

    verdict: VerdictKind
    reason: Reason | None
    title: str
    message: str
    checked_at: Annotated[datetime, Meta(description="as of when the answer holds")]
    stale: Annotated[bool, Meta(description="true: 数据截至 checkedAt，暂时连不上数据库")] = False
    merchant: MerchantPage | None = None
