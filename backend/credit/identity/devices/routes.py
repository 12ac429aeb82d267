"""Handlers of the list of devices. They lie under the path of the refresh cookie."""

from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from credit.identity.answers import (
    NO_STORE,
    AnyRequest,
    read_refresh_token,
    refresh_cookie,
    requires_own_page,
)
from credit.identity.devices import actions
from credit.identity.devices.queries import list_sessions
from credit.identity.devices.schemas import SessionDevices
from credit.kit.auth import Caller, requires_caller
from credit.kit.problems import problem_responses


@get(
    "/api/sessions/devices",
    guards=[requires_caller],
    opt={"bounded": "the 50 last used"},
    responses=problem_responses("unauthenticated"),
)
async def list_devices(
    request: AnyRequest, caller: NamedDependency[Caller]
) -> Response[SessionDevices]:
    """Where the caller is signed in."""
    items = await list_sessions(caller.id, read_refresh_token(request))
    return Response(SessionDevices(items=items), headers={"cache-control": "private, no-store"})


@delete(
    "/api/sessions/devices/{session:uuid}",
    guards=[requires_caller, requires_own_page],
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def end_device_session(session: FromPath[UUID], caller: NamedDependency[Caller]) -> None:
    """Sign one device out."""
    await actions.end_one(caller.id, session)


@post(
    "/api/sessions/end-all",
    guards=[requires_caller, requires_own_page],
    status_code=204,
    responses={
        204: ResponseSpec(None, description="已全部退出"),
        **problem_responses("unauthenticated", "forbidden", "unsupported-media-type"),
    },
)
async def end_all_sessions(caller: NamedDependency[Caller]) -> Response[None]:
    """Sign out everywhere, here too."""
    await actions.end_all(caller.id)
    return Response(None, status_code=204, cookies=[refresh_cookie("")], headers=NO_STORE)


routes = [list_devices, end_device_session, end_all_sessions]
