"""What goes in and out of the authority API."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from credit.identity.authority.rules import Role
from credit.kit.model import LINE, Model, Out

Roles = Annotated[list[Role], Meta(min_length=1, max_length=4)]
Label = Annotated[str, Meta(max_length=20, pattern=LINE)]
Code = Annotated[str, Meta(min_length=10, max_length=20, pattern=LINE)]


class Invite(Model):
    """An invitation to make. `label` is for the owner's own list; it is kept sealed."""

    roles: Roles
    label: Label = ""


class InvitationCode(Model):
    """The code of an invitation, as typed."""

    code: Code


class ChangeRoles(Model):
    """All roles that an operator shall have from now on."""

    roles: Roles


class NewInvitation(Out, frozen=True):
    """A fresh invitation; `code` is shown in this answer only."""

    id: str
    code: str
    roles: list[str]
    expires_at: datetime


class InvitationOffer(Out, frozen=True):
    """What a code offers, to be read before accepting."""

    uscc: str
    name: str
    roles: list[str]
    invited_by: str
    expires_at: datetime


class OperatorView(Out, frozen=True):
    """An account that acts for the subject, in these roles since then."""

    id: str
    name: str
    roles: list[str]
    since: datetime
    you: bool


class InvitationView(Out, frozen=True):
    """An open invitation, without its code."""

    id: str
    label: str
    roles: list[str]
    bound_to_phone: bool
    created_at: datetime
    expires_at: datetime


class AuthorityEventView(Out, frozen=True):
    """One line of the log; names are empty for accounts that were closed."""

    at: datetime
    kind: str
    roles: list[str]
    actor: str
    name: str


class AuthorityView(Out, frozen=True):
    """Who acts for a subject: operators, open invitations, the newest 50 lines of the log."""

    uscc: str
    operators: list[OperatorView]
    invitations: list[InvitationView]
    log: list[AuthorityEventView]
