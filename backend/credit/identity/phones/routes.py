"""Handlers of signing in by phone."""

from litestar import Response, get, post
from litestar.params import JSONBody

from credit.identity.answers import (
    AnyRequest,
    answer_session,
    known_device,
    read_device,
    requires_own_page,
)
from credit.identity.phones import actions
from credit.identity.phones.delivery import DemoSender, find_sender
from credit.identity.phones.limits import check_request_limits, check_try_limit
from credit.identity.phones.rules import LIFETIME, RESEND, normalise_phone
from credit.identity.phones.schemas import (
    AskForCode,
    CodeRequest,
    SignInByCode,
    SignInProvider,
    SignInWays,
)
from credit.identity.schemas import SessionView
from credit.kit.problems import Problem, problem_responses
from credit.settings import get_settings

_REFUSED = ("invalid-input", "forbidden", "unsupported-media-type", "rate-limited",
            "service-unavailable")  # fmt: skip


def code_request(request: str) -> Response[CodeRequest]:
    """The answer to who asked for a code."""
    made = CodeRequest(
        request=request,
        expires_in=int(LIFETIME.total_seconds()),
        resend_after=int(RESEND.total_seconds()),
    )
    return Response(made, status_code=202, headers={"cache-control": "no-store"})


@get("/api/sessions/ways", opt={"public": True})
async def show_sign_in_ways() -> Response[SignInWays]:
    """How people can sign in here."""
    sender = find_sender()
    view = SignInWays(
        phone=sender is not None,
        demo_mailbox=isinstance(sender, DemoSender),
        providers=[SignInProvider(id=p.id, name=p.name) for p in get_settings().oidc_providers],
    )
    return Response(view, headers={"cache-control": "public, max-age=300"})


@post(
    "/api/sessions/codes",
    status_code=202,
    opt={"public": True},
    guards=[requires_own_page],
    responses=problem_responses(*_REFUSED),
)
async def ask_for_code(request: AnyRequest, data: JSONBody[AskForCode]) -> Response[CodeRequest]:
    """Send a one-time code to a number. The answer is the same for every number."""
    phone = normalise_phone(data.phone)
    if phone is None:
        raise Problem("invalid-input", errors=[("phone", "请填 11 位手机号")])
    await check_request_limits(request.scope, phone, read_device(request).hash)
    return code_request(await actions.request_code(phone))


@post(
    "/api/sessions/by-code",
    opt={"public": True},
    guards=[requires_own_page],
    responses=problem_responses("code-refused", "age-required", *_REFUSED),
)
async def sign_in_by_code(
    request: AnyRequest, data: JSONBody[SignInByCode]
) -> Response[SessionView]:
    """Sign in with a code. A new number must say its age band and gets a citizen's account."""
    await check_try_limit(request.scope, str(data.request))
    device, cookies = known_device(request)
    session = await actions.sign_in_by_code(data.request, data.code, data.age_band, device)
    return await answer_session(session, *cookies, status=201)


routes = [show_sign_in_ways, ask_for_code, sign_in_by_code]
