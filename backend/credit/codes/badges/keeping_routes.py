"""The codes of a shop for who keeps them: history, loss, name; suspension for officers."""

from typing import Annotated

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.codes.badges import life_cycle
from credit.codes.badges.keeping import badge_history, badge_link, short_name_view
from credit.codes.badges.rules import LOST_WITHOUT_BADGE
from credit.codes.badges.schemas import (
    BadgeHistory,
    ConfirmShortName,
    EndBadge,
    LossWithoutBadge,
    ReportLoss,
    ShortNameView,
)
from credit.codes.verdicts.schemas import BadgeLink
from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_caller, requires_kind
from credit.kit.model import TEXT
from credit.kit.problems import problem_responses

PRIVATE = {"cache-control": "private, no-store"}
OWN = ("unauthenticated", "forbidden", "unknown-subject")
WRITES = ("invalid-input", "conflict", "rate-limited", *OWN)
Why = Annotated[str, QueryParameter(max_length=200, pattern=TEXT, description="恢复的原因")]


@get(
    "/api/subjects/{uscc:str}/badges",
    guards=[requires_caller],
    opt={"bounded": "the newest 100"},
    responses=problem_responses(*OWN),
)
async def list_badges(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[BadgeHistory]:
    """Every code that a shop ever had, for who may act for it and for officers."""
    subject = await access_subject(caller, uscc)
    return Response(await badge_history(subject.id), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/badge/loss",
    guards=[requires_kind("merchant", "officer")],
    status_code=200,
    responses=problem_responses(*WRITES),
)
async def report_badge_loss(
    uscc: FromPath[str], data: JSONBody[ReportLoss], caller: NamedDependency[Caller]
) -> Response[BadgeLink | LossWithoutBadge]:
    """A poster was lost or stolen: its code (or all) is revoked, the answer is a fresh one.

    A shop with too little data for a grade gets no fresh one; the answer says so.
    """
    badge = await life_cycle.report_loss(caller, uscc, short_code=data.short_code, note=data.note)
    done = badge_link(badge) if badge else LossWithoutBadge(message=LOST_WITHOUT_BADGE)
    return Response(done, headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/badge/suspension",
    guards=[requires_kind("officer")],
    opt={"bounded": "the newest 100"},
    status_code=200,
    responses=problem_responses(*WRITES),
)
async def suspend_badge(
    uscc: FromPath[str], data: JSONBody[EndBadge], caller: NamedDependency[Caller]
) -> Response[BadgeHistory]:
    """Suspend every code of a shop, at most 90 days; the reason and its basis are audited."""
    subject_id = await life_cycle.suspend_codes(caller, uscc, data)
    return Response(await badge_history(subject_id), headers=PRIVATE)


@delete(
    "/api/subjects/{uscc:str}/badge/suspension",
    guards=[requires_kind("officer")],
    opt={"bounded": "the newest 100"},
    status_code=200,
    responses=problem_responses(*WRITES),
)
async def resume_badge(
    uscc: FromPath[str], caller: NamedDependency[Caller], reason: Why = ""
) -> Response[BadgeHistory]:
    """Lift a suspension: printed codes count again, and the shop gets a fresh one."""
    subject_id = await life_cycle.lift_suspension(caller, uscc, reason)
    return Response(await badge_history(subject_id), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/badge/revocation",
    guards=[requires_kind("officer")],
    opt={"bounded": "the newest 100"},
    status_code=200,
    responses=problem_responses(*WRITES),
)
async def revoke_badge(
    uscc: FromPath[str], data: JSONBody[EndBadge], caller: NamedDependency[Caller]
) -> Response[BadgeHistory]:
    """Kill every code of a shop for good; a fresh one is issued at once."""
    subject_id = await life_cycle.revoke_codes(caller, uscc, data)
    return Response(await badge_history(subject_id), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/short-name",
    guards=[requires_caller],
    responses=problem_responses(*OWN),
)
async def get_short_name(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ShortNameView]:
    """The signed name, and names that may be signed instead, each with its rule."""
    subject = await access_subject(caller, uscc)
    return Response(await short_name_view(subject.uscc), headers=PRIVATE)


@put(
    "/api/subjects/{uscc:str}/short-name",
    guards=[requires_kind("merchant", "officer")],
    responses=problem_responses(*WRITES),
)
async def put_short_name(
    uscc: FromPath[str], data: JSONBody[ConfirmShortName], caller: NamedDependency[Caller]
) -> Response[ShortNameView]:
    """The owner confirms the name under the signature; a badge that says it is issued at once."""
    await life_cycle.name_badge(caller, uscc, data.short_name)
    return Response(await short_name_view(uscc), headers=PRIVATE)


keeping_routes = [
    list_badges,
    report_badge_loss,
    suspend_badge,
    resume_badge,
    revoke_badge,
    get_short_name,
    put_short_name,
]
