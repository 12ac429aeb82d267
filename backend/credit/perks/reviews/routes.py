"""Handlers of reviews for officers: the queue, a case, what they decide."""

from typing import Annotated, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.kit.auth import Caller, requires_kind
from credit.kit.idempotency import IdempotencyKeyHeader
from credit.kit.problems import problem_responses
from credit.perks.claims.revoking.schemas import ProposeRevocation
from credit.perks.reviews import queries
from credit.perks.reviews.actions import deciding, holding
from credit.perks.reviews.schemas import (
    AskShop,
    CloseReview,
    DecideHold,
    ProposeHold,
    ReviewCase,
    ReviewQueue,
    Which,
)

PRIVATE: Final = {"cache-control": "private, no-store"}
Officer = requires_kind("officer")
After = Annotated[str, QueryParameter(pattern="^[0-9]{0,18}$", description="上一页的 next")]
Queue = Annotated[Which, QueryParameter(description="open 待办；closed 已办结")]
BOUNDED: Final = {"bounded": "200 items and 200 steps"}
WRITES: Final = problem_responses(
    "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict",
    "request-in-flight", "idempotency-conflict",
)  # fmt: skip


@get(
    "/api/perk-reviews",
    guards=[Officer],
    opt={"bounded": "50 a page"},
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_perk_reviews(which: Queue = "open", after: After = "") -> Response[ReviewQueue]:
    """Anomalies to look into (权益核查): found by counting, decided by people."""
    return Response(await queries.list_queue(which, after), headers=PRIVATE)


@get(
    "/api/perk-reviews/{review:str}",
    guards=[Officer],
    opt=BOUNDED,
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def get_perk_review(
    review: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ReviewCase]:
    """A case: what was seen, when, how often, by which rule and why, what may be innocent."""
    return Response(await queries.read_case(caller, review), headers=PRIVATE)


@post(
    "/api/perk-reviews/{review:str}/question",
    guards=[Officer],
    status_code=200,
    opt=BOUNDED,
    responses=WRITES,
)
async def ask_shop_of_review(
    review: FromPath[str],
    data: JSONBody[AskShop],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[ReviewCase]:
    """Ask the shop to explain; not answering has no consequence."""
    await deciding.ask_shop(caller, review, data, idempotency_key)
    return Response(await queries.read_case(caller, review), headers=PRIVATE)


@post(
    "/api/perk-reviews/{review:str}/hold",
    guards=[Officer],
    status_code=200,
    opt=BOUNDED,
    responses=WRITES,
)
async def propose_review_hold(
    review: FromPath[str],
    data: JSONBody[ProposeHold],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[ReviewCase]:
    """Propose to hold the payout of the case's uses (暂缓结算); another officer decides."""
    await holding.propose_payout_hold(caller, review, data, idempotency_key)
    return Response(await queries.read_case(caller, review), headers=PRIVATE)


@post(
    "/api/perk-reviews/{review:str}/hold/decision",
    guards=[Officer],
    status_code=200,
    opt=BOUNDED,
    responses=WRITES,
)
async def decide_review_hold(
    review: FromPath[str],
    data: JSONBody[DecideHold],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[ReviewCase]:
    """Approve or refuse what another officer proposed; the shop is told, with the remedy."""
    await holding.decide_payout_hold(caller, review, data, idempotency_key)
    return Response(await queries.read_case(caller, review), headers=PRIVATE)


@post(
    "/api/perk-reviews/{review:str}/vouchers/{claim:str}/revocation",
    guards=[Officer],
    status_code=200,
    opt=BOUNDED,
    responses=WRITES,
)
async def propose_review_revocation(
    review: FromPath[str],
    claim: FromPath[str],
    data: JSONBody[ProposeRevocation],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[ReviewCase]:
    """Propose to take back a voucher that the case is about; another officer decides on it."""
    await deciding.propose_item_revocation(caller, review, claim, data, idempotency_key)
    return Response(await queries.read_case(caller, review), headers=PRIVATE)


@post(
    "/api/perk-reviews/{review:str}/closing",
    guards=[Officer],
    status_code=200,
    opt=BOUNDED,
    responses=WRITES,
)
async def close_perk_review(
    review: FromPath[str],
    data: JSONBody[CloseReview],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[ReviewCase]:
    """Nothing to it, or clarified: a hold ends with it, and the money is paid."""
    await deciding.close_review(caller, review, data, idempotency_key)
    return Response(await queries.read_case(caller, review), headers=PRIVATE)


routes = [
    list_perk_reviews,
    get_perk_review,
    ask_shop_of_review,
    propose_review_hold,
    decide_review_hold,
    propose_review_revocation,
    close_perk_review,
]
