"""What officers and merchants send."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from credit.districts.outline import Boundary
from credit.districts.rules.membership_rules import GivenRules
from credit.districts.rules.names import Kind, NoticeKind, Outcome
from credit.kit.model import LINE, TEXT, Model

Code = Annotated[str, Meta(pattern="^63[0-9]{7}$")]
Line60 = Annotated[str, Meta(min_length=1, max_length=60, pattern=LINE)]
Line100 = Annotated[str, Meta(max_length=100, pattern=LINE)]
Line200 = Annotated[str, Meta(min_length=1, max_length=200, pattern=LINE)]
Reason = Annotated[str, Meta(min_length=1, max_length=300, pattern=TEXT)]
MaybeReason = Annotated[str, Meta(max_length=300, pattern=TEXT)]


class DistrictContent(Model, kw_only=True):
    """What an officer writes about a district; every edit sends all of it.

    `division`: the six digits of the county. `rules`: what members must meet (入街规则).
    """

    name: Line60
    kind: Kind
    division: Annotated[str, Meta(pattern="^63[0-9]{4}$")]
    introduction: Annotated[str, Meta(max_length=2000, pattern=TEXT)] = ""
    manager: Line200
    manager_contact: Line100 = ""
    boundary: Boundary
    rules: GivenRules


class EditDistrict(DistrictContent, kw_only=True):
    """A new state of a district; `revision` is the one that was edited (409 if another is)."""

    revision: Annotated[int, Meta(ge=1)]
    reason: Reason


class CheckBoundary(Model, kw_only=True):
    """A boundary as drawn; `code` of the district that it is for, `kind` while it has none."""

    boundary: Boundary
    code: Code | None = None
    kind: Kind | None = None


class CharterPoint(Model, kw_only=True):
    """One point of a charter."""

    title: Line60
    text: Annotated[str, Meta(min_length=1, max_length=500, pattern=TEXT)]


class AdoptCharter(Model, kw_only=True):
    """A new version of the charter (公约); earlier ones stay as they were."""

    points: Annotated[list[CharterPoint], Meta(min_length=1, max_length=20)]
    adopted_by: Line200
    effective_on: date


class PostNotice(Model, kw_only=True):
    """An event (活动) or a perk for guests (优惠), first and last day inclusive."""

    kind: NoticeKind
    title: Line60
    body: Annotated[str, Meta(max_length=500, pattern=TEXT)] = ""
    starts_on: date
    ends_on: date


class DecideReview(Model, kw_only=True):
    """The outcome of a yearly review; `rectify_by` only with rectifying."""

    year: Annotated[int, Meta(ge=2000, le=2999)]
    outcome: Outcome
    opinion: Annotated[str, Meta(min_length=1, max_length=1000, pattern=TEXT)]
    rectify_by: date | None = None


class ApplyForMembership(Model, kw_only=True):
    """A merchant's application; `charter_version` is the charter that it read and agrees to."""

    district: Code
    statement: MaybeReason = ""
    charter_version: Annotated[int, Meta(ge=1, le=32_767)]


class DecideMembership(Model, kw_only=True):
    """Admit or refuse; a refusal says why."""

    admit: bool
    reason: MaybeReason = ""


class RemoveMember(Model, kw_only=True):
    """Why a member is removed, and the point of the charter or the law behind it."""

    reason: Reason
    basis: Reason


MembershipFilter = Literal[
    "applied", "admitted", "refused", "withdrawn", "left", "removed", "notified", "overdue"
]
