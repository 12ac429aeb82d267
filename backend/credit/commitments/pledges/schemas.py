"""What goes in and out of the pledges API."""

from datetime import datetime

from credit.kit.model import Model, Out


class MakePledge(Model):
    """Which words were read: pledging to words that changed meanwhile is refused."""

    text_version: int


class PledgeOffer(Out, frozen=True):
    """A pledge that can be made; `people` is None below ten, so that nobody can be guessed."""

    kind: str
    text_version: int
    name: str
    points: list[str]
    people: int | None


class PledgeOffers(Out, frozen=True):
    """Every pledge on offer; `small` is the number below which none is given."""

    items: list[PledgeOffer]
    small: int


class OwnPledge(Out, frozen=True):
    """A pledge of the caller, in the words it was made to."""

    id: str
    kind: str
    text_version: int
    name: str
    points: list[str]
    made_at: datetime


class OwnPledges(Out, frozen=True):
    """The caller's pledges, oldest first, and whether they agreed to have them kept."""

    items: list[OwnPledge]
    consented: bool
