"""What goes in and out of the routes about the own ways to sign in."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from credit.identity.confirming import ProveSelf
from credit.identity.oidc.schemas import LinkedIdentityView
from credit.identity.phones.schemas import SignInProvider
from credit.kit.model import LINE, Model, Out


class NewNumber(Model):
    """A mainland mobile number that the account shall have."""

    phone: Annotated[str, Meta(min_length=11, max_length=24, pattern=LINE)]


class PutNumber(Model):
    """The code that went to the new number with its request, and proof of the account."""

    request: UUID
    code: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
    proof: ProveSelf


class OwnWays(Out, frozen=True):
    """How the caller signs in. `phone` masked, empty for none; `linkable`: providers (id, name)
    that can be linked; `proof`: by what acts of weight are confirmed: password, code, or fresh (a
    session of the last ten minutes)."""

    password: bool
    phone: str
    phone_open: bool
    identities: list[LinkedIdentityView]
    linkable: list[SignInProvider]
    proof: str
