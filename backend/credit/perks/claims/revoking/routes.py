"""Handlers of revocations: officers only."""

from typing import Annotated, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.kit.auth import Caller, requires_kind
from credit.kit.idempotency import IdempotencyKeyHeader
from credit.kit.problems import problem_responses
from credit.perks.claims.revoking import actions, queries
from credit.perks.claims.revoking.schemas import (
    DecideRevocation,
    DeskClaims,
    ProposeRevocation,
    RevocationList,
    RevocationView,
)

PRIVATE: Final = {"cache-control": "private, no-store"}
Officer = requires_kind("officer")
Number = Annotated[
    str, QueryParameter(pattern="^[0-9A-Fa-f]{0,8}$", description="凭证号，可只填开头几位")
]
WRITES: Final = problem_responses(
    "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict",
    "request-in-flight", "idempotency-conflict",
)  # fmt: skip


@post("/api/perk-claims/{claim:str}/revocations", guards=[Officer], responses=WRITES)
async def propose_perk_revocation(
    claim: FromPath[str],
    data: JSONBody[ProposeRevocation],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[RevocationView]:
    """Propose to take a voucher back, with reason and legal basis; another officer decides."""
    made = await actions.propose_revocation(caller, claim, data, idempotency_key)
    return Response(made, status_code=201, headers=PRIVATE)


@get(
    "/api/perks/{perk:str}/claims",
    guards=[Officer],
    opt={"bounded": "the newest 50"},
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_perk_claims(perk: FromPath[str], number: Number = "") -> Response[DeskClaims]:
    """Vouchers of a perk by the number on the holder's screen; whose they are is not said."""
    return Response(await queries.list_desk_claims(perk, number), headers=PRIVATE)


@get(
    "/api/perk-revocations",
    guards=[Officer],
    opt={"bounded": "200, oldest first"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def list_perk_revocations(
    caller: NamedDependency[Caller],
) -> Response[RevocationList]:
    """What waits for a second officer; the holders see that their voucher was looked at."""
    return Response(await queries.list_open(caller), headers=PRIVATE)


@post(
    "/api/perk-revocations/{revocation:str}/decision",
    guards=[Officer],
    status_code=200,
    responses=WRITES,
)
async def decide_perk_revocation(
    revocation: FromPath[str],
    data: JSONBody[DecideRevocation],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[RevocationView]:
    """Approve or refuse what another officer proposed; the holder is told with the remedy."""
    view = await actions.decide_revocation(caller, revocation, data, idempotency_key)
    return Response(view, headers=PRIVATE)


routes = [
    propose_perk_revocation,
    list_perk_claims,
    list_perk_revocations,
    decide_perk_revocation,
]
