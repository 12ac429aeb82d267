"""`credit identity …`: sign-in codes of the demo mailbox."""

import sys
from typing import Annotated

import typer

from credit.identity.phones.delivery import mailbox_folder
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
