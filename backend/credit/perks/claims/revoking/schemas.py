"""What goes in and out of the API of revocations."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.kit.model import LINE, Model, Out
from credit.perks.claims.rules import State

Why = Annotated[str, Meta(min_length=4, max_length=300, pattern=LINE)]


class ProposeRevocation(Model):
    """The holder reads both."""

    reason: Why
    legal_basis: Why


class DeskClaim(Out, frozen=True):
    """A voucher as officers find it. `number` stands on the holder's screen; `shop` is empty for
    a person, about whom nothing is said. Money in 分."""

    id: str
    number: str
    state: State
    state_name: str
    shop: str
    claimed_at: datetime
    usable_until: datetime
    uses_left: int
    open_fen: int
    proposed: bool


class DeskClaims(Out, frozen=True):
    """The newest vouchers of a perk that fit; at most 50."""

    items: list[DeskClaim]


class DecideRevocation(Model):
    """The second officer's decision; a refusal needs its reason."""

    decision: Literal["approve", "refuse"]
    note: Annotated[str, Meta(max_length=300, pattern=LINE)] = ""


class RevocationView(Out, frozen=True):
    """A proposal as officers see it; nothing about the holder. Money in 分."""

    id: str
    claim: str
    title: str
    claim_state: str
    open_fen: int
    state: Literal["proposed", "approved", "refused"]
    reason: str
    legal_basis: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    note: str


class RevocationList(Out, frozen=True):
    """What waits for a second officer, oldest first; at most 200."""

    items: list[RevocationView]
