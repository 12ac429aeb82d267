"""What goes in and out of the real-name routes."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from credit.kit.model import LINE, TEXT, Model, Out

RealNameText = Annotated[str, Meta(min_length=2, max_length=50, pattern=LINE)]
IdNumber = Annotated[str, Meta(min_length=18, max_length=24, pattern=LINE)]


class VerifyRealName(Model):
    """Name and identity number as on the card. The number is not kept."""

    name: RealNameText
    id_number: IdNumber


class DisputeRealName(Model):
    """The same, when another account is verified with the number; `text` tells the officer."""

    name: RealNameText
    id_number: IdNumber
    text: Annotated[str, Meta(min_length=2, max_length=1000, pattern=TEXT)]


class RealNameView(Out, frozen=True):
    """Where the caller stands. `level` null: not verified. `open`: the check can be asked for
    here; `demo`: by invented people only. `band`: child, minor, adult, null if never asked."""

    level: str | None
    name: str
    source: str
    verified_at: datetime | None
    birth: date | None
    band: str | None
    may_use_credit: bool
    open: bool
    demo: bool
