"""`credit workdays DATE N`: the deadline N working days after a date."""

from datetime import date
from typing import Annotated

import typer

from credit.kit.workdays import add_workdays


def workdays(
    day: Annotated[str, typer.Argument(metavar="DATE", help="YYYY-MM-DD, not counted itself")],
    count: Annotated[int, typer.Argument(metavar="N", min=0, max=2000)],
) -> None:
    """Print the date N working days after DATE (民法典 Art. 201: the first day is not counted)."""
    try:
        start = date.fromisoformat(day)
    except ValueError:
        raise typer.BadParameter(f"{day!r} is not a date like 2026-02-10") from None
    try:
        deadline = add_workdays(start, count)
    except OverflowError:
        raise typer.BadParameter("that is after the year 9999") from None
    typer.echo(deadline.day.isoformat())
    if deadline.provisional:
        typer.echo(f"provisional: no holiday table for {deadline.day.year} yet", err=True)
