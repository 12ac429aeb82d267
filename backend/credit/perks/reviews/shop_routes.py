"""Handlers of reviews for the shop that they are about: read and reply."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.idempotency import IdempotencyKeyHeader
from credit.kit.problems import problem_responses
from credit.perks.reviews import queries
from credit.perks.reviews.actions.deciding import ROLES, reply_to_review
from credit.perks.reviews.schemas import ReplyToReview, ShopReview, ShopReviewList

PRIVATE: Final = {"cache-control": "private, no-store"}
Shop = requires_kind("merchant")
BOUNDED: Final = {"bounded": "200 items and 200 steps"}
OWN: Final = ("unauthenticated", "forbidden", "unknown-subject")


@get(
    "/api/subjects/{uscc:str}/perk-reviews",
    guards=[Shop],
    opt={"bounded": "the newest 50"},
    responses=problem_responses(*OWN),
)
async def list_shop_perk_reviews(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ShopReviewList]:
    """What this shop was asked about, and what is held."""
    place = await access_subject(caller, uscc, roles=ROLES)
    return Response(await queries.list_shop_reviews(place.id), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/perk-reviews/{review:str}",
    guards=[Shop],
    opt=BOUNDED,
    responses=problem_responses(*OWN, "not-found"),
)
async def get_shop_perk_review(
    uscc: FromPath[str], review: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ShopReview]:
    """One of them: which uses, why people look, until when, and how to object."""
    place = await access_subject(caller, uscc, roles=ROLES)
    return Response(await queries.read_shop_case(caller, place.id, review), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/perk-reviews/{review:str}/reply",
    guards=[Shop],
    status_code=200,
    opt=BOUNDED,
    responses=problem_responses(
        *OWN, "invalid-input", "not-found", "conflict", "request-in-flight", "idempotency-conflict"
    ),
)
async def reply_to_perk_review(
    uscc: FromPath[str],
    review: FromPath[str],
    data: JSONBody[ReplyToReview],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[ShopReview]:
    """Explain, or object; as often as needed while it is looked into."""
    await reply_to_review(caller, uscc, review, data, idempotency_key)
    place = await access_subject(caller, uscc, roles=ROLES)
    return Response(await queries.read_shop_case(caller, place.id, review), headers=PRIVATE)


routes = [list_shop_perk_reviews, get_shop_perk_review, reply_to_perk_review]
