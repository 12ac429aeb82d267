"""Handlers of signing in with a provider."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.identity.answers import (
    NO_STORE,
    AnyRequest,
    answer_session,
    known_device,
    read_device,
    read_refresh_token,
    requires_own_page,
)
from credit.identity.confirming import confirm_person
from credit.identity.oidc import actions
from credit.identity.oidc.schemas import (
    GoToProvider,
    LinkProvider,
    ProviderAddress,
    ReturnedView,
    ReturnFromProvider,
)
from credit.kit.auth import Caller, find_caller, requires_kind
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits

STARTS = limits(Limit(name="oidc-starts", count=60, seconds=600, closed=True))
RETURNS = limits(Limit(name="oidc-returns", count=60, seconds=600, closed=True))
_REFUSED = ("invalid-input", "forbidden", "unsupported-media-type", "rate-limited",
            "service-unavailable")  # fmt: skip


@post(
    "/api/sessions/oidc/{provider:str}/start",
    status_code=200,
    opt={"public": True},
    guards=[requires_own_page, STARTS],
    responses=problem_responses(*_REFUSED, "not-found"),
)
async def start_provider_sign_in(
    request: AnyRequest, provider: FromPath[str], data: JSONBody[GoToProvider]
) -> Response[ProviderAddress]:
    """Begin to sign in with a provider: the address to go to, for this browser only."""
    device, cookies = known_device(request)
    url = await actions.start(provider, device.hash or b"", data.next)
    return Response(ProviderAddress(url=url), cookies=cookies, headers=NO_STORE)


@post(
    "/api/sessions/oidc/{provider:str}/link",
    status_code=200,
    guards=[requires_kind("citizen", "merchant"), requires_own_page, STARTS],
    responses=problem_responses(*_REFUSED, "unauthenticated", "not-found"),
)
async def start_provider_link(
    request: AnyRequest,
    provider: FromPath[str],
    data: JSONBody[LinkProvider],
    caller: NamedDependency[Caller],
) -> Response[ProviderAddress]:
    """Begin to link the caller's account with a provider's identity: both are proven."""
    await confirm_person(caller.id, data, read_refresh_token(request))
    device, cookies = known_device(request)
    url = await actions.start(provider, device.hash or b"", data.next, linking=caller.id)
    return Response(ProviderAddress(url=url), cookies=cookies, headers=NO_STORE)


@post(
    "/api/sessions/oidc/return",
    status_code=200,
    opt={"public": True},
    guards=[requires_own_page, RETURNS],
    responses=problem_responses(
        *_REFUSED, "provider-cancelled", "provider-refused", "age-required", "unauthenticated",
        "conflict", "real-name-held",
    ),
)  # fmt: skip
async def return_from_provider(
    request: AnyRequest, data: JSONBody[ReturnFromProvider]
) -> Response[ReturnedView]:
    """Hand in what the provider gave the browser: signs in, or links."""
    caller = find_caller(request)
    back = await actions.come_back(data, read_device(request), caller.id if caller else None)
    if back.session is None:
        view = ReturnedView(outcome="linked", next=back.next_path, session=None)
        return Response(view, headers=NO_STORE)
    answer = await answer_session(back.session, status=200)
    view = ReturnedView(outcome="signed_in", next=back.next_path, session=answer.content)
    return Response(view, cookies=answer.cookies, headers=NO_STORE)


@get(
    "/api/sessions/oidc/{provider:str}/sign-out",
    opt={"public": True},
    guards=[STARTS],
    responses=problem_responses("not-found", "rate-limited", "service-unavailable"),
)
async def show_provider_sign_out(provider: FromPath[str]) -> Response[ProviderAddress]:
    """Where to sign out at the provider too, for a phone that others use."""
    url = await actions.sign_out_address(provider)
    return Response(ProviderAddress(url=url), headers=NO_STORE)


routes = [
    start_provider_sign_in,
    start_provider_link,
    return_from_provider,
    show_provider_sign_out,
]
