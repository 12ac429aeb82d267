"""Handlers of one's own file and of who looked at it."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from credit.identity.access_log.recording import read_subject
from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_caller, requires_kind
from credit.kit.problems import problem_responses
from credit.my_file.access import Source, list_own_looks, list_shop_looks
from credit.my_file.citizen import read_own_file
from credit.my_file.schemas import AccessLog, OwnFile, SubjectFile
from credit.my_file.timeline import Shown, read_file

PRIVATE: Final = {"cache-control": "private, no-store"}
OWN: Final = ("invalid-input", "unauthenticated", "forbidden", "unknown-subject")
ROLES: Final = ("owner",)
Before = Annotated[str | None, QueryParameter(max_length=80, description="上一页的 next")]
After = Annotated[UUID | None, QueryParameter(description="上一页的 next")]
Year = Annotated[int | None, QueryParameter(ge=1900, le=2200, description="只看这一年")]


@get(
    "/api/me/file",
    guards=[requires_kind("citizen")],
    opt={"bounded": "the newest 500 lines"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def get_own_file(caller: NamedDependency[Caller]) -> Response[OwnFile]:
    """What the caller brought, pledged, agreed to and asked for. People have no grade."""
    return Response(await read_own_file(caller.id), headers=PRIVATE)


@get(
    "/api/me/access-log",
    guards=[requires_caller],
    opt={"bounded": "30 a page"},
    responses=problem_responses("invalid-input", "unauthenticated"),
)
async def list_own_access(
    caller: NamedDependency[Caller], source: FromQuery[Source] = "all", before: Before = None
) -> Response[AccessLog]:
    """Who looked at the caller's data (谁看过我): officers, and who verified a pass."""
    return Response(await list_own_looks(caller, source, before), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/access-log",
    guards=[requires_kind("merchant")],
    opt={"bounded": "30 a page"},
    responses=problem_responses(*OWN),
)
async def list_subject_access(
    uscc: FromPath[str],
    caller: NamedDependency[Caller],
    source: FromQuery[Source] = "all",
    before: Before = None,
) -> Response[AccessLog]:
    """Who looked at a shop's unpublished data, for its owners."""
    subject = await access_subject(caller, uscc, roles=ROLES)
    return Response(await list_shop_looks(subject.uscc, source, before), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/file",
    guards=[requires_kind("merchant", "officer")],
    opt={"bounded": "50 a page"},
    responses=problem_responses(*OWN, "purpose-required"),
)
async def get_subject_file(
    uscc: FromPath[str],
    caller: NamedDependency[Caller],
    shown: FromQuery[Shown] = "all",
    year: Year = None,
    after: After = None,
) -> Response[SubjectFile]:
    """Every fact about a shop, with source, basis, effect, end, objection and repair."""
    subject = await read_subject(caller, uscc, "file", roles=ROLES)
    return Response(await read_file(subject, shown, year, after), headers=PRIVATE)


routes = [get_own_file, list_own_access, list_subject_access, get_subject_file]
