from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T16:57:13:000000"
VERSION = "1.38.0"
DESCRIPTION = "repairs move along their edges only, and their events are for good"

# The edges are those of credit.repair.rules.states (a test compares them). A case begins as a
# draft; what it is about never changes.
STATEMENTS = (
    """
CREATE FUNCTION guard_repair() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'a repair begins as a draft' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (OLD.natural_key, OLD.subject_id, OLD.severity, OLD.level)
     IS DISTINCT FROM (NEW.natural_key, NEW.subject_id, NEW.severity, NEW.level) THEN
    RAISE EXCEPTION 'a repair keeps to its fact' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES
    ('draft', 'submitted'), ('draft', 'withdrawn'), ('draft', 'lapsed'),
    ('submitted', 'forwarded'),
    ('forwarded', 'accepted'), ('forwarded', 'supplement'), ('forwarded', 'rejected'), ('forwarded', 'withdrawn'), ('forwarded', 'lapsed'),
    ('supplement', 'submitted'), ('supplement', 'withdrawn'), ('supplement', 'lapsed'),
    ('accepted', 'checked'), ('accepted', 'supplement'), ('accepted', 'withdrawn'), ('accepted', 'lapsed'),
    ('checked', 'approved'), ('checked', 'declined'), ('checked', 'withdrawn'), ('checked', 'lapsed'),
    ('approved', 'publicity_ended'),
    ('publicity_ended', 'sharing_ended'),
    ('sharing_ended', 'measures_ended'),
    ('measures_ended', 'synced'), ('measures_ended', 'revoked'),
    ('synced', 'revoked')
  ) THEN
    RAISE EXCEPTION 'a repair cannot go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
""",
    """
CREATE TRIGGER repair_edges BEFORE INSERT OR UPDATE ON repair
  FOR EACH ROW EXECUTE FUNCTION guard_repair()
""",
    """
CREATE TRIGGER repair_event_append_only BEFORE UPDATE OR DELETE ON repair_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change()
""",
    """
CREATE UNIQUE INDEX uq_repair_open ON repair (natural_key) WHERE state IN
  ('draft', 'submitted', 'forwarded', 'supplement', 'accepted', 'checked')
""",
    "CREATE INDEX ix_repair_subject ON repair (subject_id, natural_key, id)",
    "CREATE INDEX ix_repair_state ON repair (state, answer_by)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
