"""`credit audit …`: checks the chain of audit entries and names its first broken link."""

import sys
from typing import Annotated

import typer

from credit.kit.audit import ChainHead, ChainReport, chain_head, verify_chain
from credit.kit.console import run_with_database

HASH_BYTES = 32
app = typer.Typer(no_args_is_help=True)


@app.command("verify")
def verify(
    head: Annotated[
        list[str] | None,
        typer.Option(help="ID:HASH kept from `credit audit head`; shows a cut-off end."),
    ] = None,
) -> None:
    """Check every link; exit code 1 and the first broken entry when one does not fit."""
    anchors = [read_head(text) for text in head or []]
    report = run_with_database(lambda: verify_chain(anchors))
    typer.echo(describe(report))
    if not report.ok:
        sys.exit(1)


@app.command("head")
def head_command() -> None:
    """Print the newest entry as ID:HASH; keep it outside the database."""
    newest = run_with_database(chain_head)
    typer.echo(f"{newest.id}:{newest.hash.hex()}" if newest else "empty")


def read_head(text: str) -> ChainHead:
    """An anchor from its ID:HASH spelling; raises BadParameter."""
    number, _, digest = text.partition(":")
    try:
        head = ChainHead(int(number), bytes.fromhex(digest))
    except ValueError:
        head = ChainHead(0, b"")
    if len(head.hash) != HASH_BYTES:
        raise typer.BadParameter(f"{text!r} is not ID:HASH")
    return head


def describe(report: ChainReport) -> str:
    """The report in one line."""
    if not report.ok:
        return (
            f"broken at entry {report.broken_id}: {report.reason} ({report.entries} before it fit)"
        )
    newest = f", head {report.head.id}:{report.head.hash.hex()}" if report.head else ""
    return f"ok: {report.entries} entries{newest}"
