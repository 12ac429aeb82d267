"""Handlers of guardianship: the guardian's side, the child's sign-in, the officer's side."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.identity.answers import AnyRequest, answer_session, known_device, requires_own_page
from credit.identity.guardians import actions, queries
from credit.identity.guardians.rules import CODE_LIFETIME
from credit.identity.guardians.schemas import (
    AskForWard,
    DecideGuardianship,
    GuardianshipList,
    SignInByWardCode,
    WardCodeView,
    WardDetail,
    WardList,
)
from credit.identity.phones.limits import check_try_limit
from credit.identity.real_name.limits import check_real_name_limits
from credit.identity.schemas import SessionView
from credit.kit.auth import Caller, requires_kind
from credit.kit.id_number import normalise_id_number
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits

PRIVATE = {"cache-control": "private, no-store"}
Guardian = requires_kind("citizen", "merchant")
Officer = requires_kind("officer")
CODES = limits(Limit(name="ward-codes", count=20, seconds=3600))
_REFUSED = ("unauthenticated", "forbidden")


@get(
    "/api/me/wards",
    guards=[Guardian],
    opt={"bounded": "the newest 20"},
    responses=problem_responses(*_REFUSED),
)
async def list_own_wards(caller: NamedDependency[Caller]) -> Response[WardList]:
    """The caller's children, and the text to agree to."""
    return Response(await queries.list_wards(caller.id), headers=PRIVATE)


@post(
    "/api/me/wards",
    guards=[Guardian],
    responses=problem_responses(
        "invalid-input", *_REFUSED, "real-name-required", "conflict", "real-name-held",
        "rate-limited", "service-unavailable",
    ),
)  # fmt: skip
async def ask_for_ward(
    request: AnyRequest, data: JSONBody[AskForWard], caller: NamedDependency[Caller]
) -> Response[WardList]:
    """Ask for an account for a child under 14."""
    number = normalise_id_number(data.id_number)
    await check_real_name_limits(request.scope, caller.id, number)
    await actions.ask_for_ward(caller, data)
    return Response(await queries.list_wards(caller.id), status_code=201, headers=PRIVATE)


@get(
    "/api/me/wards/{ward:uuid}",
    guards=[Guardian],
    responses=problem_responses(*_REFUSED, "not-found"),
)
async def show_ward(ward: FromPath[UUID], caller: NamedDependency[Caller]) -> Response[WardDetail]:
    """What is held of a child, and where it is signed in; until it is 14."""
    return Response(await queries.read_ward(caller.id, ward), headers=PRIVATE)


@post(
    "/api/me/wards/{ward:uuid}/codes",
    guards=[Guardian, CODES],
    responses=problem_responses(*_REFUSED, "not-found", "rate-limited"),
)
async def make_ward_code(
    ward: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[WardCodeView]:
    """A code by which the child signs in on its phone."""
    code = await actions.make_code(caller, ward)
    view = WardCodeView(code=code, expires_in=int(CODE_LIFETIME.total_seconds()))
    return Response(view, status_code=201, headers=PRIVATE)


@post(
    "/api/me/wards/{ward:uuid}/sign-out",
    status_code=204,
    guards=[Guardian],
    responses=problem_responses(*_REFUSED, "not-found"),
)
async def sign_ward_out(ward: FromPath[UUID], caller: NamedDependency[Caller]) -> None:
    """Sign the child out everywhere."""
    await actions.sign_ward_out(caller, ward)


@post(
    "/api/me/wards/{ward:uuid}/withdrawal",
    status_code=204,
    guards=[Guardian],
    responses=problem_responses(*_REFUSED, "not-found"),
)
async def withdraw_ward(ward: FromPath[UUID], caller: NamedDependency[Caller]) -> None:
    """Take the consent back: the child's account is closed at once."""
    await actions.withdraw_ward(caller, ward)


@post(
    "/api/sessions/by-guardian",
    opt={"public": True},
    guards=[requires_own_page],
    responses=problem_responses(
        "invalid-input", "forbidden", "unsupported-media-type", "code-refused", "rate-limited",
        "service-unavailable",
    ),
)  # fmt: skip
async def sign_in_by_guardian(
    request: AnyRequest, data: JSONBody[SignInByWardCode]
) -> Response[SessionView]:
    """Sign a child in with the code that its guardian gave."""
    await check_try_limit(request.scope)
    device, cookies = known_device(request)
    session = await actions.sign_in_by_ward_code(data.code, device)
    return await answer_session(session, *cookies, status=201)


@get(
    "/api/guardianships",
    guards=[Officer],
    opt={"bounded": "the oldest 100 open ones"},
    responses=problem_responses(*_REFUSED),
)
async def list_open_guardianships(caller: NamedDependency[Caller]) -> Response[GuardianshipList]:
    """The open applications; reading them is on record."""
    items = await queries.list_open_guardianships(caller)
    return Response(GuardianshipList(items=items), headers=PRIVATE)


@post(
    "/api/guardianships/{guardianship:uuid}/decision",
    status_code=204,
    guards=[Officer],
    responses=problem_responses("invalid-input", *_REFUSED, "not-found"),
)
async def decide_guardianship(
    guardianship: FromPath[UUID],
    data: JSONBody[DecideGuardianship],
    caller: NamedDependency[Caller],
) -> None:
    """Decide, when the papers were seen. A refusal erases the child's account."""
    await actions.decide(caller, guardianship, data)


routes = [
    list_own_wards,
    ask_for_ward,
    show_ward,
    make_ward_code,
    sign_ward_out,
    withdraw_ward,
    sign_in_by_guardian,
    list_open_guardianships,
    decide_guardianship,
]
