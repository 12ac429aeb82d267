"""What the badge API reads and sends to a shop and to officers."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from credit.codes.badges.rules import PastStatus
from credit.codes.badges.short_name import MAX_CHARACTERS, Rule
from credit.kit.model import LINE, TEXT, Model, Out

Reason = Annotated[
    str,
    Meta(min_length=4, max_length=200, pattern=TEXT, description="原因，写进审计，商户看得到"),
]
LegalBasis = Annotated[
    str,
    Meta(
        min_length=4,
        max_length=300,
        pattern=TEXT,
        description="依据的法规、条款或文件，写进审计，商户看得到",
    ),
]


class PastBadgeView(Out, frozen=True, kw_only=True):
    """One code of a shop. ``reason`` and ``legal_basis`` say why it was suspended or revoked."""

    short_code: str
    short_name: str
    grade: str
    issued_at: datetime
    expires_at: datetime
    status: PastStatus
    status_name: str
    reason: str
    legal_basis: str
    status_at: datetime


class BadgeHistory(Out, frozen=True, kw_only=True):
    """Every code of a shop, newest first, and what to do about the one on its door."""

    items: list[PastBadgeView]
    suspended_until: Annotated[
        date | None, Meta(description="工作人员暂停的最后一天；信息不足的暂停不算")
    ]
    renew_by: Annotated[date | None, Meta(description="最早到期的可用码的最后一天")]
    renew_due: bool
    renew_notice: str


class ReportLoss(Model):
    """A lost or stolen poster; without ``short_code`` every printed code is revoked."""

    short_code: Annotated[str, Meta(max_length=20)] | None = None
    note: Annotated[str, Meta(max_length=120, pattern=LINE)] = ""


class LossWithoutBadge(Out, frozen=True, kw_only=True):
    """The lost codes are revoked, and no fresh one follows: the shop has no grade to sign."""

    message: str


class EndBadge(Model):
    """Why codes are suspended or revoked, and on what legal basis: both are required."""

    reason: Reason
    legal_basis: LegalBasis


class ShortNameSuggestion(Out, frozen=True, kw_only=True):
    """A name that may be signed, and the rule that made it."""

    text: str
    rule: Rule
    rule_name: str


class ShortNameView(Out, frozen=True, kw_only=True):
    """The signed name; ``confirmed_at`` is null until the owner has confirmed one."""

    current: str
    confirmed_at: datetime | None
    suggestions: list[ShortNameSuggestion]
    max_characters: int = MAX_CHARACTERS
    max_bytes: int = 24


class ConfirmShortName(Model):
    """The name that the owner wants under the signature."""

    short_name: Annotated[str, Meta(max_length=60)]


class WebBadgeEmbed(Out, frozen=True, kw_only=True):
    """HTML for a shop's own site; both show the present grade, the second refreshes itself."""

    html: str
    html_with_script: str


class NfcTag(Out, frozen=True, kw_only=True):
    """The link for an NFC tag. ``size`` is what it takes on the tag, in bytes."""

    url: str
    tag: Annotated[str, Meta(description="要多大的标签")]
    message_hex: Annotated[str, Meta(description="NDEF 消息，十六进制")]
    message_base64: str
    size: int
