"""What goes out of the desk's API."""

from datetime import datetime

from credit.kit.model import Out
from credit.perks.programme.rules.terms import Terms


class DeskPerk(Out, frozen=True):
    """A perk on the desk. `waiting`: the terms that wait for a decision, None without any;
    `own`: whether the caller proposed them, and so cannot decide."""

    id: str
    title: str
    provider: str
    audience: str
    status: str
    status_reason: str
    version: int
    left: int
    issued: int
    waiting: Terms | None
    waiting_since: datetime | None
    own: bool
    demo: bool


class DeskPage(Out, frozen=True):
    """Perks, those that wait first."""

    items: list[DeskPerk]


class DryRun(Out, frozen=True):
    """What terms would come to today: counts, never who.

    `looked_at`: people who bring facts, or merchants; `qualify` None: fewer than `floor`, so few
    that a number could point at somebody. Money in 分: `cost_fen` is the most that can be claimed
    of, `cap_fen` the budget that no claim can pass.
    """

    audience: str
    looked_at: int
    qualify: int | None
    floor: int
    total: int
    cost_fen: int
    cap_fen: int
