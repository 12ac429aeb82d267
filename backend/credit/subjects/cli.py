"""`credit subjects …`: commands about codes."""

from pathlib import Path
from typing import Annotated

import typer

from credit.subjects.code_check import check_codes

app = typer.Typer(no_args_is_help=True)


@app.callback()
def subjects() -> None:
    """Subjects and their codes."""


@app.command("check-codes")
def check_codes_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="One code a line.")],
) -> None:
    """Print `code<TAB>ok|reject|warn<TAB>reason` for each line of FILE."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        for code, outcome, reason in check_codes(lines):
            typer.echo(f"{code}\t{outcome}\t{reason}")
