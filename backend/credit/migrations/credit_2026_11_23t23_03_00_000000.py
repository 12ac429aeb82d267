from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-23T23:03:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the last change of any badge"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        # The status lists ask each minute whether any badge has changed.
        await engine_finder().run_ddl(
            "CREATE INDEX IF NOT EXISTS ix_badge_status_at ON badge (status_at)"
        )

    manager.add_raw(run)
    return manager
