"""Breach cases on the officer's desk."""

from typing import Literal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from credit.commitments.breaches.actions.deciding import (
    accept_case,
    decide_case,
    join_case,
    review_case,
)
from credit.commitments.breaches.actions.stepping import read_desk_case
from credit.commitments.breaches.actions.talking import record_talk
from credit.commitments.breaches.header import PRIVATE, After, IdempotencyKey
from credit.commitments.breaches.queries.cases import get_officer_case, list_queue
from credit.commitments.breaches.schemas import (
    AcceptCase,
    CaseList,
    DecideCase,
    JoinCase,
    OfficerCase,
    RecordTalk,
    ReviewDecision,
)
from credit.identity.officers.queries import get_jurisdiction
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses

Queue = Literal["due", "overdue", "open", "talks", "proposals", "closed"]
WRITES = (
    "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict",
    "idempotency-conflict",
)  # fmt: skip


@get(
    "/api/breach-cases",
    guards=[requires_kind("officer")],
    opt={"bounded": "50 a page"},
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_breach_cases(
    caller: NamedDependency[Caller], queue: FromQuery[Queue] = "due", after: After = None
) -> Response[CaseList]:
    """Cases of a queue, those that are due first; `proposals` await a list procedure of its own."""
    own = await get_jurisdiction(caller)
    return Response(await list_queue(queue, after, own), headers=PRIVATE)


@get(
    "/api/breach-cases/{number:str}",
    guards=[requires_kind("officer")],
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def get_breach_case(
    number: FromPath[str], caller: NamedDependency[Caller]
) -> Response[OfficerCase]:
    """A case with facts, photos, the promise as signed, the reply, its history and the law."""
    await read_desk_case(caller, number)
    return Response(await get_officer_case(caller, number), headers=PRIVATE)


@post(
    "/api/breach-cases/{number:str}/acceptance",
    status_code=200,
    guards=[requires_kind("officer")],
    responses=problem_responses(*WRITES),
)
async def post_case_acceptance(
    number: FromPath[str],
    data: JSONBody[AcceptCase],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[OfficerCase]:
    """Take a case up, which starts the merchant's time to reply, or decline it with a reason."""
    await accept_case(caller, number, data, idempotency_key or "")
    return Response(await get_officer_case(caller, number), headers=PRIVATE)


@post(
    "/api/breach-cases/{number:str}/joining",
    status_code=200,
    guards=[requires_kind("officer")],
    responses=problem_responses(*WRITES),
)
async def post_case_joining(
    number: FromPath[str],
    data: JSONBody[JoinCase],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[OfficerCase]:
    """Join a new case to an open one about the same promise and facts."""
    await join_case(caller, number, data, idempotency_key or "")
    return Response(await get_officer_case(caller, number), headers=PRIVATE)


@post(
    "/api/breach-cases/{number:str}/decision",
    status_code=200,
    guards=[requires_kind("officer")],
    responses=problem_responses(*WRITES),
)
async def post_case_decision(
    number: FromPath[str],
    data: JSONBody[DecideCase],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[OfficerCase]:
    """Uphold the breach with severity and legal basis, or not; measures follow the rule file."""
    await decide_case(caller, number, data, idempotency_key or "")
    return Response(await get_officer_case(caller, number), headers=PRIVATE)


@post(
    "/api/breach-cases/{number:str}/second-review",
    status_code=200,
    guards=[requires_kind("officer")],
    responses=problem_responses(*WRITES),
)
async def post_case_review(
    number: FromPath[str],
    data: JSONBody[ReviewDecision],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[OfficerCase]:
    """Confirm, change or cancel a decision; not one's own."""
    await review_case(caller, number, data, idempotency_key or "")
    return Response(await get_officer_case(caller, number), headers=PRIVATE)


@post(
    "/api/breach-cases/{number:str}/talks",
    status_code=200,
    guards=[requires_kind("officer")],
    responses=problem_responses(*WRITES),
)
async def post_case_talk(
    number: FromPath[str],
    data: JSONBody[RecordTalk],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[OfficerCase]:
    """Record a talk that the decision asks for (约谈)."""
    await record_talk(caller, number, data, idempotency_key or "")
    return Response(await get_officer_case(caller, number), headers=PRIVATE)


routes = [
    list_breach_cases,
    get_breach_case,
    post_case_acceptance,
    post_case_joining,
    post_case_decision,
    post_case_review,
    post_case_talk,
]
