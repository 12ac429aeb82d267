from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-23T22:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of consents, status lists and look-ups"

STATEMENTS = """
CREATE UNIQUE INDEX IF NOT EXISTS uq_consent_living
  ON consent (account_id, purpose) WHERE withdrawn_at IS NULL;
-- A status list is read from this alone: the badges that do not simply count.
CREATE INDEX IF NOT EXISTS ix_badge_ended
  ON badge (list_no, list_index) INCLUDE (status, subject_id, expires_at) WHERE status <> 'active';
CREATE INDEX IF NOT EXISTS ix_pass_lookup_holder ON pass_lookup (holder_id, at DESC);
CREATE INDEX IF NOT EXISTS ix_revoked_pass_slots ON revoked_pass (last_slot);
-- Keys from before trust bundles were pinned from their first day.
UPDATE signing_key SET published_at = not_before WHERE published_at IS NULL;
UPDATE badge SET status_at = issued_at WHERE status = 'active';
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS.split(";"):
            if statement.strip():
                await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
