from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T18:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one open revocation a voucher"
OPEN = (
    "CREATE UNIQUE INDEX uq_perk_revocation_open ON perk_revocation (claim_id)"
    " WHERE state = 'proposed'"
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        await engine_finder().run_ddl(OPEN)

    manager.add_raw(run)
    return manager
