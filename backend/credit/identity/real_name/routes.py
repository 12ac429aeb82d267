"""Handlers of the real-name check."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from credit.identity.real_name import actions, disputes
from credit.identity.real_name.limits import check_real_name_limits
from credit.identity.real_name.queries import read_real_name
from credit.identity.real_name.schemas import DisputeRealName, RealNameView, VerifyRealName
from credit.kit.auth import Caller, requires_kind
from credit.kit.id_number import normalise_id_number
from credit.kit.problems import problem_responses

PRIVATE = {"cache-control": "private, no-store"}
Person = requires_kind("citizen", "merchant")
_REFUSED = ("invalid-input", "unauthenticated", "forbidden", "conflict", "rate-limited",
            "service-unavailable")  # fmt: skip


@get(
    "/api/me/real-name",
    guards=[Person],
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def show_real_name(caller: NamedDependency[Caller]) -> Response[RealNameView]:
    """Whether the caller is verified, how, and what age that means."""
    return Response(await read_real_name(caller.id), headers=PRIVATE)


@post(
    "/api/me/real-name",
    status_code=200,
    guards=[Person],
    responses=problem_responses(*_REFUSED, "real-name-held"),
)
async def verify_real_name(
    request: Request[Any, Any, Any], data: JSONBody[VerifyRealName], caller: NamedDependency[Caller]
) -> Response[RealNameView]:
    """Verify the caller by name and identity number."""
    number = normalise_id_number(data.id_number)
    await check_real_name_limits(request.scope, caller.id, number)
    await actions.verify(caller.id, data.name, number)
    return Response(await read_real_name(caller.id), headers=PRIVATE)


@post(
    "/api/me/real-name/dispute",
    status_code=204,
    guards=[Person],
    responses=problem_responses(*_REFUSED),
)
async def dispute_real_name(
    request: Request[Any, Any, Any],
    data: JSONBody[DisputeRealName],
    caller: NamedDependency[Caller],
) -> None:
    """Ask an officer to decide when another account is verified with the caller's number."""
    number = normalise_id_number(data.id_number)
    await check_real_name_limits(request.scope, caller.id, number)
    await disputes.dispute(caller.id, data.name, number, data.text)


routes = [show_real_name, verify_real_name, dispute_real_name]
