"""`credit commitments …`: whole commitments in the national data standard."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from credit.cli.imports import import_file
from credit.commitments.exchange.export import note_export, write_csv, write_xlsx
from credit.kit.console import run_with_database
from credit.places.divisions import is_county
from credit.records.catalogue import COMMITMENT_KIND

OPERATOR = "cli"
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


async def _export(file: Path, county: str | None) -> int:
    await note_export(OPERATOR, county, file.suffix.removeprefix("."))
    write = write_xlsx if file.suffix == ".xlsx" else write_csv
    return await write(county, file)
