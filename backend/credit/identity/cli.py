"""`credit identity …`: sign-in codes of the demo mailbox."""

import sys
from typing import Annotated

import typer

from credit.identity.phones.delivery import mailbox_folder
from credit.identity.second_factor.actions import reset_second_factor
from credit.kit.console import run_with_database
from credit.kit.mailbox import read_mailbox
from credit.settings import get_settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def identity() -> None:
    """Accounts and how they sign in."""


@app.command("mailbox")
def mailbox(
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 5,
) -> None:
    """Print the newest sign-in codes that went out in development; there is none in production."""
    try:
        folder = mailbox_folder(get_settings())
    except ValueError as error:
        sys.exit(str(error))
    for letter in read_mailbox(folder, limit):
        typer.echo(f"{letter['created_at'][:19]}\t{letter['phone']}\t{letter['text']}")


@app.command("reset-second-factor")
def reset(login: str) -> None:
    """Take the second factor of an officer away, whose phone and recovery codes are lost."""
    run_with_database(lambda: reset_second_factor(login, actor="operator"))
    typer.echo("Done. In production the officer must set a new one up before the next session.")
