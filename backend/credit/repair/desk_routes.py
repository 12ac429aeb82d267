"""Repair at the desk: the queue, and each step of a case."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.identity.officers.queries import narrow_division
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.repair.actions import deciding, handling, revoking
from credit.repair.queries.rows import CaseRow
from credit.repair.queries.views import MAX_PAGE, list_desk, view_of
from credit.repair.schemas.inputs import (
    BrokenPledge,
    CheckRepair,
    DecideRepair,
    DeskFilter,
    ExtendRepair,
    FalseMaterials,
    HandleRepair,
)
from credit.repair.schemas.views import RepairCase, RepairPage

PRIVATE: Final = {"cache-control": "private, no-store"}
DESK: Final = ("unauthenticated", "forbidden", "not-found", "invalid-input", "conflict")
Officer: Final = requires_kind("officer")
Status = Annotated[DeskFilter, QueryParameter(description="open 未办结；overdue 超期；done 办结")]
Division = Annotated[
    str, QueryParameter(pattern="^([0-9]{2}){0,3}$", description="行政区划代码的前几位，空为全省")
]
PageSize = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
After = Annotated[str, QueryParameter(pattern="^[0-9]{0,18}$", description="上一页的 next")]


@get(
    "/api/repairs",
    guards=[Officer],
    responses=problem_responses("unauthenticated", "forbidden", "invalid-input"),
)
async def list_repair_desk(
    caller: NamedDependency[Caller],
    status: Status = "open",
    division: Division = "",
    limit: PageSize = 20,
    after: After = "",
) -> Response[RepairPage]:
    """Cases of the own jurisdiction or a part of it, what is due first on top."""
    inside = await narrow_division(caller, division)
    return Response(await list_desk(status, inside, int(after or 0), limit), headers=PRIVATE)


@post(
    "/api/repairs/{repair_id:uuid}/acceptance",
    guards=[Officer],
    status_code=200,
    responses=problem_responses(*DESK),
)
async def handle_repair(
    repair_id: FromPath[UUID], data: JSONBody[HandleRepair], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """受理, 补正 or 不予受理."""
    return await _answer(await handling.handle_repair(caller, repair_id, data), caller)


@post(
    "/api/repairs/{repair_id:uuid}/check",
    guards=[Officer],
    status_code=200,
    responses=problem_responses(*DESK),
)
async def check_repair(
    repair_id: FromPath[UUID], data: JSONBody[CheckRepair], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """核查: write down what was found."""
    return await _answer(await handling.check_repair(caller, repair_id, data.finding), caller)


@post(
    "/api/repairs/{repair_id:uuid}/decision",
    guards=[Officer],
    status_code=200,
    responses=problem_responses(*DESK),
)
async def decide_repair(
    repair_id: FromPath[UUID], data: JSONBody[DecideRepair], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """同意 ends publicity, sharing and measures at once; 不同意 has a reason and a basis."""
    return await _answer(await deciding.decide_repair(caller, repair_id, data), caller)


@post(
    "/api/repairs/{repair_id:uuid}/extension",
    guards=[Officer],
    status_code=200,
    responses=problem_responses(*DESK),
)
async def extend_repair(
    repair_id: FromPath[UUID], data: JSONBody[ExtendRepair], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """Ten working days more for a complex case, once."""
    return await _answer(await handling.extend_repair(caller, repair_id, data.reason), caller)


@post(
    "/api/repairs/{repair_id:uuid}/false-materials",
    guards=[Officer],
    status_code=200,
    responses=problem_responses(*DESK),
)
async def answer_false_materials(
    repair_id: FromPath[UUID], data: JSONBody[FalseMaterials], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """False materials: refused or revoked, shown to the maximum, barred with basis and end."""
    case = await revoking.answer_false_materials(caller, repair_id, data)
    return await _answer(case, caller)


@post(
    "/api/repairs/{repair_id:uuid}/broken-pledge",
    guards=[Officer],
    status_code=200,
    responses=problem_responses(*DESK),
)
async def answer_broken_pledge(
    repair_id: FromPath[UUID], data: JSONBody[BrokenPledge], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """A repair pledge that was not kept: revoked, and the fact shown to the maximum."""
    case = await revoking.answer_broken_pledge(caller, repair_id, data)
    return await _answer(case, caller)


async def _answer(case: CaseRow, caller: Caller) -> Response[RepairCase]:
    return Response(await view_of(case, caller), headers=PRIVATE)


desk_routes = [
    list_repair_desk,
    handle_repair,
    check_repair,
    decide_repair,
    extend_repair,
    answer_false_materials,
    answer_broken_pledge,
]
