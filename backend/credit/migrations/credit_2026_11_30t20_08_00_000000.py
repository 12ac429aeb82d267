from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T20:08:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "kinds of personal requests, one open owner claim a subject"
# A changed condition is not seen by the generator.
STATEMENTS = (
    "ALTER TABLE personal_request DROP CONSTRAINT ck_personal_request_kind",
    "ALTER TABLE personal_request ADD CONSTRAINT ck_personal_request_kind"
    " CHECK (kind IN ('correction', 'age_review', 'real_name'))",
    "CREATE UNIQUE INDEX uq_owner_claim_open ON owner_claim (account_id, subject_uscc)"
    " WHERE status = 'open'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
