"""`credit places …`: addresses to places, boundaries to files."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from credit.kit.progress import progress_bar
from credit.kit.sheets import SheetFault
from credit.places.address_file import FileReport, locate_file
from credit.places.boundaries import ATTRIBUTION, write_boundaries
from credit.places.geocode import HOW_NAMES

app = typer.Typer(no_args_is_help=True)
PARTS = (
    ("county", "县区"), ("town", "乡镇街道"), ("village", "村社区"), ("road", "道路"),
    ("number", "门牌号"),
)  # fmt: skip


@app.callback()
def places() -> None:
    """Addresses and boundaries."""


@app.command()
def locate(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="CSV; beside FILE when not given.")
    ] = None,
) -> None:
    """Resolve a CSV or XLSX file of addresses; the result says why each miss is one."""
    target = output or file.with_name(f"{file.stem}-located.csv")
    if target.resolve() == file.resolve():
        sys.exit("The result must not replace the file that is read.")
    if not target.parent.is_dir():
        sys.exit(f"There is no folder {target.parent}.")
    rejects = target.with_name(f"{target.stem}-rejects.csv")
    try:
        with progress_bar() as progress:
            report = locate_file(file, target, rejects, progress)
    except SheetFault as fault:
        sys.exit(f"{file.name} {fault}")
    _print(report, target, rejects)


@app.command()
def boundaries(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Made when it is not there.")],
) -> None:
    """Write the province, its prefectures and counties as GeoJSON, unsimplified, WGS-84."""
    for path in write_boundaries(folder):
        typer.echo(path)
    typer.echo(f"Wherever this is shown: {ATTRIBUTION}")


def _print(report: FileReport, target: Path, rejects: Path) -> None:
    table = Table(box=None, show_header=False)
    total = report.rows or 1
    table.add_row("encoding", report.encoding, "")
    table.add_row("addresses", f"{report.rows:,}", "")
    for part, name in PARTS:
        table.add_row(name, f"{report.parts[part]:,}", f"{report.parts[part] / total:.2%}")
    for how, count in report.hows.most_common():
        if HOW_NAMES[how]:
            table.add_row(f"县区依据：{HOW_NAMES[how]}", f"{count:,}", f"{count / total:.2%}")
    for reason, count in report.unplaced.most_common(5):
        table.add_row(f"未定位：{reason}", f"{count:,}", f"{count / total:.2%}")
    console = Console(highlight=False)
    console.print(table)
    for reject in report.first_bad:
        column = f"，列「{reject.field}」" if reject.field else ""
        console.print(f" 第 {reject.line} 行{column}：{reject.reason}", soft_wrap=True)
    if report.bad:
        console.print(f" {report.bad:,} bad rows, all in {rejects}", soft_wrap=True)
    console.print(f" {target}", soft_wrap=True)
