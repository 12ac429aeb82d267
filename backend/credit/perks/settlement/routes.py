"""Handlers of settlement: for owners and finance people of a merchant or provider."""

from typing import Annotated, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from credit.identity.access_log.recording import read_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.perks.settlement.actions import ROLES, sign_statement
from credit.perks.settlement.exporting import MEDIA_TYPES, Format, export_statement
from credit.perks.settlement.queries import (
    MAX_SHOWN,
    get_statement,
    line_view,
    list_lines,
    list_statements,
)
from credit.perks.settlement.schemas import StatementDetail, StatementPage, StatementView

PRIVATE: Final = {"cache-control": "private, no-store"}
MAX_PAGE: Final = 100
Party = requires_kind("merchant", "officer")
Page = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
OWN: Final = ("unauthenticated", "forbidden", "purpose-required", "unknown-subject")


@get(
    "/api/subjects/{uscc:str}/perk-statements",
    guards=[Party],
    responses=problem_responses(*OWN, "invalid-input"),
)
async def list_perk_statements(
    uscc: FromPath[str], caller: NamedDependency[Caller], limit: Page = 31
) -> Response[StatementPage]:
    """Daily statements (结算单) of a merchant or provider, newest first."""
    party = await read_subject(caller, uscc, "statements", roles=ROLES)
    items = await list_statements(party.id, limit)
    return Response(StatementPage(items=items), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/perk-statements/{statement:str}",
    guards=[Party],
    opt={"bounded": "the first 1,000 lines"},
    responses=problem_responses(*OWN, "not-found"),
)
async def get_perk_statement(
    uscc: FromPath[str], statement: FromPath[str], caller: NamedDependency[Caller]
) -> Response[StatementDetail]:
    """A statement with its lines."""
    party = await read_subject(caller, uscc, "statements", roles=ROLES)
    row = await get_statement(statement, party.id)
    lines = await list_lines(row.id, MAX_SHOWN)
    detail = StatementDetail(
        statement=row.view,
        lines=[line_view(line) for line in lines],
        complete=len(lines) == row.redemptions + row.reversals,
    )
    return Response(detail, headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/perk-statements/{statement:str}/signature",
    guards=[Party],
    status_code=200,
    responses=problem_responses(*OWN, "not-found", "conflict"),
)
async def sign_perk_statement(
    uscc: FromPath[str], statement: FromPath[str], caller: NamedDependency[Caller]
) -> Response[StatementView]:
    """Sign off a statement; afterwards nobody can change it."""
    row = await sign_statement(caller, uscc, statement)
    return Response(row.view, headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/perk-statements/{statement:str}/file",
    guards=[Party],
    responses=problem_responses(*OWN, "not-found", "invalid-input"),
    media_type="application/octet-stream",
)
async def export_perk_statement(
    uscc: FromPath[str],
    statement: FromPath[str],
    caller: NamedDependency[Caller],
    file_format: Annotated[Format, QueryParameter(name="format")] = "csv",
) -> Response[bytes]:
    """A statement as a file, with all lines and the hash that was signed."""
    party = await read_subject(caller, uscc, "statements", roles=ROLES)
    row = await get_statement(statement, party.id)
    body = export_statement(row, await list_lines(row.id), file_format)
    name = f"statement-{row.side}-{row.day}.{file_format}"
    headers = {**PRIVATE, "content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=MEDIA_TYPES[file_format], headers=headers)


routes = [
    list_perk_statements,
    get_perk_statement,
    sign_perk_statement,
    export_perk_statement,
]
