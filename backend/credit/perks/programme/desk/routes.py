"""Handlers of the desk."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.perks.programme.desk import queries
from credit.perks.programme.desk.schemas import DeskPage, DryRun

PRIVATE: Final = {"cache-control": "private, no-store"}


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


routes = [list_perk_desk, get_perk_dry_run]
