"""Handlers of declarations: the public's view, the owner's, the desk's."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from credit.declarations import queries
from credit.declarations.actions import deciding, declaring
from credit.declarations.schemas import (
    MAX_PHOTOS,
    DecideDeclaration,
    DeclarationForms,
    DeclarationPage,
    DeclarationView,
    DeclareFact,
    PublicDeclarations,
    ShowDeclaration,
)
from credit.identity.access_log.recording import Look, note_looks, read_subject
from credit.identity.officers.queries import get_jurisdiction
from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_caller, requires_kind
from credit.kit.photos import BODY_ALLOWANCE, photo_response
from credit.kit.problems import problem_responses
from credit.kit.uscc import normalise_uscc

PRIVATE: Final = {"cache-control": "private, no-store"}
# Withdrawn means withdrawn: nobody keeps a page that shows it.
FRESH: Final = {"cache-control": "public, no-cache"}
OWN: Final = ("unauthenticated", "forbidden", "unknown-subject")
STEP: Final = ("unauthenticated", "forbidden", "not-found", "unknown-subject", "conflict")
Shop: Final = requires_kind("merchant")
Officer: Final = requires_kind("officer")
After = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1, description="上一页的 next")]


@get(
    "/api/declaration-forms",
    opt={"public": True, "bounded": "the forms of forms.toml"},
    sync_to_thread=False,
)
def get_declaration_forms() -> Response[DeclarationForms]:
    """What can be declared, with the truth commitment and the consent to publication."""
    return Response(queries.describe_forms(), headers={"cache-control": "public, max-age=300"})


@get(
    "/api/subjects/{uscc:str}/declared",
    opt={"public": True, "bounded": "at most 100 standing declarations of a subject"},
)
async def list_public_declarations(uscc: FromPath[str]) -> Response[PublicDeclarations]:
    """What a subject shows of its own declarations, each marked 自主填报. No grade counts them."""
    code = normalise_uscc(uscc) if uscc.isascii() else ""
    return Response(await queries.list_public(code), headers=FRESH)


@get(
    "/api/subjects/{uscc:str}/declarations",
    guards=[requires_kind("merchant", "officer")],
    opt={"bounded": "30 a page"},
    responses=problem_responses("invalid-input", "purpose-required", *OWN),
)
async def list_own_declarations(
    uscc: FromPath[str], caller: NamedDependency[Caller], after: After = None
) -> Response[DeclarationPage]:
    """The declarations of a subject, for its owners; newest first."""
    subject = await read_subject(caller, uscc, "declarations", roles=declaring.ROLES)
    return Response(await queries.list_own(subject.id, after), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/declarations",
    guards=[Shop],
    request_max_body_size=MAX_PHOTOS * BODY_ALLOWANCE + 20_000,
    responses=problem_responses("invalid-input", "conflict", "rate-limited", "too-large", *OWN),
)
async def declare_subject_fact(
    uscc: FromPath[str], data: JSONBody[DeclareFact], caller: NamedDependency[Caller]
) -> Response[DeclarationView]:
    """Declare something with a signed truth commitment; an officer will check it."""
    key = await declaring.declare_fact(caller, uscc, data)
    view = await queries.view_declaration(caller, key)
    return Response(view, status_code=201, headers=PRIVATE)


@get(
    "/api/declarations",
    guards=[Officer],
    opt={"bounded": "30 a page"},
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_desk_declarations(
    caller: NamedDependency[Caller], decided: FromQuery[bool] = False, after: After = None
) -> Response[DeclarationPage]:
    """What waits to be verified in the own jurisdiction, oldest first; or what was decided."""
    own = await get_jurisdiction(caller)
    listed = queries.list_decided if decided else queries.list_queue
    return Response(await listed(after, own), headers=PRIVATE)


@get(
    "/api/declarations/{declaration:uuid}",
    guards=[requires_caller],
    responses=problem_responses("not-found", *OWN),
)
async def get_one_declaration(
    declaration: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[DeclarationView]:
    """One declaration, for its subject's owners and for officers."""
    await _check_reader(caller, declaration)
    return Response(await queries.view_declaration(caller, declaration), headers=PRIVATE)


@get(
    "/api/declarations/{declaration:uuid}/photos/{photo:uuid}",
    guards=[requires_caller],
    responses=problem_responses("not-found", *OWN),
    media_type="image/jpeg",
)
async def get_declaration_photo(
    declaration: FromPath[UUID], photo: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """A proof, for who may see the declaration; never public."""
    await _check_reader(caller, declaration)
    return photo_response(await queries.read_photo(declaration, photo))


@post(
    "/api/declarations/{declaration:uuid}/withdrawal",
    guards=[Shop],
    status_code=200,
    responses=problem_responses(*STEP),
)
async def withdraw_one_declaration(
    declaration: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[DeclarationView]:
    """Take a declaration back."""
    await declaring.withdraw_declaration(caller, declaration)
    return Response(await queries.view_declaration(caller, declaration), headers=PRIVATE)


@post(
    "/api/declarations/{declaration:uuid}/publication",
    guards=[Shop],
    status_code=200,
    responses=problem_responses("invalid-input", *STEP),
)
async def show_one_declaration(
    declaration: FromPath[UUID],
    data: JSONBody[ShowDeclaration],
    caller: NamedDependency[Caller],
) -> Response[DeclarationView]:
    """Consent to show this one in public."""
    await declaring.show_declaration(caller, declaration, data.text_version)
    return Response(await queries.view_declaration(caller, declaration), headers=PRIVATE)


@delete(
    "/api/declarations/{declaration:uuid}/publication",
    guards=[Shop],
    status_code=200,
    responses=problem_responses(*STEP),
)
async def hide_one_declaration(
    declaration: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[DeclarationView]:
    """Take the consent back: it is shown no more from now on."""
    await declaring.hide_declaration(caller, declaration)
    return Response(await queries.view_declaration(caller, declaration), headers=PRIVATE)


@post(
    "/api/declarations/{declaration:uuid}/decision",
    guards=[Officer],
    status_code=200,
    responses=problem_responses("invalid-input", *STEP),
)
async def decide_one_declaration(
    declaration: FromPath[UUID],
    data: JSONBody[DecideDeclaration],
    caller: NamedDependency[Caller],
) -> Response[DeclarationView]:
    """Verify a declaration, or refuse it, with a reason."""
    await deciding.decide_declaration(caller, declaration, data)
    return Response(await queries.view_declaration(caller, declaration), headers=PRIVATE)


async def _check_reader(caller: Caller, declaration: UUID) -> None:
    """An owner, or an officer whose look is noted; Problem forbidden for anybody else."""
    row = await queries.find_row(declaration)
    await access_subject(caller, row.uscc, roles=declaring.ROLES)
    open_ = row.state == "declared"
    look = Look(object_id=str(declaration), uscc=row.uscc, case_open=open_)
    await note_looks(caller, "self_declaration", [look])


routes = [
    get_declaration_forms,
    list_public_declarations,
    list_own_declarations,
    declare_subject_fact,
    list_desk_declarations,
    get_one_declaration,
    get_declaration_photo,
    withdraw_one_declaration,
    show_one_declaration,
    hide_one_declaration,
    decide_one_declaration,
]
