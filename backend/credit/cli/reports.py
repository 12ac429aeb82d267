"""`credit reports …`: whether a report file is genuine."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from asyncpg import PostgresError

from credit.kit.console import run_with_database
from credit.kit.services.home import ServiceError
from credit.reports.checking.checking import check_report_file

CANNOT_KNOW = 2
STANDS = ("genuine", "superseded", "expired")
app = typer.Typer(no_args_is_help=True)


@app.callback()
def reports() -> None:
    """Keeps `check` a verb of its own while it is the only one."""


@app.command("check")
def check_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
) -> None:
    """Whether FILE is a credit report issued here, byte for byte.

    Ends with 0 when it is as issued (also expired, or superseded by news), 1 when it was altered
    or is not ours, 2 when we cannot know.
    """
    try:
        found = run_with_database(lambda: check_report_file(file.read_bytes()))
    except (ServiceError, PostgresError, OSError) as error:
        typer.echo(f"cannot know: {error}", err=True)
        sys.exit(CANNOT_KNOW)
    typer.echo(f"{found.verdict}: {'；'.join(found.reasons)}")
    if found.report:
        typer.echo(f"{found.report.number} {found.report.name} {found.report.as_of:%Y-%m-%d}")
    sys.exit(0 if found.verdict in STANDS else 1)
