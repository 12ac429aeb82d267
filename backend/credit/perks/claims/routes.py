"""Handlers of claims: for who takes and holds vouchers."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.idempotency import IdempotencyKeyHeader
from credit.kit.problems import problem_responses
from credit.perks.attempts.network import note_network
from credit.perks.claims import actions, queries
from credit.perks.claims.queries import Which
from credit.perks.claims.schemas import CancelClaim, ClaimPage, ClaimPerk, ClaimView

PRIVATE: Final = {"cache-control": "private, no-store"}
MAX_PAGE: Final = 100
Holder = requires_kind("citizen", "merchant")
Page = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
Before = Annotated[str, QueryParameter(pattern="^[0-9]{0,18}$", description="上一页的 next")]
Shop = Annotated[str, QueryParameter(max_length=18, description="商户权益：哪个主体的")]
Shown = Annotated[Which, QueryParameter(description="usable 可用；past 用过或过期；all 全部")]
WRITES: Final = (
    "invalid-input", "unauthenticated", "forbidden", "not-found", "request-in-flight",
    "idempotency-conflict", "service-unavailable",
)  # fmt: skip


@post(
    "/api/perks/{perk:str}/claims",
    guards=[Holder],
    responses=problem_responses(
        *WRITES, "unknown-subject", "sold-out", "not-started", "ended", "paused",
        "already-claimed", "by-draw", "not-eligible", "rate-limited",
    ),
)  # fmt: skip
async def claim_perk(
    request: Request[Any, Any, Any],
    perk: FromPath[str],
    data: JSONBody[ClaimPerk],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[ClaimView]:
    """Claim a voucher, or reserve one. Strongly consistent: a 201 is never taken back."""
    made = await actions.claim_perk(caller, perk, data, idempotency_key)
    note_network(request, made.id)
    return Response(made, status_code=201, headers=PRIVATE)


@get(
    "/api/perk-claims",
    guards=[Holder],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "unknown-subject"),
)
async def list_own_claims(
    caller: NamedDependency[Caller],
    which: Shown = "usable",
    before: Before = "",
    limit: Page = 20,
    uscc: Shop = "",
) -> Response[ClaimPage]:
    """The caller's vouchers, newest first; with `uscc` those of a shop that the caller owns."""
    shop = (await access_subject(caller, uscc, roles=("owner",))).id if uscc else None
    page = await queries.list_claims(caller.id, which, before=before, limit=limit, shop=shop)
    return Response(page, headers=PRIVATE)


@get(
    "/api/perk-claims/{claim:str}",
    guards=[Holder],
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def get_own_claim(
    claim: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ClaimView]:
    """One voucher of the caller."""
    found = await queries.get_own_claim(caller.id, claim)
    return Response(queries.view_of(found), headers=PRIVATE)


@post(
    "/api/perk-claims/{claim:str}/confirmation",
    guards=[Holder],
    status_code=200,
    responses=problem_responses(*WRITES, "conflict"),
)
async def confirm_own_claim(
    claim: FromPath[str], caller: NamedDependency[Caller], idempotency_key: IdempotencyKeyHeader
) -> Response[ClaimView]:
    """Take what was reserved, before its time is over."""
    return Response(await actions.confirm_claim(caller, claim, idempotency_key), headers=PRIVATE)


@post(
    "/api/perk-claims/{claim:str}/cancellation",
    guards=[Holder],
    status_code=200,
    responses=problem_responses(*WRITES, "conflict"),
)
async def cancel_own_claim(
    claim: FromPath[str],
    data: JSONBody[CancelClaim],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[ClaimView]:
    """Give a voucher back before its first use, so that somebody else may have it."""
    view = await actions.cancel_claim(caller, claim, idempotency_key, reason=data.reason)
    return Response(view, headers=PRIVATE)


routes = [claim_perk, list_own_claims, get_own_claim, confirm_own_claim, cancel_own_claim]
