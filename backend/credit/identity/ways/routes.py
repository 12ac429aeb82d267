"""Handlers of the own ways to sign in. They lie under the path of the refresh cookie."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.identity.answers import (
    AnyRequest,
    read_device,
    read_refresh_token,
    requires_own_page,
)
from credit.identity.confirming import ProveSelf
from credit.identity.phones.actions import request_code
from credit.identity.phones.limits import check_request_limits, check_try_limit
from credit.identity.phones.queries import find_phone
from credit.identity.phones.routes import code_request
from credit.identity.phones.rules import normalise_phone
from credit.identity.phones.schemas import CodeRequest
from credit.identity.ways import actions
from credit.identity.ways.queries import read_own_ways
from credit.identity.ways.schemas import NewNumber, OwnWays, PutNumber
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import Problem, problem_responses

PRIVATE = {"cache-control": "private, no-store"}
Person = requires_kind("citizen", "merchant")
_REFUSED = ("invalid-input", "unauthenticated", "forbidden", "unsupported-media-type",
            "rate-limited", "service-unavailable")  # fmt: skip


@get(
    "/api/sessions/own-ways",
    guards=[Person],
    opt={"bounded": "one a provider"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def show_own_ways(caller: NamedDependency[Caller]) -> Response[OwnWays]:
    """How the caller signs in."""
    return Response(await read_own_ways(caller.id), headers=PRIVATE)


@post(
    "/api/sessions/confirm-codes",
    status_code=202,
    guards=[Person, requires_own_page],
    responses=problem_responses(*_REFUSED, "conflict"),
)
async def ask_for_confirm_code(
    request: AnyRequest, caller: NamedDependency[Caller]
) -> Response[CodeRequest]:
    """Send a code to the caller's own number, to confirm an act of weight."""
    phone = await find_phone(caller.id)
    if phone is None:
        raise Problem("conflict", detail="您的账号还没有手机号")
    await check_request_limits(request.scope, phone, read_device(request).hash)
    return code_request(await request_code(phone, "confirm", caller.id))


@post(
    "/api/sessions/phone-codes",
    status_code=202,
    guards=[Person, requires_own_page],
    responses=problem_responses(*_REFUSED),
)
async def ask_for_phone_code(
    request: AnyRequest, data: JSONBody[NewNumber], caller: NamedDependency[Caller]
) -> Response[CodeRequest]:
    """Send a code to a number that the account shall have. The answer is the same for every one."""
    phone = normalise_phone(data.phone)
    if phone is None:
        raise Problem("invalid-input", errors=[("phone", "请填 11 位手机号")])
    await check_request_limits(request.scope, phone, read_device(request).hash)
    return code_request(await request_code(phone, "phone", caller.id))


@put(
    "/api/sessions/phone",
    guards=[Person, requires_own_page],
    responses=problem_responses(*_REFUSED, "code-refused", "conflict"),
)
async def put_own_phone(
    request: AnyRequest, data: JSONBody[PutNumber], caller: NamedDependency[Caller]
) -> Response[OwnWays]:
    """Give the account a number, or change it: both are proven."""
    await check_try_limit(request.scope, str(data.request))
    await actions.put_number(caller.id, data, read_refresh_token(request))
    return Response(await read_own_ways(caller.id), headers=PRIVATE)


@post(
    "/api/sessions/phone/removal",
    status_code=200,
    guards=[Person, requires_own_page],
    responses=problem_responses(*_REFUSED, "conflict"),
)
async def remove_own_phone(
    request: AnyRequest, data: JSONBody[ProveSelf], caller: NamedDependency[Caller]
) -> Response[OwnWays]:
    """Take the number away; the last way to sign in stays."""
    await actions.remove_number(caller.id, data, read_refresh_token(request))
    return Response(await read_own_ways(caller.id), headers=PRIVATE)


@post(
    "/api/sessions/identities/{link_id:uuid}/removal",
    status_code=200,
    guards=[Person, requires_own_page],
    responses=problem_responses(*_REFUSED, "not-found", "conflict"),
)
async def remove_own_identity(
    request: AnyRequest,
    link_id: FromPath[UUID],
    data: JSONBody[ProveSelf],
    caller: NamedDependency[Caller],
) -> Response[OwnWays]:
    """Take a provider's identity off; the last way to sign in stays."""
    await actions.remove_identity(caller.id, link_id, data, read_refresh_token(request))
    return Response(await read_own_ways(caller.id), headers=PRIVATE)


routes = [
    show_own_ways,
    ask_for_confirm_code,
    ask_for_phone_code,
    put_own_phone,
    remove_own_phone,
    remove_own_identity,
]
