"""What goes in and out of the sessions API."""

from typing import Annotated

from msgspec import Meta

from credit.identity.rules import MAX_PASSWORD
from credit.kit.model import LINE, Model, Out


class SignIn(Model):
    """A login and its password; `otp` is the code of the app, or a recovery code."""

    login: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]
    password: Annotated[str, Meta(min_length=1, max_length=MAX_PASSWORD)]
    otp: Annotated[str, Meta(max_length=20, pattern=LINE)] = ""


class CallerSubject(Out, frozen=True):
    """A subject that the caller may act for. `roles`: owner, badge, redeem, finance; `role` is
    owner for an owner, else the first of them."""

    uscc: str
    name: str
    role: str
    roles: list[str]


class CallerView(Out, frozen=True):
    """Who is signed in."""

    id: str
    kind: str
    name: str
    subjects: list[CallerSubject]


class SessionView(Out, frozen=True):
    """A fresh access token (for `Authorization: Bearer`), valid `expires_in` seconds."""

    access_token: str
    expires_in: int
    caller: CallerView
