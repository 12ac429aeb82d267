"""`credit db …` and `credit reset`."""

import asyncio
import os
import shutil
import subprocess
import sys
from typing import Annotated

import typer

from credit.kit.migrate import migrate
from credit.kit.services import running_services
from credit.kit.services.home import Home
from credit.settings import get_settings

app = typer.Typer(no_args_is_help=True)


@app.command("migrate")
def migrate_command() -> None:
    """Apply every pending migration."""
    with running_services(get_settings()):
        typer.echo(asyncio.run(migrate()))


@app.command("new")
def new(name: str) -> None:
    """Write a migration NAME for what changed in the tables; read it before you commit it."""
    with running_services(get_settings()):
        asyncio.run(migrate())
        command = [sys.executable, "-m", "piccolo.main", "migrations", "new", "credit", "--auto"]
        environment = os.environ | {"PICCOLO_CONF": "credit.piccolo_conf"}
        subprocess.run([*command, f"--desc={name}"], env=environment, check=True)


def reset(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Throw the local databases and files away."""
    settings = get_settings()
    folders = sorted({settings.data_dir, Home(settings.data_dir).base})
    listed = "\n".join(f"  {folder}" for folder in folders)
    if settings.is_production:
        sys.exit("refused: this is the production profile")
    if not yes:
        typer.confirm(f"This deletes all local data in\n{listed}\nContinue?", abort=True)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    typer.echo("Local data is gone. `./just up` starts afresh.")
