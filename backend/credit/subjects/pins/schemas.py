"""What the pin API reads and sends."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.kit.model import LINE, TEXT, Model, Out
from credit.places.datum import Datum
from credit.subjects.pins.rules import Finding, Point

# Latitude up to 180, too: swapped coordinates are to be recognised, not called out of range.
Degrees = Annotated[float, Meta(ge=-180, le=180)]
Box = tuple[float, float, float, float]
PinStatus = Literal["waiting", "accepted", "refused", "replaced"]


class DeclarePin(Model):
    """A place. Without ``datum`` it is WGS-84 and suspected of being something else if it fits."""

    lng: Degrees
    lat: Degrees
    datum: Datum | None = None
    note: Annotated[str, Meta(max_length=200, pattern=LINE)] = ""


class DecidePin(Model):
    """An officer's decision; a refusal needs a reason, which the merchant reads."""

    accept: bool
    reason: Annotated[str, Meta(max_length=300, pattern=TEXT)] = ""


class ShownPosition(Out, frozen=True, kw_only=True):
    """Where the map shows a subject, degrees WGS-84; precision exact, street or county."""

    lng: float
    lat: float
    precision: str


class WaitingPin(Out, frozen=True, kw_only=True):
    """A pin that waits for an officer."""

    id: int
    lng: float
    lat: float
    findings: list[Finding]
    declared_at: datetime


class RefusedPin(Out, frozen=True, kw_only=True):
    """The newest pin, when an officer refused it, with his reason."""

    lng: float
    lat: float
    reason: str
    decided_at: datetime


class County(Out, frozen=True, kw_only=True):
    """A county of today."""

    adcode: str
    name: str


class PositionPage(Out, frozen=True, kw_only=True):
    """All that the screen for setting a pin needs; ``county`` is None when nothing names one.

    ``county_box``: west, south, east, north, of the province without a county.
    """

    position: ShownPosition | None
    waiting: WaitingPin | None
    refused: RefusedPin | None
    county: County | None
    county_box: Box
    centre: Point


class PinOutcome(Out, frozen=True, kw_only=True):
    """What became of a declared pin; ``position`` is what the map shows from now on."""

    status: Literal["accepted", "waiting"]
    position: ShownPosition | None
    findings: list[Finding]


class PinSubject(Out, frozen=True, kw_only=True):
    """The subject of a pin review."""

    uscc: str
    name: str
    address: str
    demo: bool


class PinReview(Out, frozen=True, kw_only=True):
    """A pin for an officer: where it lies, where it was expected, where the map shows it now."""

    id: int
    subject: PinSubject
    lng: float
    lat: float
    county: County | None
    expected: list[County]
    findings: list[Finding]
    note: str
    status: PinStatus
    declared_at: datetime
    own: Annotated[bool, Meta(description="自己标注的，要由另一位工作人员决定")]
    position: ShownPosition | None
    reason: str


class PinReviewPage(Out, frozen=True, kw_only=True):
    """Pins that wait, oldest first."""

    items: list[PinReview]
    next: str | None
