"""Handlers of turns: one's own place in line, and the desk's view of all lines."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from credit.kit.auth import Caller, requires_kind
from credit.kit.idempotency import IdempotencyKeyHeader
from credit.kit.problems import problem_responses
from credit.perks.turns import joining, queries
from credit.perks.turns.schemas import LinePage, OwnTurn

PRIVATE: Final = {"cache-control": "private, no-store"}
Citizen = requires_kind("citizen")
WRITES: Final = (
    "unauthenticated", "forbidden", "not-found", "request-in-flight", "idempotency-conflict",
    "conflict", "service-unavailable",
)  # fmt: skip


@get(
    "/api/perks/{perk:str}/turn",
    guards=[Citizen],
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def get_own_turn(perk: FromPath[str], caller: NamedDependency[Caller]) -> Response[OwnTurn]:
    """The caller's place in line for a perk, or what became of it."""
    return Response(OwnTurn(turn=await queries.find_own_turn(caller.id, perk)), headers=PRIVATE)


@post(
    "/api/perks/{perk:str}/turn",
    guards=[Citizen],
    responses=problem_responses(
        *WRITES, "not-started", "ended", "paused", "already-claimed", "not-eligible", "rate-limited"
    ),
)
async def join_waitlist(
    perk: FromPath[str], caller: NamedDependency[Caller], idempotency_key: IdempotencyKeyHeader
) -> Response[OwnTurn]:
    """Join the waitlist of a perk that has run out (候补): first come, first served."""
    made = await joining.join_waitlist(caller, perk, idempotency_key)
    return Response(made, status_code=201, headers=PRIVATE)


@post(
    "/api/perks/{perk:str}/turn/leaving",
    guards=[Citizen],
    status_code=200,
    responses=problem_responses(*WRITES),
)
async def leave_line(
    perk: FromPath[str], caller: NamedDependency[Caller], idempotency_key: IdempotencyKeyHeader
) -> Response[OwnTurn]:
    """Leave the waitlist, or take an entry for a draw back; nothing else follows from it."""
    return Response(await joining.leave_line(caller, perk, idempotency_key), headers=PRIVATE)


@get(
    "/api/perk-lines",
    guards=[requires_kind("officer")],
    opt={"bounded": "200 perks"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def list_perk_lines(caller: NamedDependency[Caller]) -> Response[LinePage]:
    """Waitlists and draws of all perks, as counts and times."""
    return Response(await queries.list_lines(caller), headers=PRIVATE)


routes = [get_own_turn, join_waitlist, leave_line, list_perk_lines]
