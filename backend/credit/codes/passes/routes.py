"""Handlers of citizen passes: the citizen's own, look-ups, and the register of clients."""

from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.codes.passes.actions.checking import check_pass
from credit.codes.passes.actions.clients import list_clients, register_client, revoke_client
from credit.codes.passes.actions.ending import end_device
from credit.codes.passes.actions.issuing import issue_passes
from credit.codes.passes.actions.settings import change_settings, read_settings, register_device
from credit.codes.passes.queries import list_lookups
from credit.codes.passes.schemas import (
    ChangeSettings,
    CheckPass,
    ClientList,
    DeviceLink,
    LookupPage,
    NewClientView,
    PassBatch,
    PassCheckView,
    RegisterClient,
    RegisterDevice,
    RequestPasses,
    SettingsView,
)
from credit.codes.passes.verifiers import Verifier, provide_verifier, requires_verifier
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits

PRIVATE = {"cache-control": "private, no-store"}
MAX_PAGE = 100
# Each change may revoke 480 passes, and each request signs 96: bounded, though never in the way.
CHANGES = limits(Limit(name="pass-settings", count=30, seconds=3600))
REQUESTS = limits(Limit(name="pass-requests", count=30, seconds=3600))
Page = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE, description="每页条数")]
Before = Annotated[UUID | None, QueryParameter(description="上一页的 next")]
Citizen = requires_kind("citizen")
Officer = requires_kind("officer")


@get(
    "/api/passes/settings",
    guards=[Citizen],
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def get_pass_settings(caller: NamedDependency[Caller]) -> Response[SettingsView]:
    """The caller's settings, phones and courtesy facts; also before opting in."""
    return Response(await read_settings(caller.id), headers=PRIVATE)


@put(
    "/api/passes/settings",
    guards=[Citizen, CHANGES],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "consent-required", "rate-limited"
    ),
)
async def set_pass_settings(
    data: JSONBody[ChangeSettings], caller: NamedDependency[Caller]
) -> Response[SettingsView]:
    """Set what verifiers see, pause or resume. A change ends every phone: each registers anew."""
    return Response(await change_settings(caller.id, data), headers=PRIVATE)


@post(
    "/api/passes/devices",
    guards=[Citizen, CHANGES],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "consent-required", "conflict",
        "rate-limited",
    ),
)  # fmt: skip
async def add_pass_device(
    data: JSONBody[RegisterDevice], caller: NamedDependency[Caller]
) -> Response[DeviceLink]:
    """Register this phone's public key; at most 5 phones. The same key gives the same id."""
    link = DeviceLink(id=await register_device(caller.id, data))
    return Response(link, status_code=201, headers=PRIVATE)


@delete(
    "/api/passes/devices/{device:str}",
    guards=[Citizen],
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def end_pass_device(device: FromPath[str], caller: NamedDependency[Caller]) -> None:
    """End a phone: what it holds is revoked at once."""
    await end_device(caller.id, device)


@post(
    "/api/passes",
    guards=[Citizen, REQUESTS],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "consent-required", "not-found",
        "passes-paused", "slots-taken", "rate-limited", "service-unavailable",
    ),
)  # fmt: skip
async def request_passes(
    data: JSONBody[RequestPasses], caller: NamedDependency[Caller]
) -> Response[PassBatch]:
    """Sign passes for consecutive quarter hours; the same request gives the same passes again."""
    batch = PassBatch(passes=await issue_passes(caller.id, data.request))
    return Response(batch, status_code=201, headers=PRIVATE)


@get(
    "/api/passes/lookups",
    guards=[Citizen],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_pass_lookups(
    caller: NamedDependency[Caller], before: Before = None, limit: Page = 20
) -> Response[LookupPage]:
    """Who verified the caller's passes online (谁看过我), newest first."""
    return Response(await list_lookups(caller.id, before, limit), headers=PRIVATE)


@post(
    "/api/pass-checks",
    status_code=200,
    guards=[requires_verifier],
    dependencies={"verifier": Provide(provide_verifier, sync_to_thread=False)},
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "rate-limited", "service-unavailable"
    ),
)
async def check_citizen_pass(
    data: JSONBody[CheckPass], verifier: NamedDependency[Verifier]
) -> Response[PassCheckView]:
    """Verify a citizen's pass for a stated purpose; the citizen sees who, when and what for.

    For shops and officers in their session, and for clients with `Authorization: Bearer xyqv_…`.
    """
    return Response(await check_pass(verifier, data), headers=PRIVATE)


@post(
    "/api/verifier-clients",
    guards=[Officer],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "conflict"),
)
async def add_verifier_client(
    data: JSONBody[RegisterClient], caller: NamedDependency[Caller]
) -> Response[NewClientView]:
    """Register an app that will verify through the API; its key is shown in this answer only."""
    made = await register_client(data, actor=caller.id)
    return Response(made, status_code=201, headers=PRIVATE)


@get(
    "/api/verifier-clients",
    guards=[Officer],
    opt={"bounded": "the newest 200"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def list_verifier_clients() -> Response[ClientList]:
    """The registered apps, without their keys, newest first."""
    return Response(ClientList(items=await list_clients()), headers=PRIVATE)


@delete(
    "/api/verifier-clients/{client:str}",
    guards=[Officer],
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def end_verifier_client(client: FromPath[str], caller: NamedDependency[Caller]) -> None:
    """End an app's key, at once."""
    await revoke_client(client, actor=caller.id)


routes = [
    get_pass_settings,
    set_pass_settings,
    add_pass_device,
    end_pass_device,
    request_passes,
    list_pass_lookups,
    check_citizen_pass,
    add_verifier_client,
    list_verifier_clients,
    end_verifier_client,
]
