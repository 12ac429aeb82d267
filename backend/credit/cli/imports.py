"""`credit import FILE`: a source file through the same importer that officers use."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from credit.kit.console import run_with_database
from credit.kit.problems import Problem
from credit.kit.progress import progress_bar
from credit.records.actions import ImportReport, import_path

OPERATOR = "cli"


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    kind: Annotated[str, typer.Option(help="registry, permits, penalties, honours, …")],
) -> None:
    """Import FILE; refused rows go to a rejects file with line, field and reason."""
    try:
        report = run_with_database(lambda: _import(file, kind))
    except Problem as problem:
        sys.exit(f"{problem.title}: {problem.detail}")
    _print(report)


async def _import(file: Path, kind: str) -> ImportReport:
    with progress_bar() as report:
        return await import_path(file, kind, started_by=OPERATOR, progress=report)


def _print(report: ImportReport) -> None:
    table = Table(show_header=False, box=None)
    rate = report.rows_read / report.seconds if report.seconds else 0
    table.add_row("rows read", f"{report.rows_read:,}")
    table.add_row("accepted", f"{report.rows_accepted:,}")
    table.add_row("unchanged", f"{report.rows_unchanged:,}")
    table.add_row("refused", f"{report.rows_rejected:,}")
    table.add_row("rows per second", f"{rate:,.0f}")
    console = Console(highlight=False)
    console.print(table)
    if report.rejects_path:
        console.print(
            f" refused rows with line, field and reason: {report.rejects_path}", soft_wrap=True
        )
