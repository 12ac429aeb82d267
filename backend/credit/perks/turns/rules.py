"""Pure rules of those who wait: states and edges, and what is said of a place in line."""

from typing import Final, Literal

State = Literal["entered", "waiting", "offered", "left", "unfit", "over"]
# What a person reads: after an offer, what became of the voucher.
Standing = Literal[
    "entered", "waiting", "offered", "taken", "missed", "left", "unfit", "over", "not-drawn"
]
EDGES: Final[frozenset[tuple[State, State]]] = frozenset(
    {
        ("entered", "waiting"),  # the draw was held
        ("entered", "left"),
        ("entered", "over"),
        ("waiting", "offered"),
        ("waiting", "left"),
        ("waiting", "unfit"),
        ("waiting", "over"),
    }
)
LIVING: Final[tuple[State, ...]] = ("entered", "waiting")
# Beyond so many the exact number says little, and changes at every look.
EXACT_AHEAD: Final = 20


def may_move(before: State, after: State) -> bool:
    """Whether a turn may go from one state to another (the database refuses the rest too)."""
    return (before, after) in EDGES


def standing_of(state: State, claim_state: str | None) -> Standing:
    """How a turn stands for its person: an offer was taken, missed, or is still open."""
    if state != "offered":
        return state
    if claim_state == "reserved":
        return "offered"
    return "missed" if claim_state == "lapsed" else "taken"


def roughly(ahead: int) -> int:
    """People ahead: exact for a few, else the full tens below."""
    return ahead if ahead <= EXACT_AHEAD else ahead // 10 * 10
