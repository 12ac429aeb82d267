"""Handlers of following: signals for everybody, what is due for officers."""

from typing import Annotated, Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter

from credit.commitments.following import due, signals
from credit.commitments.following.schemas import (
    Determined,
    DetermineMany,
    DuePage,
    GiveSignal,
    SignalCounts,
)
from credit.kit.auth import Caller, find_caller, requires_kind
from credit.kit.language import prefers_english
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits

AcceptLanguage = Annotated[str | None, HeaderParameter(name="accept-language")]
PRIVATE = {"cache-control": "private, no-store"}
PUBLIC = {"cache-control": "public, max-age=60", "vary": "accept-language, authorization"}
Citizen = requires_kind("citizen")
Officer = requires_kind("officer")
# Twenty shops an hour is a long walk; taking back has no limit.
SIGNALS = limits(Limit(name="commitment-signals", count=20, seconds=3600))
County = Annotated[str | None, QueryParameter(pattern="^[0-9]{6}$", description="县级代码")]
After = Annotated[str | None, QueryParameter(max_length=20, description="上一页的 next")]


@get(
    "/api/commitments/{code:str}/signals",
    opt={"public": True},
    responses=problem_responses("not-found"),
)
async def get_commitment_signals(
    request: Request[Any, Any, Any], code: FromPath[str], accept_language: AcceptLanguage = None
) -> Response[SignalCounts]:
    """What customers said about a commitment; signals, not findings; with the caller's own word."""
    caller = find_caller(request)
    english = prefers_english(accept_language)
    counts = await signals.count_signals(code, caller, english=english)
    return Response(counts, headers=PRIVATE if caller else PUBLIC)


@put(
    "/api/commitments/{code:str}/signals/own",
    guards=[Citizen, SIGNALS],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict", "rate-limited"
    ),
)
async def put_own_signal(
    code: FromPath[str], data: JSONBody[GiveSignal], caller: NamedDependency[Caller]
) -> Response[SignalCounts]:
    """Say whether a promise is kept; once a month, the last word counts; shown to nobody."""
    return Response(await signals.give_signal(caller, code, kept=data.kept), headers=PRIVATE)


@delete(
    "/api/commitments/{code:str}/signals/own",
    guards=[Citizen],
    status_code=200,
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def delete_own_signal(
    code: FromPath[str], caller: NamedDependency[Caller]
) -> Response[SignalCounts]:
    """Take one's word of this month back."""
    return Response(await signals.take_back_signal(caller, code), headers=PRIVATE)


@get(
    "/api/commitments-due",
    guards=[Officer],
    opt={"bounded": "50 a page"},
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_due_commitments(county: County = None, after: After = None) -> Response[DuePage]:
    """Commitments whose performance should be determined now, earliest first."""
    return Response(await due.list_due(county, after), headers=PRIVATE)


@post(
    "/api/commitments-due/kept",
    guards=[Officer],
    status_code=200,
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def determine_many_kept(
    data: JSONBody[DetermineMany], caller: NamedDependency[Caller]
) -> Response[Determined]:
    """Record for up to 100 commitments at once that they were fully kept; all or none."""
    return Response(await due.determine_many(caller, data), headers=PRIVATE)


routes = [
    get_commitment_signals,
    put_own_signal,
    delete_own_signal,
    list_due_commitments,
    determine_many_kept,
]
