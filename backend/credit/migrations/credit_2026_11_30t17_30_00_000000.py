from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T17:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "steps and indexes of objections"

# The same pairs as `objections.rules.REACHED_FROM`; a test compares them.
STEP_ALLOWED = """
CREATE FUNCTION objection_step_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('filed', 'accepted'), ('filed', 'refused'), ('filed', 'withdrawn'),
    ('accepted', 'upheld'), ('accepted', 'rejected'), ('accepted', 'withdrawn'),
    ('refused', 'reviewing'), ('rejected', 'reviewing'),
    ('reviewing', 'upheld'), ('reviewing', 'final'), ('reviewing', 'withdrawn'))
  THEN
    RAISE check_violation USING MESSAGE = format('objection: %s → %s', OLD.state, NEW.state);
  END IF;
  RETURN NEW;
END $$
"""
STATEMENTS = (
    STEP_ALLOWED,
    "CREATE TRIGGER objection_step_allowed BEFORE UPDATE ON objection"
    " FOR EACH ROW EXECUTE FUNCTION objection_step_allowed()",
    "CREATE UNIQUE INDEX uq_objection_open ON objection"
    " (subject_id, target, coalesce(record_key, ''))"
    " WHERE state IN ('filed', 'accepted', 'reviewing')",
    "CREATE INDEX ix_objection_queue ON objection"
    " ((CASE WHEN state = 'filed' THEN acknowledge_by ELSE answer_by END), id)"
    " WHERE state IN ('filed', 'accepted', 'reviewing')",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
