"""`credit perks …`: checks the file of a draw without the web and without a database."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from credit.perks.draws.proof import DrawProof, check_proof

app = typer.Typer(no_args_is_help=True)


@app.callback()
def perks() -> None:
    """Perks."""


@app.command("verify-draw")
def verify_draw(
    file: Path,
    before: Annotated[
        Path | None, typer.Option(help="A copy of the file from before the draw.")
    ] = None,
) -> None:
    """Reckon a draw again from its open FILE; exit code 1 and each place that does not fit."""
    proof, earlier = read_proof(file), read_proof(before) if before else None
    found = check_proof(proof, earlier)
    for each in found:
        typer.echo(f"✗ {each.field}: {each.why}")
    if found:
        sys.exit(1)
    typer.echo(describe(proof))


def read_proof(path: Path) -> DrawProof:
    """The file's content; exits with what is wrong with its shape, and where."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=DrawProof)
    except (OSError, msgspec.DecodeError) as error:
        sys.exit(f"✗ {path.name}: {error}")


def describe(proof: DrawProof) -> str:
    """A sound file in one line."""
    if proof.state == "open":
        return f"ok: announced, entries until {proof.enter_until}, seed hash {proof.seed_hash}"
    if proof.state == "closed":
        return f"ok: {len(proof.entries)} entries closed, to be drawn at {proof.draw_at}"
    return f"ok: {len(proof.winning)} of {len(proof.entries)} entries won, reckoned again"
