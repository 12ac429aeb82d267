"""What goes in and out of the authority API."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from credit.identity.authority.rules import Role
from credit.kit.model import LINE, TEXT, Model, Out

Roles = Annotated[list[Role], Meta(min_length=1, max_length=4)]
Label = Annotated[str, Meta(max_length=20, pattern=LINE)]
Code = Annotated[str, Meta(min_length=10, max_length=20, pattern=LINE)]


class Invite(Model):
    """An invitation to make. `label` is for the owner's own list; it is kept sealed. With `phone`
    only the account of that number may accept; the number itself is not kept."""

    roles: Roles
    label: Label = ""
    phone: Annotated[str, Meta(max_length=24, pattern=LINE)] = ""


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


class OwnerClaimView(Out, frozen=True):
    """The caller's wish to be bound as the owner of a subject, and what became of it."""

    id: str
    uscc: str
    subject: str
    status: str
    reason: str
    created_at: datetime


class OwnerClaimList(Out, frozen=True):
    """The caller's claims, newest first; at most 20."""

    items: list[OwnerClaimView]


class OpenClaimView(Out, frozen=True):
    """What an officer compares with the register: the verified name against the representative."""

    id: str
    uscc: str
    subject: str
    name: str
    level: str
    owners: int
    created_at: datetime


class OpenClaimList(Out, frozen=True):
    """Open claims, oldest first; at most 100."""

    items: list[OpenClaimView]


class DecideClaim(Model):
    """The decision, with the reason that the person reads."""

    approve: bool
    reason: Annotated[str, Meta(min_length=2, max_length=500, pattern=TEXT)]
