"""What goes out of the API of turns."""

from datetime import datetime

from credit.kit.model import Out
from credit.perks.turns.rules import Standing


class TurnView(Out, frozen=True):
    """The caller's own turn for a perk; the newest one, if there were several.

    `number`: the entry number of a draw. `ahead`: roughly how many are before the caller while
    waiting. `claim`: the voucher that is kept for the caller until `kept_until`, or was taken.
    `reason`: why a turn was passed over, in plain words.
    """

    perk: str
    standing: Standing
    joined_at: datetime
    number: str
    rank: int | None
    ahead: int | None
    claim: str | None
    kept_until: datetime | None
    reason: str


class OwnTurn(Out, frozen=True):
    """The caller's turn; None: never in line for this perk."""

    turn: TurnView | None


class LineView(Out, frozen=True):
    """How a waitlist or a draw of a perk stands, for officers: counts and times, never who."""

    perk: str
    title: str
    by_draw: bool
    status: str
    left: int
    issued: int
    waiting: int
    offered: int
    taken: int
    missed: int
    unfit: int
    draw_state: str
    entries: int
    enter_from: datetime | None
    enter_until: datetime | None
    draw_at: datetime | None
    public_source: str
    public_number: str
    public_number_own: bool
    public_number_confirmed: bool


class LinePage(Out, frozen=True):
    """Perks with a waitlist or a draw; those with people in line first."""

    items: list[LineView]
