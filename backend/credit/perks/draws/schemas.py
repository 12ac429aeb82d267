"""What goes in and out of the API of draws."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.kit.model import LINE, Model, Out


class GivePublicNumber(Model):
    """What the announced public source says, exactly as it is published there."""

    number: Annotated[str, Meta(min_length=1, max_length=60, pattern=LINE)]


class DrawView(Out, frozen=True):
    """A draw as the public sees it. Hashes in hex; `entries` is a count, of entries so far while
    it is open. `seed` once it is drawn; the full lists stand in the file."""

    perk: str
    title: str
    state: Literal["open", "closed", "drawn"]
    enter_from: datetime
    enter_until: datetime
    draw_at: datetime
    drawn_at: datetime | None
    winners: int
    accept_hours: int
    entries: int
    seed_hash: str
    announcement_hash: str
    entries_hash: str
    public_source: str
    public_number: str
    seed: str
    paused: bool
