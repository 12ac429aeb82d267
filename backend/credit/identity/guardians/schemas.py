"""What goes in and out of the guardians' routes."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from credit.identity.devices.schemas import SessionDevice
from credit.identity.guardians.rules import Relation
from credit.identity.real_name.schemas import IdNumber, RealNameText
from credit.kit.model import LINE, TEXT, Model, Out


class AskForWard(Model):
    """A child's account: who the child is, what the guardian is to it, and the text agreed to."""

    name: RealNameText
    id_number: IdNumber
    relation: Relation
    text_version: Annotated[str, Meta(min_length=1, max_length=20)]


class GuardianText(Out, frozen=True):
    """What a guardian consents to."""

    version: str
    title: str
    points: list[str]


class WardView(Out, frozen=True):
    """A child of the caller. `guarded`: the caller decides, until `until`; `has_own_way`: the child
    signs in without the caller. `reason`: the officer's, when refused."""

    id: str
    status: str
    relation: str
    name: str
    birth: date | None
    until: date | None
    guarded: bool
    has_own_way: bool
    reason: str
    asked_at: datetime


class WardList(Out, frozen=True):
    """The caller's children; `verified`: whether the caller may ask for another."""

    items: list[WardView]
    verified: bool
    text: GuardianText


class HeldPart(Out, frozen=True):
    """How many rows of one kind are held."""

    title: str
    count: int


class WardDetail(Out, frozen=True):
    """What a guardian sees of a child's account."""

    ward: WardView
    devices: list[SessionDevice]
    held: list[HeldPart]


class WardCodeView(Out, frozen=True):
    """A code for the child's phone, shown in this answer only."""

    code: str
    expires_in: int


class SignInByWardCode(Model):
    """The code from a guardian, as typed."""

    code: Annotated[str, Meta(min_length=10, max_length=20, pattern=LINE)]


class GuardianshipView(Out, frozen=True):
    """What an officer decides: names in full, as the papers must show them."""

    id: str
    relation: str
    guardian: str
    child: str
    birth: date | None
    asked_at: datetime


class GuardianshipList(Out, frozen=True):
    """Open applications, oldest first; at most 100."""

    items: list[GuardianshipView]


class DecideGuardianship(Model):
    """The decision, with the reason that the guardian reads."""

    approve: bool
    reason: Annotated[str, Meta(min_length=2, max_length=500, pattern=TEXT)]
