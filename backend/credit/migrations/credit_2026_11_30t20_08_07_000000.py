from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T20:08:07:000000"
VERSION = "1.38.0"
DESCRIPTION = "an issued report is never changed"

# Only the snapshot may go, when its time is over, and the segments of the file may be noted.
STATEMENTS = (
    """
    CREATE FUNCTION credit_report_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a report stays in the register' USING ERRCODE = 'check_violation';
      END IF;
      IF to_jsonb(NEW) - 'snapshot_sealed' - 'segments'
           <> to_jsonb(OLD) - 'snapshot_sealed' - 'segments'
         OR NEW.snapshot_sealed IS NOT NULL
           AND NEW.snapshot_sealed IS DISTINCT FROM OLD.snapshot_sealed THEN
        RAISE EXCEPTION 'an issued report is not changed' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER credit_report_frozen BEFORE UPDATE OR DELETE ON credit_report"
    " FOR EACH ROW EXECUTE FUNCTION credit_report_frozen()",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
