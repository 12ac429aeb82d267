"""The breach cases of a shop, for its owner: read, reply, ask for a review."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.commitments.breaches.actions.answering import (
    REPLYING_ROLES,
    ask_review_as_merchant,
    reply_to_case,
)
from credit.commitments.breaches.header import MAX_BODY, PRIVATE, IdempotencyKey
from credit.commitments.breaches.queries.cases import get_shop_case, list_shop_cases
from credit.commitments.breaches.schemas import AskReview, CaseList, ReplyToReport, ShopCase
from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses

OWN = ("unauthenticated", "forbidden", "unknown-subject")


@get(
    "/api/subjects/{uscc:str}/breach-cases",
    guards=[requires_kind("merchant")],
    opt={"bounded": "the 50 that are due first"},
    responses=problem_responses(*OWN),
)
async def list_cases_of_shop(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[CaseList]:
    """The breach cases that this shop was told of."""
    subject = await access_subject(caller, uscc, roles=REPLYING_ROLES)
    return Response(await list_shop_cases(subject.id), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/breach-cases/{number:str}",
    guards=[requires_kind("merchant")],
    responses=problem_responses("not-found", *OWN),
)
async def get_case_of_shop(
    uscc: FromPath[str], number: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ShopCase]:
    """One case: what was reported and until when to reply, never by whom."""
    subject = await access_subject(caller, uscc, roles=REPLYING_ROLES)
    return Response(await get_shop_case(subject.id, number), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/breach-cases/{number:str}/reply",
    status_code=200,
    guards=[requires_kind("merchant")],
    request_max_body_size=MAX_BODY,
    responses=problem_responses(
        "invalid-input", "not-found", "conflict", "idempotency-conflict", "too-large",
        "rate-limited", *OWN,
    ),
)  # fmt: skip
async def post_case_reply(
    uscc: FromPath[str],
    number: FromPath[str],
    data: JSONBody[ReplyToReport],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[ShopCase]:
    """State and defend (陈述、申辩), with photos; once a case."""
    await reply_to_case(caller, uscc, number, data, idempotency_key or "")
    return await _again(caller, uscc, number)


@post(
    "/api/subjects/{uscc:str}/breach-cases/{number:str}/second-review",
    status_code=200,
    guards=[requires_kind("merchant")],
    responses=problem_responses(
        "invalid-input", "not-found", "conflict", "idempotency-conflict", *OWN
    ),
)
async def post_case_review_request(
    uscc: FromPath[str],
    number: FromPath[str],
    data: JSONBody[AskReview],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[ShopCase]:
    """Ask another officer to review the decision (申请复核)."""
    await ask_review_as_merchant(caller, uscc, number, data, idempotency_key or "")
    return await _again(caller, uscc, number)


async def _again(caller: Caller, uscc: str, number: str) -> Response[ShopCase]:
    subject = await access_subject(caller, uscc, roles=REPLYING_ROLES)
    return Response(await get_shop_case(subject.id, number), headers=PRIVATE)


routes = [list_cases_of_shop, get_case_of_shop, post_case_reply, post_case_review_request]
