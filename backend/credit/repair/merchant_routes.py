"""Repair for who may act for a subject; officers may enter an application at the counter."""

from typing import Final
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from credit.identity.access_log.recording import read_subject
from credit.kit.auth import Caller, requires_caller
from credit.kit.photos import BODY_ALLOWANCE
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.repair.actions import applying, materials
from credit.repair.actions.moving import ROLES, read_case
from credit.repair.queries.views import get_book, view_of
from credit.repair.schemas.inputs import AddMaterial, StartRepair, SubmitRepair
from credit.repair.schemas.views import RepairBook, RepairCase

PRIVATE: Final = {"cache-control": "private, no-store"}
OWN: Final = ("unauthenticated", "forbidden", "not-found")
WRITES: Final = limits(Limit(name="repair-writes", count=60, seconds=3600))


@get(
    "/api/subjects/{uscc:str}/repairs",
    guards=[requires_caller],
    opt={"bounded": "the newest 200 negative facts of the subject"},
    responses=problem_responses(
        "unauthenticated", "forbidden", "purpose-required", "unknown-subject"
    ),
)
async def list_repairs(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[RepairBook]:
    """A subject's negative facts, repaired ones too: conditions, possible day, latest case."""
    subject = await read_subject(caller, uscc, "repairs", roles=ROLES)
    return Response(await get_book(subject.id), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/repairs",
    guards=[requires_caller, WRITES],
    status_code=200,
    responses=problem_responses(
        *OWN, "invalid-input", "unknown-subject", "conflict", "rate-limited"
    ),
)
async def start_repair(
    uscc: FromPath[str], data: JSONBody[StartRepair], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """Open a draft about a fact; while a case is open, that one is given. Free of charge."""
    case = await applying.start_repair(caller, uscc, data.record)
    return Response(await view_of(case, caller), headers=PRIVATE)


@get(
    "/api/repairs/{repair_id:uuid}",
    guards=[requires_caller],
    opt={"bounded": "one case: at most 9 materials and the steps of its procedure"},
    responses=problem_responses(*OWN),
)
async def get_repair(
    repair_id: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """One case, for its subject and for officers."""
    case = await read_case(caller, repair_id)
    return Response(await view_of(case, caller), headers=PRIVATE)


@post(
    "/api/repairs/{repair_id:uuid}/materials",
    guards=[requires_caller, WRITES],
    status_code=200,
    request_max_body_size=BODY_ALLOWANCE + 4096,
    responses=problem_responses(*OWN, "invalid-input", "conflict", "too-large", "rate-limited"),
)
async def add_repair_material(
    repair_id: FromPath[UUID], data: JSONBody[AddMaterial], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """Add a photo (made anew, without place and time) or a PDF; the same file again is the same."""
    case = await materials.add_material(caller, repair_id, data.name.strip(), data.data)
    return Response(await view_of(case, caller), headers=PRIVATE)


@delete(
    "/api/repairs/{repair_id:uuid}/materials/{material_id:uuid}",
    guards=[requires_caller],
    status_code=200,
    responses=problem_responses(*OWN, "conflict"),
)
async def remove_repair_material(
    repair_id: FromPath[UUID], material_id: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """Take a proof away again before it is submitted."""
    case = await materials.remove_material(caller, repair_id, material_id)
    return Response(await view_of(case, caller), headers=PRIVATE)


@get(
    "/api/repairs/{repair_id:uuid}/materials/{material_id:uuid}",
    guards=[requires_caller],
    media_type="application/octet-stream",
    responses=problem_responses(*OWN),
)
async def get_repair_material(
    repair_id: FromPath[UUID], material_id: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """The bytes of a proof: a JPEG of ours, or a PDF to download."""
    return await materials.open_material(caller, repair_id, material_id)


@post(
    "/api/repairs/{repair_id:uuid}/submission",
    guards=[requires_caller, WRITES],
    status_code=200,
    responses=problem_responses(*OWN, "invalid-input", "conflict", "rate-limited"),
)
async def submit_repair(
    repair_id: FromPath[UUID], data: JSONBody[SubmitRepair], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """Submit a draft, or what was to be added; unmet conditions answer 409, with reasons."""
    case = await applying.submit_repair(caller, repair_id, data)
    return Response(await view_of(case, caller), headers=PRIVATE)


@post(
    "/api/repairs/{repair_id:uuid}/withdrawal",
    guards=[requires_caller, WRITES],
    status_code=200,
    responses=problem_responses(*OWN, "conflict", "rate-limited"),
)
async def withdraw_repair(
    repair_id: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[RepairCase]:
    """Take an open application back."""
    case = await applying.withdraw_repair(caller, repair_id)
    return Response(await view_of(case, caller), headers=PRIVATE)


merchant_routes = [
    list_repairs,
    start_repair,
    get_repair,
    add_repair_material,
    remove_repair_material,
    get_repair_material,
    submit_repair,
    withdraw_repair,
]
