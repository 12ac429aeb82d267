from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T16:38:42:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of messages"

STATEMENTS = """
CREATE UNIQUE INDEX uq_message_dedupe ON message (account_id, dedupe) WHERE dedupe <> '';
CREATE INDEX ix_message_account ON message (account_id, id DESC);
CREATE INDEX ix_message_unread ON message (account_id) WHERE read_at IS NULL;
CREATE INDEX ix_message_created_at ON message (created_at)
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS.split(";"):
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
