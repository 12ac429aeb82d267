from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-24T04:27:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "streets are found by an index"

# For the map's search (decision 0017): 37 MB at 600,000 merchants; without it a street is looked
# for in every row. Addresses seldom change, so a re-grading does not touch it.
STATEMENT = "CREATE INDEX ix_subject_address ON subject USING gin (address gin_trgm_ops)"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        await engine_finder().run_ddl(STATEMENT)

    manager.add_raw(run)
    return manager
