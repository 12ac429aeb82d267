"""Handlers of the desk."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.perks.programme.desk import queries
from credit.perks.programme.desk.schemas import DeskPage, DryRun, TryTerms

PRIVATE: Final = {"cache-control": "private, no-store"}
Proposer = requires_kind("merchant", "officer")
# A run looks at every merchant or everybody who brings facts.
TRYING: Final = limits(Limit(name="perk-dry-runs", count=30, seconds=300))


@get(
    "/api/perk-desk",
    guards=[requires_kind("officer")],
    opt={"bounded": "200 perks"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def list_perk_desk(caller: NamedDependency[Caller]) -> Response[DeskPage]:
    """All perks; those that wait for a second person come first."""
    return Response(await queries.list_desk(caller), headers=PRIVATE)


@get(
    "/api/perk-desk/{perk:str}/dry-run",
    guards=[requires_kind("officer")],
    opt={"bounded": "counts only"},
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def get_perk_dry_run(perk: FromPath[str]) -> Response[DryRun]:
    """Before launch: how many would qualify today and what it can cost; never who (试算)."""
    return Response(await queries.dry_run(perk), headers=PRIVATE)


@post(
    "/api/perk-dry-runs",
    guards=[Proposer, TRYING],
    status_code=200,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "unknown-subject", "rate-limited"
    ),
)
async def try_perk_terms(
    data: JSONBody[TryTerms], caller: NamedDependency[Caller]
) -> Response[DryRun]:
    """Terms before they are proposed: what is wrong, who would qualify, what it can cost (试算)."""
    return Response(await queries.try_terms(caller, data), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/provided-perks",
    guards=[Proposer],
    opt={"bounded": "200 perks"},
    responses=problem_responses("unauthenticated", "forbidden", "unknown-subject"),
)
async def list_provided_perks(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[DeskPage]:
    """What a provider offers, has proposed, or was refused and why; for who owns it."""
    return Response(await queries.list_provided(caller, uscc), headers=PRIVATE)


routes = [list_perk_desk, get_perk_dry_run, try_perk_terms, list_provided_perks]
