"""`credit commitments …`: whole commitments in the national data standard."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from asyncpg import PostgresError

from credit.cli.imports import import_file
from credit.commitments.exchange.export import note_export, write_csv, write_xlsx
from credit.commitments.receipts.checking import GENUINE, check_file
from credit.kit.console import run_with_database
from credit.kit.services.home import ServiceError
from credit.places.divisions import is_county
from credit.records.catalogue import COMMITMENT_KIND

OPERATOR = "cli"
CANNOT_KNOW = 2
app = typer.Typer(no_args_is_help=True)


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
) -> None:
    """Import FILE (CSV or XLSX); refused rows go to a rejects file with line, field and reason."""
    import_file(file, COMMITMENT_KIND)


@app.command("export")
def export_command(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Ends in .csv or .xlsx.")],
    county: Annotated[str, typer.Option(help="Six digits; without it, all counties.")] = "",
) -> None:
    """Write every commitment (of a county) to FILE."""
    if file.suffix not in (".csv", ".xlsx"):
        sys.exit("FILE must end in .csv or .xlsx")
    if county and not is_county(county):
        sys.exit(f"{county} is no county of Qinghai")
    rows = run_with_database(lambda: _export(file, county or None))
    typer.echo(f"{rows:,} commitments: {file}")


@app.command("check-receipt")
def check_receipt_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
) -> None:
    """Whether FILE is a receipt issued here, byte for byte.

    Ends with 0 when it is genuine, 1 when it was altered or is not ours, 2 when we cannot know.
    """
    try:
        found = run_with_database(lambda: check_file(file.read_bytes()))
    except (ServiceError, PostgresError, OSError) as error:
        typer.echo(f"cannot know: {error}", err=True)
        sys.exit(CANNOT_KNOW)
    typer.echo(f"{found.outcome}: {found.reason}")
    if found.receipt:
        typer.echo(f"{found.receipt.code} {found.receipt.name} {found.receipt.merchant}")
    sys.exit(0 if found.outcome == GENUINE else 1)


async def _export(file: Path, county: str | None) -> int:
    await note_export(OPERATOR, county, file.suffix.removeprefix("."))
    write = write_xlsx if file.suffix == ".xlsx" else write_csv
    return await write(county, file)
