"""What goes in and out of the consents API."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.identity.consents.texts import Purpose
from credit.kit.model import Model, Out


class GiveConsent(Model):
    """Agreement to the present text of a purpose, named by the version that was read."""

    purpose: Purpose
    text_version: Annotated[str, Meta(min_length=1, max_length=20)]


class ConsentView(Out, frozen=True):
    """One consent of the caller; `withdrawn_at` is null while it lives."""

    purpose: str
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None


class ConsentChoice(Out, frozen=True):
    """One purpose with its present text, and where the caller stands: given, none, or outdated
    (agreed to an earlier text that counts no more)."""

    purpose: str
    version: str
    title: str
    points: list[str]
    state: Literal["given", "none", "outdated"]
    given_at: datetime | None


class ConsentChoices(Out, frozen=True):
    """Every purpose that asks for consent."""

    items: list[ConsentChoice]


class ConsentList(Out, frozen=True):
    """The caller's consents, newest first, at most 100."""

    items: list[ConsentView]


class ConsentTextView(Out, frozen=True):
    """The text to read before agreeing; `hash` is the SHA-256 (hex) that the ledger keeps."""

    purpose: str
    version: str
    title: str
    points: list[str]
    hash: str
