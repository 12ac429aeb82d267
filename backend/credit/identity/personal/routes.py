"""Handlers of one's own data: export, requests, closing; and the officers' side of requests."""

import asyncio
from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.identity.personal import closing, exporting, requests
from credit.identity.personal.paper import export_pdf
from credit.identity.personal.schemas import (
    AskOfficer,
    CloseAccount,
    ClosingView,
    DecideRequest,
    ExportList,
    RequestList,
)
from credit.kit.auth import Caller, requires_caller, requires_kind
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits

PRIVATE = {"cache-control": "private, no-store"}
EXPORTS = limits(Limit(name="personal-exports", count=10, seconds=86_400))
ASKING = limits(Limit(name="personal-requests", count=20, seconds=86_400))
Officer = requires_kind("officer")


@post(
    "/api/me/exports",
    status_code=202,
    guards=[requires_caller, EXPORTS],
    responses=problem_responses("unauthenticated", "conflict", "rate-limited"),
)
async def ask_for_export(caller: NamedDependency[Caller]) -> Response[ExportList]:
    """Have a copy of everything held about the caller made; it is ready within a minute."""
    await exporting.ask_for_export(caller.id)
    view = ExportList(items=await exporting.list_exports(caller.id))
    return Response(view, status_code=202, headers=PRIVATE)


@get(
    "/api/me/exports",
    guards=[requires_caller],
    opt={"bounded": "three living ones"},
    responses=problem_responses("unauthenticated"),
)
async def list_exports(caller: NamedDependency[Caller]) -> Response[ExportList]:
    """The caller's copies."""
    return Response(ExportList(items=await exporting.list_exports(caller.id)), headers=PRIVATE)


@get(
    "/api/me/exports/{export:uuid}/file",
    guards=[requires_caller],
    responses=problem_responses("invalid-input", "unauthenticated", "not-found"),
)
async def read_export_file(
    export: FromPath[UUID],
    caller: NamedDependency[Caller],
    wanted: Annotated[Literal["json", "pdf"], QueryParameter(name="format")] = "json",
) -> Response[bytes]:
    """A copy as a JSON file, or as a PDF to read and print."""
    content = await exporting.read_export(caller.id, export)
    if wanted == "pdf":
        content = await asyncio.to_thread(export_pdf, content)
    disposition = f'attachment; filename="credit-qinghai-my-data.{wanted}"'
    headers = {**PRIVATE, "content-disposition": disposition}
    return Response(content, media_type=f"application/{wanted}", headers=headers)


@get(
    "/api/me/closing",
    guards=[requires_caller],
    responses=problem_responses("unauthenticated"),
)
async def show_closing(caller: NamedDependency[Caller]) -> Response[ClosingView]:
    """What stays after closing the account, and a closing under way."""
    return Response(await closing.read_closing(caller.id), headers=PRIVATE)


@post(
    "/api/me/closing",
    status_code=200,
    guards=[requires_caller],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "conflict"),
)
async def close_account(
    data: JSONBody[CloseAccount], caller: NamedDependency[Caller]
) -> Response[ClosingView]:
    """Close the caller's account in a week, or at once; its data key is destroyed then."""
    await closing.ask_to_close(caller.id, at_once=data.at_once)
    return Response(await closing.read_closing(caller.id), headers=PRIVATE)


@delete(
    "/api/me/closing",
    guards=[requires_caller],
    responses=problem_responses("unauthenticated"),
)
async def keep_account(caller: NamedDependency[Caller]) -> None:
    """Undo a closing that is under way."""
    await closing.undo_closing(caller.id)


@post(
    "/api/me/requests",
    guards=[requires_caller, ASKING],
    responses=problem_responses("invalid-input", "unauthenticated", "conflict", "rate-limited"),
)
async def ask_officer(
    data: JSONBody[AskOfficer], caller: NamedDependency[Caller]
) -> Response[RequestList]:
    """Ask for a correction, or for review of a minor's case."""
    await requests.ask(caller.id, data.kind, data.text)
    view = RequestList(items=await requests.list_own(caller.id))
    return Response(view, status_code=201, headers=PRIVATE)


@get(
    "/api/me/requests",
    guards=[requires_caller],
    opt={"bounded": "the newest 50"},
    responses=problem_responses("unauthenticated"),
)
async def list_own_requests(caller: NamedDependency[Caller]) -> Response[RequestList]:
    """The caller's requests and their answers."""
    return Response(RequestList(items=await requests.list_own(caller.id)), headers=PRIVATE)


@get(
    "/api/personal-requests",
    guards=[Officer],
    opt={"bounded": "the oldest 100 open ones"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def list_open_requests(caller: NamedDependency[Caller]) -> Response[RequestList]:
    """The open requests; reading them is on record."""
    return Response(RequestList(items=await requests.list_open(caller)), headers=PRIVATE)


@post(
    "/api/personal-requests/{request_id:uuid}/decision",
    status_code=204,
    guards=[Officer],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "not-found"),
)
async def decide_request(
    request_id: FromPath[UUID], data: JSONBody[DecideRequest], caller: NamedDependency[Caller]
) -> None:
    """Decide a request, with a reason."""
    await requests.decide(caller, request_id, approve=data.approve, answer=data.answer)


routes = [
    ask_for_export,
    list_exports,
    read_export_file,
    show_closing,
    close_account,
    keep_account,
    ask_officer,
    list_own_requests,
    list_open_requests,
    decide_request,
]
