"""What goes in and out of the redemptions API. Nothing in it says who the holder is."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from credit.kit.model import LINE, Model, Out
from credit.perks.claims.schemas import ClaimView

Fen = Annotated[int, Meta(ge=0, le=10_000_000_000)]
Digits = Annotated[str, Meta(min_length=20, max_length=520, pattern="^[1-9][0-9]+$")]
Moment = Annotated[datetime, Meta(tz=True)]


class ShowVoucher(Model):
    """The end of the phone's chain, base64url of 16 bytes; the seed never leaves the phone."""

    anchor: Annotated[str, Meta(min_length=22, max_length=22, pattern="^[A-Za-z0-9_-]+$")]


class VoucherCodeView(Out, frozen=True):
    """What the phone makes codes of: the signed token (base64url), good for twelve hours."""

    token: str
    issued_at: int
    expires_at: int
    origin: str
    claim: ClaimView


class RedeemVoucher(Model):
    """`digits`: after `/r#` of the code. `bill_fen`: the bill before the perk; `use_fen`: how much
    of a balance. `accepted_at`: when a till without a network took it; else now."""

    digits: Digits
    bill_fen: Fen = 0
    use_fen: Fen | None = None
    bill_no: Annotated[str, Meta(max_length=40, pattern=LINE)] = ""
    accepted_at: Moment | None = None


class ReverseRedemption(Model, kw_only=True):
    """`amount_fen`: a part of the money; None: all of it, and the voucher gets the use again."""

    amount_fen: Annotated[int, Meta(ge=1, le=10_000_000_000)] | None = None
    reason: Annotated[str, Meta(min_length=2, max_length=200, pattern=LINE)]


class RedemptionView(Out, frozen=True):
    """A receipt, the same for both sides: what, where, when, how much; not who."""

    id: str
    title: str
    category: str
    place: str
    redeemed_at: datetime
    offline: bool
    bill_fen: int
    value_fen: int
    reversed_fen: int
    undone: bool
    uses_left: int
    left_fen: int
    reversible_until: datetime


class RedemptionPage(Out, frozen=True):
    """Redemptions of a shop, newest first."""

    items: list[RedemptionView]
    next: str | None


class VoucherPreview(Out, frozen=True):
    """What staff see of a voucher before they redeem it; `refusal` empty: it can be used now."""

    title: str
    category: str
    benefit: str
    value_fen: int
    percent: int
    uses_left: int
    left_fen: int
    usable_until: datetime
    refusal: str
    demo: bool
