"""Membership: for who may act for a merchant, and for officers who decide."""

from typing import Annotated, Final

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.districts.actions import deciding, joining
from credit.districts.queries import memberships
from credit.districts.queries.memberships import MAX_PAGE
from credit.districts.schemas.inputs import (
    ApplyForMembership,
    DecideMembership,
    MembershipFilter,
    RemoveMember,
)
from credit.districts.schemas.membership_views import (
    MembershipCase,
    MembershipCases,
    MembershipCheck,
    SubjectMemberships,
)
from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_caller, requires_kind
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits

PRIVATE: Final = {"cache-control": "private, no-store"}
OWN: Final = ("unauthenticated", "forbidden", "unknown-subject")
DESK: Final = ("unauthenticated", "forbidden", "invalid-input")
# Applying and leaving again and again would fill the officers' desk.
APPLICATIONS: Final = Limit(name="membership-writes", count=20, seconds=3600)
DistrictCode = Annotated[str, QueryParameter(pattern="^[0-9]{9}$", description="街区编码")]
MaybeCode = Annotated[str | None, QueryParameter(pattern="^[0-9]{9}$", description="街区编码")]
State = Annotated[
    MembershipFilter,
    QueryParameter(description="notified 已通知改正；overdue 过了改正期限，由工作人员决定"),
]
PageSize = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
After = Annotated[str, QueryParameter(pattern="^[0-9]{0,18}$", description="上一页的 next")]


@get(
    "/api/subjects/{uscc:str}/memberships",
    guards=[requires_caller],
    opt={"bounded": "the newest 50"},
    responses=problem_responses(*OWN),
)
async def list_subject_memberships(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[SubjectMemberships]:
    """A merchant's memberships, what it should set right, and districts near the shop."""
    subject = await access_subject(caller, uscc)
    return Response(await memberships.list_own(subject.id), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/memberships/check",
    guards=[requires_caller],
    responses=problem_responses(*OWN, "not-found", "invalid-input"),
)
async def check_subject_membership(
    uscc: FromPath[str], district: DistrictCode, caller: NamedDependency[Caller]
) -> Response[MembershipCheck]:
    """Whether a merchant meets a district's rules today, rule by rule."""
    subject = await access_subject(caller, uscc)
    found = await memberships.check_membership(subject.id, district)
    return Response(found, headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/memberships",
    guards=[requires_kind("merchant", "officer"), limits(APPLICATIONS)],
    opt={"bounded": "the newest 50"},
    responses=problem_responses(*OWN, "not-found", "invalid-input", "conflict", "rate-limited"),
)
async def apply_for_membership(
    uscc: FromPath[str], data: JSONBody[ApplyForMembership], caller: NamedDependency[Caller]
) -> Response[SubjectMemberships]:
    """Apply to a district; unmet rules answer 409, each with what was found and what to do."""
    await joining.apply_for_membership(caller, uscc, data)
    subject = await access_subject(caller, uscc)
    return Response(await memberships.list_own(subject.id), headers=PRIVATE)


@delete(
    "/api/subjects/{uscc:str}/memberships/{membership_id:str}",
    guards=[requires_kind("merchant", "officer"), limits(APPLICATIONS)],
    opt={"bounded": "the newest 50"},
    status_code=200,
    responses=problem_responses(*OWN, "not-found", "conflict", "rate-limited"),
)
async def end_membership(
    uscc: FromPath[str], membership_id: FromPath[str], caller: NamedDependency[Caller]
) -> Response[SubjectMemberships]:
    """Withdraw an application, or leave the district."""
    await joining.end_membership(caller, uscc, read_key(membership_id))
    subject = await access_subject(caller, uscc)
    return Response(await memberships.list_own(subject.id), headers=PRIVATE)


@get(
    "/api/memberships",
    guards=[requires_kind("officer")],
    responses=problem_responses(*DESK),
)
async def list_memberships(
    status: State = "applied", district: MaybeCode = None, limit: PageSize = 20, after: After = ""
) -> Response[MembershipCases]:
    """Memberships in a state, oldest first, with the rules as they are met now."""
    place = int(after or 0)
    cases = await memberships.list_cases(status, district=district, limit=limit, after=place)
    return Response(cases, headers=PRIVATE)


@post(
    "/api/memberships/{membership_id:str}/decision",
    guards=[requires_kind("officer")],
    status_code=200,
    responses=problem_responses(*DESK, "not-found", "conflict"),
)
async def decide_membership(
    membership_id: FromPath[str],
    data: JSONBody[DecideMembership],
    caller: NamedDependency[Caller],
) -> Response[MembershipCase]:
    """Admit or refuse; nobody is admitted against the rules."""
    case = await deciding.decide_membership(caller, read_key(membership_id), data)
    return Response(case, headers=PRIVATE)


@post(
    "/api/memberships/{membership_id:str}/removal",
    guards=[requires_kind("officer")],
    status_code=200,
    responses=problem_responses(*DESK, "not-found", "conflict"),
)
async def remove_member(
    membership_id: FromPath[str], data: JSONBody[RemoveMember], caller: NamedDependency[Caller]
) -> Response[MembershipCase]:
    """Remove a member, with reason and basis."""
    case = await deciding.remove_member(caller, read_key(membership_id), data)
    return Response(case, headers=PRIVATE)


def read_key(text: str) -> int:
    """A key out of an address; Problem not-found for what cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Problem("not-found")
    return int(text)


member_routes = [
    list_subject_memberships,
    check_subject_membership,
    apply_for_membership,
    end_membership,
    list_memberships,
    decide_membership,
    remove_member,
]
