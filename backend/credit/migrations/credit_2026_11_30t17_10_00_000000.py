from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T17:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the commitments column is read by indexes"

# Newest first, as the column shows it: the first page reads as many rows as it shows. The second
# also serves one promise's own list; findings are few, so theirs stays small.
STATEMENTS = (
    "UPDATE commitment SET signed_until = valid_until",
    "CREATE INDEX ix_commitment_board ON commitment (made_on DESC, id DESC) WHERE publicity = 1",
    "CREATE INDEX ix_commitment_board_template ON commitment (template, made_on DESC, id DESC)"
    " WHERE publicity = 1",
    "CREATE INDEX ix_commitment_board_found ON commitment (made_on DESC, id DESC)"
    " WHERE publicity = 1 AND performance <> 'unknown'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
