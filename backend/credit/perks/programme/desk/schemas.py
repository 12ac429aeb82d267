"""What goes out of the desk's API."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from credit.kit.model import Model, Out
from credit.perks.programme.rules.terms import Terms


class TryTerms(Model):
    """Terms that a provider wants to try before anybody proposes them."""

    provider: Annotated[str, Meta(min_length=18, max_length=18)]
    terms: Terms


class DeskPerk(Out, frozen=True):
    """A perk on the desk. `waiting`: the terms that wait for a decision, None without any;
    `own`: whether the caller proposed them, and so cannot decide; `refusal`: why the newest terms
    were refused, empty when they were not."""

    id: str
    title: str
    provider: str
    audience: str
    benefit: str
    status: str
    status_reason: str
    version: int
    left: int
    issued: int
    waiting: Terms | None
    waiting_since: datetime | None
    own: bool
    refusal: str
    demo: bool


class DeskPage(Out, frozen=True):
    """Perks, those that wait first."""

    items: list[DeskPerk]


class DryRun(Out, frozen=True):
    """What terms would come to today: counts, never who.

    `looked_at`: people who bring facts, or merchants; `qualify` None: fewer than `floor`, so few
    that a number could point at somebody. `exact` false: whole tens, for providers. Money in 分:
    `cost_fen` is the most that can be claimed of, `cap_fen` the budget that no claim can pass.
    """

    audience: str
    looked_at: int
    qualify: int | None
    floor: int
    exact: bool
    total: int
    cost_fen: int
    cap_fen: int
