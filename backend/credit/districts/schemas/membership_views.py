"""Memberships, as the merchant and the officers see them."""

from datetime import date

from credit.districts.rules.entering import EntryCheck
from credit.districts.rules.leaving import Concern
from credit.districts.rules.names import MemberStatus
from credit.districts.schemas.views import DistrictCard
from credit.kit.model import Out


class DistrictName(Out, frozen=True):
    """A district in short."""

    code: str
    name: str


class MembershipView(Out, frozen=True):
    """A merchant's way into or out of a district, as the merchant sees it.

    `objection` says how to object to a refusal or removal.
    """

    id: str
    district: DistrictName
    status: MemberStatus
    status_name: str
    applied_on: date
    decided_on: date | None
    reason: str
    basis: str
    objection: str


class CurrentMembership(Out, frozen=True):
    """The membership that counts now; `concerns` are to be set right by their day."""

    id: str
    district: DistrictName
    admitted_on: date
    concerns: list[Concern]


class SubjectMemberships(Out, frozen=True):
    """A merchant's memberships, newest first, at most 50, and districts near the shop."""

    current: CurrentMembership | None
    items: list[MembershipView]
    nearby: list[DistrictCard]


class MembershipCheck(Out, frozen=True):
    """Whether a merchant may apply, rule by rule; `charter_version` is the one to agree to."""

    eligible: bool
    charter_version: int | None
    checks: list[EntryCheck]


class ApplicantView(Out, frozen=True):
    """The merchant behind a membership."""

    uscc: str
    name: str
    trade: str
    grade: str
    grade_word: str
    address: str
    lng: float | None
    lat: float | None
    precision: str
    demo: bool


class MembershipCase(Out, frozen=True):
    """A membership on an officer's desk, with the rules as they are met now."""

    id: str
    district: DistrictName
    subject: ApplicantView
    status: MemberStatus
    status_name: str
    statement: str
    applied_on: date
    charter_version: int
    eligible: bool
    checks: list[EntryCheck]
    concerns: list[Concern]
    decided_on: date | None
    reason: str
    basis: str


class MembershipCases(Out, frozen=True):
    """One page of memberships, oldest first."""

    items: list[MembershipCase]
    next: str | None = None
