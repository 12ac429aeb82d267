"""The console script `credit`: one module a group of verbs."""

import sys

import typer

from credit.cli import (
    audit,
    codes,
    commitments,
    database,
    demo,
    imports,
    keys,
    openapi,
    places,
    pwa,
    reports,
    status_list,
    up,
    workdays,
)
from credit.evaluation.cli import app as evaluation_app
from credit.identity.cli import app as identity_app
from credit.inbox.cli import app as inbox_app
from credit.kit.services.home import ServiceError
from credit.perks.draws.cli import app as perks_app
from credit.settings import SettingsError
from credit.subjects.cli import app as subjects_app

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="信用青海: the commands of the operator.",
)  # fmt: skip
app.command("up")(up.up)
app.command("import")(imports.import_file)
app.command("demo")(demo.demo)
app.command("reset")(database.reset)
app.command("workdays")(workdays.workdays)
app.command("openapi")(openapi.openapi)
app.add_typer(database.app, name="db", help="Migrations.")
app.add_typer(audit.app, name="audit", help="The audit trail.")
codes.app.command("status-list")(status_list.status_list)
app.add_typer(codes.app, name="codes", help="Verify codes, look into signed objects.")
app.add_typer(commitments.app, name="commitments", help="Whole commitments as files.")
app.add_typer(keys.app, name="keys", help="Signing keys: publish ahead, rotate, remove.")
app.add_typer(reports.app, name="reports", help="Credit reports as files.")
app.add_typer(pwa.app, name="pwa", help="The front end's tool chain.")
app.add_typer(subjects_app, name="subjects", help="Subjects and their codes.")
app.add_typer(places.app, name="places", help="Addresses to places, boundaries to files.")
app.add_typer(identity_app, name="identity", help="Accounts and how they sign in.")
app.add_typer(perks_app, name="perks", help="Draws of scarce perks, reckoned again.")
app.add_typer(inbox_app, name="inbox", help="The demo mailbox of messages.")
app.add_typer(evaluation_app, name="evaluation", help="Grades and the rules behind them.")


def main() -> None:
    """Run a verb; what the operator can mend is one message, not a traceback."""
    try:
        app()
    except (SettingsError, ServiceError) as error:
        sys.exit(str(error))
