"""Pure rules of vouchers: states and edges, and how a batch is dealt out."""

from collections.abc import Sequence
from typing import Final, Literal

State = Literal["reserved", "claimed", "redeemed", "expired", "cancelled", "lapsed", "revoked"]
# presented (shown) is no state: a phone shows codes without a network, and tells nobody.
# settled is a property of the redemption: its statement is signed.
EDGES: Final[frozenset[tuple[State, State]]] = frozenset(
    {
        ("reserved", "claimed"),
        ("reserved", "lapsed"),
        ("claimed", "redeemed"),
        ("claimed", "expired"),
        ("claimed", "cancelled"),
        ("claimed", "revoked"),
        ("redeemed", "claimed"),  # the last use was taken back in time
        ("redeemed", "expired"),  # it was taken back too late to be used again
    }
)
STATE_NAMES: Final[dict[State, str]] = {
    "reserved": "为您保留中",
    "claimed": "可以使用",
    "redeemed": "已使用",
    "expired": "已过期",
    "cancelled": "已退回",
    "lapsed": "保留已过时",
    "revoked": "已收回",
}
# What is said to a holder of their voucher when the facts behind it change (`Terms.grace`).
POLICIES: Final = {
    "keep": "领到以后，条件再有变化也不影响这张权益",
    "recheck": "商户的条件变化后不再满足的，还没有用过的权益会失效，并发消息说明理由",
}
# What stands for one of the issued vouchers; the rest went back into stock.
COUNTED: Final[tuple[State, ...]] = ("reserved", "claimed", "redeemed", "expired", "revoked")


def may_move(before: State, after: State) -> bool:
    """Whether a voucher may go from one state to another (the database refuses the rest too)."""
    return (before, after) in EDGES


def affordable(
    *, left: int, open_fen: int, spent_fen: int, cap_fen: int, value_fen: int, spoken_for: int = 0
) -> int:
    """How many vouchers of this value can still be given out, besides those spoken for."""
    most = left if value_fen == 0 else min(left, (cap_fen - open_fen - spent_fen) // value_fen)
    return max(most - spoken_for, 0)


def free_number(taken: Sequence[int], limit: int) -> int | None:
    """The smallest number below the limit that is not taken; None when all are."""
    used = set(taken)
    return next((number for number in range(limit) if number not in used), None)
