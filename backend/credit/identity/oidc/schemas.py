"""What goes in and out of signing in with a provider."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from credit.identity.confirming import ProveSelf
from credit.identity.phones.rules import AgeBand
from credit.identity.schemas import SessionView
from credit.kit.model import LINE, Model, Out

ProviderText = Annotated[str, Meta(max_length=2000, pattern=LINE)]


class GoToProvider(Model):
    """Where to go in the app afterwards."""

    next: Annotated[str, Meta(max_length=300, pattern=LINE)] = "/me"


class LinkProvider(ProveSelf):
    """Linking with the own account, which is proven with it."""

    next: Annotated[str, Meta(max_length=300, pattern=LINE)] = "/me/ways"


class ProviderAddress(Out, frozen=True):
    """An address at the provider; empty when it has none."""

    url: str


class ReturnFromProvider(Model):
    """What the provider gave the browser for us; `age_band` when the answer was age-required."""

    state: Annotated[str, Meta(min_length=20, max_length=100, pattern=LINE)]
    code: ProviderText = ""
    error: Annotated[str, Meta(max_length=100, pattern=LINE)] = ""
    iss: Annotated[str, Meta(max_length=500, pattern=LINE)] = ""
    age_band: AgeBand | None = None


class ReturnedView(Out, frozen=True):
    """Signed in (with a session), or linked with the account that asked."""

    outcome: Literal["signed_in", "linked"]
    next: str
    session: SessionView | None


class LinkedIdentityView(Out, frozen=True):
    """An identity by which the caller signs in."""

    id: str
    provider: str
    name: str
    linked_at: datetime
    used_at: datetime
