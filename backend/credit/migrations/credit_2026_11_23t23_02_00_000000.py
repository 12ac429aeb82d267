from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-23T23:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the numbers from which phones take the places of their passes"

# 11 000 000 × 96 quarter hours lie below 2^30; the numbers above are kept for decoys.
STATEMENTS = """
CREATE SEQUENCE IF NOT EXISTS pass_number AS integer MINVALUE 0 MAXVALUE 10999999 START 0 CYCLE;
CREATE INDEX IF NOT EXISTS ix_pass_lookup_at ON pass_lookup (at)
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS.split(";"):
            if statement.strip():
                await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
