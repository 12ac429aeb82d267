"""Handlers of objections: the subject's own, and the desk of officers."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.identity.access_log.recording import Look, note_looks, read_subject
from credit.identity.officers.queries import get_jurisdiction
from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_caller, requires_kind
from credit.kit.photos import BODY_ALLOWANCE, photo_response
from credit.kit.problems import problem_responses
from credit.objections import queries
from credit.objections.actions import deciding, filing
from credit.objections.rules import Target
from credit.objections.schemas import (
    MAX_PHOTOS,
    DecideObjection,
    FileObjection,
    ObjectionForm,
    ObjectionPage,
    ObjectionView,
    ReviewObjection,
    TakeUpObjection,
)

PRIVATE: Final = {"cache-control": "private, no-store"}
OWN: Final = ("unauthenticated", "forbidden", "unknown-subject")
STEP: Final = ("invalid-input", "unauthenticated", "forbidden", "not-found", "conflict")
Number = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1, description="上一页的 next")]
Place = Annotated[str | None, QueryParameter(max_length=40, description="上一页的 next")]
About = Annotated[Target, QueryParameter(description="对什么提异议")]
RecordId = Annotated[str, QueryParameter(max_length=36, description="记录的 id")]


@get(
    "/api/subjects/{uscc:str}/objections/form",
    guards=[requires_kind("merchant", "officer")],
    responses=problem_responses("invalid-input", "not-found", *OWN),
)
async def get_objection_form(
    uscc: FromPath[str], caller: NamedDependency[Caller], target: About, record: RecordId = ""
) -> Response[ObjectionForm]:
    """What an objection would be about, the reasons to choose from, and the days promised."""
    subject = await access_subject(caller, uscc, roles=filing.ROLES)
    return Response(await queries.describe_form(subject, target, record), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/objections",
    guards=[requires_kind("merchant", "officer")],
    request_max_body_size=MAX_PHOTOS * BODY_ALLOWANCE + 20_000,
    responses=problem_responses(
        "invalid-input", "not-found", "conflict", "rate-limited", "too-large", *OWN
    ),
)
async def file_subject_objection(
    uscc: FromPath[str], data: JSONBody[FileObjection], caller: NamedDependency[Caller]
) -> Response[ObjectionView]:
    """Object. The public fact is marked at once; the same matter twice is 409."""
    objection_id = await filing.file_objection(caller, uscc, data)
    return Response(await queries.view_objection(caller, objection_id), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/objections",
    guards=[requires_kind("merchant", "officer")],
    opt={"bounded": "30 a page"},
    responses=problem_responses("invalid-input", "purpose-required", *OWN),
)
async def list_subject_objections(
    uscc: FromPath[str], caller: NamedDependency[Caller], after: Number = None
) -> Response[ObjectionPage]:
    """The objections of a subject, newest first."""
    subject = await read_subject(caller, uscc, "objections", roles=filing.ROLES)
    return Response(await queries.list_objections_of(subject.id, after), headers=PRIVATE)


@get(
    "/api/objections",
    guards=[requires_kind("officer")],
    opt={"bounded": "30 a page"},
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_desk_objections(
    caller: NamedDependency[Caller], after: Place = None
) -> Response[ObjectionPage]:
    """What the officer has to do in the own jurisdiction, the most urgent first."""
    own = await get_jurisdiction(caller)
    return Response(await queries.list_open_objections(after, own), headers=PRIVATE)


@get(
    "/api/objections/decided",
    guards=[requires_kind("officer")],
    opt={"bounded": "30 a page"},
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_decided_objections(
    caller: NamedDependency[Caller], after: Number = None
) -> Response[ObjectionPage]:
    """What has ended in the own jurisdiction, newest first."""
    own = await get_jurisdiction(caller)
    return Response(await queries.list_decided_objections(after, own), headers=PRIVATE)


@get(
    "/api/objections/{objection:uuid}",
    guards=[requires_caller],
    responses=problem_responses("not-found", *OWN),
)
async def get_one_objection(
    objection: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[ObjectionView]:
    """One objection, for its subject's owners and for officers."""
    return Response(await _visible(caller, objection), headers=PRIVATE)


@get(
    "/api/objections/{objection:uuid}/photos/{photo:uuid}",
    guards=[requires_caller],
    responses=problem_responses("not-found", *OWN),
    media_type="image/jpeg",
)
async def get_objection_photo(
    objection: FromPath[UUID], photo: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """A photo handed in, for who may see the objection."""
    await _visible(caller, objection)
    return photo_response(await queries.read_photo(objection, photo))


@post(
    "/api/objections/{objection:uuid}/withdrawal",
    guards=[requires_kind("merchant", "officer")],
    status_code=200,
    responses=problem_responses(*STEP, "unknown-subject"),
)
async def withdraw_one_objection(
    objection: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[ObjectionView]:
    """Take an open objection back."""
    await filing.withdraw_objection(caller, objection)
    return Response(await queries.view_objection(caller, objection), headers=PRIVATE)


@post(
    "/api/objections/{objection:uuid}/review",
    guards=[requires_kind("merchant", "officer")],
    status_code=200,
    responses=problem_responses(*STEP, "unknown-subject"),
)
async def ask_objection_review(
    objection: FromPath[UUID], data: JSONBody[ReviewObjection], caller: NamedDependency[Caller]
) -> Response[ObjectionView]:
    """Have another officer look at it again, once."""
    await filing.ask_review(caller, objection, data.statement)
    return Response(await queries.view_objection(caller, objection), headers=PRIVATE)


@post(
    "/api/objections/{objection:uuid}/acceptance",
    guards=[requires_kind("officer")],
    status_code=200,
    responses=problem_responses(*STEP),
)
async def take_up_objection(
    objection: FromPath[UUID], data: JSONBody[TakeUpObjection], caller: NamedDependency[Caller]
) -> Response[ObjectionView]:
    """Take an objection up, or refuse it with a reason."""
    await deciding.take_up_objection(caller, objection, data)
    return Response(await queries.view_objection(caller, objection), headers=PRIVATE)


@post(
    "/api/objections/{objection:uuid}/decision",
    guards=[requires_kind("officer")],
    status_code=200,
    responses=problem_responses(*STEP),
)
async def decide_objection(
    objection: FromPath[UUID], data: JSONBody[DecideObjection], caller: NamedDependency[Caller]
) -> Response[ObjectionView]:
    """Uphold or reject; upheld, the correction is written with it."""
    await deciding.decide_objection(caller, objection, data)
    return Response(await queries.view_objection(caller, objection), headers=PRIVATE)


async def _visible(caller: Caller, objection: UUID) -> ObjectionView:
    view = await queries.view_objection(caller, objection)
    await access_subject(caller, view.uscc, roles=filing.ROLES)
    look = Look(object_id=view.id, uscc=view.uscc, case_open=view.due_on is not None)
    await note_looks(caller, "objection", [look])
    return view


routes = [
    get_objection_form,
    file_subject_objection,
    list_subject_objections,
    list_desk_objections,
    list_decided_objections,
    get_one_objection,
    get_objection_photo,
    withdraw_one_objection,
    ask_objection_review,
    take_up_objection,
    decide_objection,
]
