"""`credit keys …`: the life of the signing keys, from new to removed in an emergency."""

import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from credit.codes.core.keys import fingerprint
from credit.codes.trust.actions import (
    create_key,
    emergency_remove_key,
    publish_key,
    retire_key,
)
from credit.codes.trust.publishing import publish_trust
from credit.codes.trust.queries import StoredKey, key_entry, list_keys
from credit.codes.trust.rules import (
    MAX_LEAD,
    MAX_REASON,
    OUTLIVES,
    USES,
    Key,
    KeyRefused,
    Use,
    pick_signer,
    state_of,
)
from credit.kit import clock
from credit.kit.clock import SHANGHAI
from credit.kit.console import run_with_database

OPERATOR = "cli"
_STATES = {"ready": "stands by"}
Result = TypeVar("Result")
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Kid = Annotated[int, typer.Argument(help="The key's number, see `credit keys list`.")]
app = typer.Typer(no_args_is_help=True)
console = Console(highlight=False)


@app.command("list")
def list_command() -> None:
    """Show every key: its use, its state, and which one signs now."""
    console.print(keys_table(run_with_database(list_keys), clock.now()))


@app.command("new")
def new(use: Annotated[Use, typer.Argument(help="What it will sign.")]) -> None:
    """Make a key that nobody knows yet; `publish` comes next."""
    key = _run(lambda: create_key(use, actor=OPERATOR))
    console.print(f"key {key.kid} ({key.use}) made; next: credit keys publish {key.kid}")


@app.command("publish")
def publish(
    kid: Kid,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=MAX_LEAD.days, help="Days until it may sign (7; a root 30)."),
    ] = None,
    yes: Yes = False,
) -> None:
    """Put a key into the trust bundle; it may sign days later, when phones know it."""
    _confirm(f"Key {kid} becomes public and cannot be taken back quietly.", yes)
    lead = None if days is None else timedelta(days=days)
    key = _run(lambda: publish_key(kid, actor=OPERATOR, lead=lead))
    console.print(
        f"key {kid} ({key.use}) is in the bundle and may sign from {_day(key.not_before)}"
    )


@app.command("retire")
def retire(kid: Kid, yes: Yes = False) -> None:
    """Let a key sign no more; the standby key takes over, its codes stay valid."""
    _confirm(f"Key {kid} will never sign again.", yes)
    key = _run(lambda: retire_key(kid, actor=OPERATOR))
    console.print(
        f"key {kid} ({key.use}) retired; what it signed counts until {_day(key.expires_at)}"
    )


@app.command("emergency-remove")
def emergency_remove(
    kid: Kid,
    reason: Annotated[str, typer.Option(help=f"Why, at most {MAX_REASON} characters.")],
    yes: Yes = False,
) -> None:
    """Take a key out of the bundle at once: EVERYTHING that it signed is dead for good."""
    _confirm(f"Every code that key {kid} signed becomes invalid, printed ones too.", yes)
    key = _run(lambda: emergency_remove_key(kid, reason, actor=OPERATOR))
    console.print(f"key {kid} ({key.use}) removed; the worker hands out its codes anew")
    console.print(keys_table(run_with_database(list_keys), clock.now()))


@app.command("republish")
def republish(yes: Yes = False) -> None:
    """After a restore from a backup: bundle and lists anew, numbered above all earlier ones."""
    _confirm("Every phone will fetch the bundle and all lists again.", yes)
    _run(lambda: publish_trust("renumber"))
    console.print("bundle and lists are published under new numbers")


def keys_table(keys: list[StoredKey], now: datetime) -> Table:
    """One line a key by number; `signs` marks the one that signs for its use."""
    table = Table(box=None, pad_edge=False)
    for column in ("key", "use", "state", "public", "signs from", "until", "fingerprint"):
        table.add_column(column, no_wrap=True)
    table.add_column("why", overflow="fold")
    signers = _signers([each.key for each in keys], now)
    for each in keys:
        key, state = each.key, state_of(each.key, now)
        shown = "[green]signs[/green]" if key.kid in signers else _STATES.get(state, state)
        public, starts = (key.published_at, key.not_before) if key.published_at else (None, None)
        table.add_row(
            str(key.kid), key.use, shown, _day(public), _day(starts), _day(_end(key)),
            fingerprint(key_entry(each).public_key)[:8], key.removal_reason,
            style="dim" if state in ("removed", "expired") else None,
        )  # fmt: skip
    return table


def _signers(keys: list[Key], now: datetime) -> set[int]:
    found = (pick_signer(keys, use, now, now + OUTLIVES[use]) for use in USES)
    return {key.kid for key in found if key}


def _end(key: Key) -> datetime:
    return key.removed_at or key.expires_at


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d}" if moment else ""


def _confirm(what: str, yes: bool) -> None:
    if not yes:
        typer.confirm(f"{what} Continue?", abort=True)


def _run(step: Callable[[], Awaitable[Result]]) -> Result:
    """The step's result; what the rules refuse is one line, not a traceback."""
    try:
        return run_with_database(step)
    except KeyRefused as refused:
        sys.exit(str(refused))
