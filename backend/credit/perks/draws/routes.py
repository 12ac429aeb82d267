"""Handlers of draws: the public page and file, entering, the public number."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.kit.auth import Caller, requires_kind
from credit.kit.idempotency import IdempotencyKeyHeader
from credit.kit.problems import problem_responses
from credit.perks.draws import entering, queries
from credit.perks.draws.proof import DrawProof
from credit.perks.draws.rows import get_draw
from credit.perks.draws.schemas import DrawView, GivePublicNumber
from credit.perks.turns.schemas import OwnTurn

PRIVATE: Final = {"cache-control": "private, no-store"}
# The same for everybody; a result shows within seconds.
PUBLIC: Final = {"cache-control": "public, max-age=5"}


@get("/api/perks/{perk:str}/draw", opt={"public": True}, responses=problem_responses("not-found"))
async def get_perk_draw(perk: FromPath[str]) -> Response[DrawView]:
    """The draw of a perk (摇号): times, hashes, and once it is drawn the seed."""
    return Response(await queries.read_draw(perk), headers=PUBLIC)


@get(
    "/api/perks/{perk:str}/draw/file",
    opt={"public": True, "bounded": "200,000 entries of eight digits"},
    responses=problem_responses("not-found"),
)
async def get_draw_file(perk: FromPath[str]) -> Response[DrawProof]:
    """The open file of a draw, with which anybody can reckon it again (docs/draw-format.md)."""
    return Response((await get_draw(perk)).proof, headers=PUBLIC)


@post(
    "/api/perks/{perk:str}/draw/entry",
    guards=[requires_kind("citizen")],
    responses=problem_responses(
        "unauthenticated", "forbidden", "not-found", "request-in-flight", "idempotency-conflict",
        "conflict", "service-unavailable", "not-started", "ended", "paused", "already-claimed",
        "not-eligible", "rate-limited",
    ),
)  # fmt: skip
async def enter_draw(
    perk: FromPath[str], caller: NamedDependency[Caller], idempotency_key: IdempotencyKeyHeader
) -> Response[OwnTurn]:
    """Take part in the draw; the entry number is drawn at random and says nothing about you."""
    made = await entering.enter_draw(caller, perk, idempotency_key)
    return Response(made, status_code=201, headers=PRIVATE)


@post(
    "/api/perks/{perk:str}/draw/public-number",
    guards=[requires_kind("officer")],
    status_code=200,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict"
    ),
)
async def give_public_number(
    perk: FromPath[str], data: JSONBody[GivePublicNumber], caller: NamedDependency[Caller]
) -> Response[DrawView]:
    """The number of the announced public source; it counts when two officers typed the same."""
    await entering.give_public_number(caller, perk, data.number)
    return Response(await queries.read_draw(perk), headers=PRIVATE)


routes = [get_perk_draw, get_draw_file, enter_draw, give_public_number]
