"""Handlers of claims to a subject: the person's side, and the officer's."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.identity.authority import claims
from credit.identity.authority.schemas import DecideClaim, OpenClaimList, OwnerClaimList
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits

PRIVATE = {"cache-control": "private, no-store"}
CLAIMS = limits(Limit(name="owner-claims", count=20, seconds=86_400))
Person = requires_kind("citizen", "merchant")
Officer = requires_kind("officer")
_REFUSED = ("unauthenticated", "forbidden")


@post(
    "/api/subjects/{uscc:str}/owner-claims",
    guards=[Person, CLAIMS],
    responses=problem_responses(
        *_REFUSED, "real-name-required", "unknown-subject", "conflict", "rate-limited"
    ),
)
async def claim_ownership(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[OwnerClaimList]:
    """Say that the caller is the subject's legal representative; an officer checks it."""
    await claims.claim_subject(caller, uscc)
    view = OwnerClaimList(items=await claims.list_own_claims(caller.id))
    return Response(view, status_code=201, headers=PRIVATE)


@get(
    "/api/me/owner-claims",
    guards=[Person],
    opt={"bounded": "the newest 20"},
    responses=problem_responses(*_REFUSED),
)
async def list_own_claims(caller: NamedDependency[Caller]) -> Response[OwnerClaimList]:
    """The caller's claims and what became of them."""
    return Response(OwnerClaimList(items=await claims.list_own_claims(caller.id)), headers=PRIVATE)


@get(
    "/api/owner-claims",
    guards=[Officer],
    opt={"bounded": "the oldest 100 open ones"},
    responses=problem_responses(*_REFUSED),
)
async def list_open_claims(caller: NamedDependency[Caller]) -> Response[OpenClaimList]:
    """The open claims with the verified names; reading them is on record."""
    return Response(OpenClaimList(items=await claims.list_open_claims(caller)), headers=PRIVATE)


@post(
    "/api/owner-claims/{claim:uuid}/decision",
    status_code=204,
    guards=[Officer],
    responses=problem_responses("invalid-input", *_REFUSED, "real-name-required", "not-found"),
)
async def decide_owner_claim(
    claim: FromPath[UUID], data: JSONBody[DecideClaim], caller: NamedDependency[Caller]
) -> None:
    """Decide, when the register's representative was compared with the verified name."""
    await claims.decide_claim(caller, claim, data)


routes = [claim_ownership, list_own_claims, list_open_claims, decide_owner_claim]
