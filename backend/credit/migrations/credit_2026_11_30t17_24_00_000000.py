from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T17:24:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "commitments have a version for their statistics"

# A sequence and no table: moving it on holds no lock, so signers never wait for each other. It may
# move before the change commits, which is why a cached answer also ends by itself.
STATEMENTS = (
    "CREATE SEQUENCE commitment_version",
    """
CREATE FUNCTION note_commitment_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM nextval('commitment_version');
  RETURN NULL;
END $$
""",
    """
CREATE TRIGGER commitment_version AFTER INSERT OR UPDATE OR DELETE ON commitment
  FOR EACH STATEMENT EXECUTE FUNCTION note_commitment_version()
""",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
