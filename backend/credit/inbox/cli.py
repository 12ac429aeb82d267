"""`credit inbox …`: what the demo mailbox holds."""

from typing import Annotated

import typer

from credit.inbox.channels.provider import MAILBOX
from credit.kit.mailbox import read_mailbox
from credit.settings import get_settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def inbox() -> None:
    """The demo mailbox."""


@app.command("list")
def list_letters(
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 20,
) -> None:
    """Print the newest messages that went out in development: time, account, title, text, link."""
    for letter in read_mailbox(get_settings().data_dir / MAILBOX, limit):
        moment = letter["created_at"][:16].replace("T", " ")
        typer.echo(f"{moment}\t{letter['account_name']}\t{letter['title']}\t{letter['link']}")
        typer.echo(f"\t{letter['body']}")
