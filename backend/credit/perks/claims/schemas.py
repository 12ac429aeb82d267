"""What goes in and out of the claims API."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from credit.kit.model import LINE, Model, Out
from credit.perks.claims.rules import State

Uscc = Annotated[str | None, Meta(description="商户权益：为哪个主体领取")]


class ClaimPerk(Model):
    """`reserve`: only keep one for some minutes, where the perk offers that."""

    reserve: bool = False
    uscc: Uscc = None


class CancelClaim(Model):
    """Why a voucher is given back; nobody has to say."""

    reason: Annotated[str, Meta(max_length=100, pattern=LINE)] = ""


class ClaimView(Out, frozen=True):
    """A voucher as its holder sees it. Money in 分; `reserved_until` while it is only kept.

    `benefit`: its kind, as in the terms. `policy`: what happens when conditions change after the
    claim, as agreed then; `reason` and `legal_basis`: why it ended, where somebody decided so.
    """

    id: str
    perk: str
    title: str
    state: State
    state_name: str
    claimed_at: datetime
    usable_until: datetime
    reserved_until: datetime | None
    uses_left: int
    open_fen: int
    benefit: str = ""
    policy: str = ""
    reason: str = ""
    legal_basis: str = ""


class ClaimPage(Out, frozen=True):
    """The caller's vouchers, newest first; `next` is the `before` of the next page."""

    items: list[ClaimView]
    next: str | None
