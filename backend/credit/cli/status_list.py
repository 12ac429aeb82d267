"""`credit codes status-list`: a status list in both of its forms, as files."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from credit.codes.core.status_list import LIST_ID
from credit.codes.trust.artefacts import make_jwt
from credit.codes.trust.publishing import publish_trust
from credit.codes.trust.queries import list_current_lists
from credit.kit.console import run_with_database


def status_list(
    list_id: Annotated[str, typer.Argument(help="m0 to m23 merchants, c0 to c23 citizens.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="Where to write.")] = Path(),
) -> None:
    """Write LIST_ID.cose (compact, signed) and LIST_ID.jwt (Token Status List, merchants only)."""
    if not LIST_ID.fullmatch(list_id):
        raise typer.BadParameter(f"{list_id!r} is none of m0 to m23, c0 to c23")
    forms, known = run_with_database(lambda: make_forms(list_id))
    if not forms:
        sys.exit(f"list {list_id} is not in use at present; there are: {', '.join(known)}")
    out.mkdir(parents=True, exist_ok=True)
    for ending, body in forms.items():
        path = out / f"{list_id}.{ending}"
        path.write_bytes(body)
        typer.echo(f"{path} {len(body)} bytes")


async def make_forms(list_id: str) -> tuple[dict[str, bytes], list[str]]:
    """The present list by file ending (empty: not in use), and the ids of all lists in use."""
    await publish_trust()
    bodies = await list_current_lists()
    if list_id not in bodies:
        return {}, sorted(bodies)
    token = await make_jwt(list_id) if list_id.startswith("m") else None
    return {"cose": bodies[list_id]} | ({"jwt": token} if token else {}), sorted(bodies)
