from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-23T21:28:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "number only closed versions of a record"

# uq_record_current keeps one current version a fact; this keeps the closed ones apart, and a
# number given twice is refused at the latest when its row is closed. A new fact then enters one
# index by its (random) natural key instead of two, which an import feels in every row.
CLOSED_VERSIONS = """
CREATE UNIQUE INDEX IF NOT EXISTS uq_record_version
ON record (natural_key, version) WHERE NOT is_current
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        await engine_finder().run_ddl(CLOSED_VERSIONS)

    manager.add_raw(run)
    manager.drop_constraint(
        table_class_name="Record",
        tablename="record",
        constraint_name="uq_record_natural_key_version",
        schema=None,
    )
    return manager
