"""What goes in and out of signing in by phone."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from credit.identity.phones.rules import AgeBand
from credit.kit.model import LINE, Model, Out


class AskForCode(Model):
    """A mainland mobile number, as people write it."""

    phone: Annotated[str, Meta(min_length=11, max_length=24, pattern=LINE)]


class CodeRequest(Out, frozen=True):
    """A code is on its way. `request` must come back with it; seconds until it ends, and until
    another may be asked for."""

    request: str
    expires_in: int
    resend_after: int


class SignInByCode(Model):
    """The code with its request; `age_band` when the answer to a new number was age-required."""

    request: UUID
    code: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
    age_band: AgeBand | None = None


class SignInProvider(Out, frozen=True):
    """A provider of identities by which people can sign in here."""

    id: str
    name: str


class SignInWays(Out, frozen=True):
    """How people can sign in here. `demo_mailbox`: codes go to `credit identity mailbox`."""

    phone: bool
    demo_mailbox: bool
    providers: list[SignInProvider]
