"""`credit identity …`: officers, and sign-in codes of the demo mailbox."""

import sys
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from credit.identity.access_log.posts import set_post
from credit.identity.officers import actions as officers
from credit.identity.phones.delivery import mailbox_folder
from credit.identity.second_factor.actions import reset_second_factor
from credit.kit.console import run_with_database
from credit.kit.mailbox import read_mailbox
from credit.kit.problems import Problem
from credit.settings import get_settings

app = typer.Typer(no_args_is_help=True)
OPERATOR = "operator"
Where = Annotated[
    str, typer.Option("--jurisdiction", help="Empty: the province; 6301 a prefecture; 630104.")
]


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


@app.command("add-officer")
def add_officer(
    login: str,
    name: Annotated[str, typer.Option(prompt=True, help="As colleagues read it.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    jurisdiction: Where = "",
) -> None:
    """Make an officer; the password is asked for, and stands in no history of commands."""
    values = {"login": login, "password": password, "name": name, "jurisdiction": jurisdiction}
    _run(lambda: officers.add_officer(**values, actor=OPERATOR))
    typer.echo("Done. The second factor is set up at the first sign-in.")


@app.command("move-officer")
def move_officer(login: str, jurisdiction: Where = "") -> None:
    """Let an officer act for another jurisdiction, from now on."""
    _run(lambda: officers.move_officer(login, jurisdiction, actor=OPERATOR))
    typer.echo("Done.")


@app.command("post-officer")
def post_officer(
    login: str,
    agency: Annotated[str, typer.Option(help="The office, as people read it.")],
    post: Annotated[str, typer.Option(help="The post, such as 受理岗.")],
) -> None:
    """Say where an officer works: people read it beside each look at their data."""
    _run(lambda: set_post(login, agency, post, actor=OPERATOR))
    typer.echo("Done.")


@app.command("end-officer")
def end_officer(login: str) -> None:
    """Sign an officer out everywhere, for good."""
    _run(lambda: officers.end_officer(login, actor=OPERATOR))
    typer.echo("Done. What the officer did stays on record.")


@app.command("reset-second-factor")
def reset(login: str) -> None:
    """Take the second factor of an officer away, whose phone and recovery codes are lost."""
    run_with_database(lambda: reset_second_factor(login, actor=OPERATOR))
    typer.echo("Done. In production the officer must set a new one up before the next session.")


def _run(work: Callable[[], Awaitable[object]]) -> None:
    try:
        run_with_database(work)
    except Problem as problem:
        sys.exit(
            "；".join(
                [problem.detail or problem.slug, *(fault.message for fault in problem.errors)]
            )
        )
