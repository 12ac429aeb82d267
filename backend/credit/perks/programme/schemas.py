"""What goes in and out of the programme's API."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.kit.model import LINE, Model, Out
from credit.perks.programme.rules.eligibility import Check
from credit.perks.programme.rules.terms import Terms

Brought = Literal["honour", "volunteer", "blood_donation", "booking", "pledge", "age", "area"]
Phase = Literal["draft", "not-started", "running", "paused", "ended", "sold-out"]


class PerkCard(Out, frozen=True):
    """A perk in a list. `obtainable`: whether the caller could claim it now; None: nobody asked.
    `missing`: the first condition that is not met, in plain words. `left`: for who comes now, not
    what is kept for those who wait. `enter_until`: the end of the entries where a draw decides;
    then `obtainable` says whether one may enter. `waitlist`: one may wait when it has run out."""

    id: str
    title: str
    summary: str
    category: str
    category_name: str
    audience: str
    provider: str
    benefit: str
    value_fen: int
    percent: int
    phase: Phase
    left: int
    issued: int
    claim_until: datetime
    use_until: datetime
    near_m: int | None
    obtainable: bool | None
    enter_until: datetime | None
    waitlist: bool
    missing: str
    demo: bool


class PerkPage(Out, frozen=True):
    """Perks that one may look at; bounded by `limit`."""

    items: list[PerkCard]


class PerkPlaceView(Out, frozen=True):
    """A shop or gate that takes a perk. `away_until`: the last day on which it takes no new ones,
    because of a measure; None while it takes part."""

    uscc: str
    name: str
    address: str
    lng: float | None
    lat: float | None
    grade: str
    away_until: date | None


class PerkView(Out, frozen=True):
    """A perk in full: the terms are public, and so are the rules of eligibility.

    `checks`: each condition with what was found for the caller; empty without a caller.
    """

    card: PerkCard
    provider_uscc: str
    terms: Terms
    version: int
    status_reason: str
    places: list[PerkPlaceView]
    checks: list[Check]
    held: int


class OwnFacts(Out, frozen=True):
    """What the caller brings; `facts` are those that count today under the consent."""

    consented: bool
    consent_version: str
    brings: list[Brought]
    born_on: date | None
    division: str
    facts: list[str]


class BringFacts(Model):
    """Which kinds of facts to bring; birth date and area may be left out or emptied."""

    brings: Annotated[list[Brought], Meta(max_length=7)]
    born_on: date | None = None
    division: Annotated[str, Meta(pattern="^(63[0-9]{4})?$")] = ""


class ProposePerk(Model):
    """A new perk of a provider."""

    provider: Annotated[str, Meta(min_length=18, max_length=18)]
    terms: Terms


class ProposeVersion(Model):
    """Other terms for a perk."""

    terms: Terms


class DecideVersion(Model):
    """The second person's decision; a refusal needs its reason."""

    decision: Literal["approve", "refuse"]
    reason: Annotated[str, Meta(max_length=300, pattern=LINE)] = ""


class MovePerk(Model):
    """A step in a perk's life; the reason is public."""

    step: Literal["pause", "resume", "end"]
    reason: Annotated[str, Meta(max_length=300, pattern=LINE)] = ""
