from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T16:51:43:000000"
VERSION = "1.38.0"
DESCRIPTION = "a breach case moves along its edges only"

# The same arrows as `commitments/breaches/rules.py`; a test compares them.
STATEMENTS = (
    """
CREATE FUNCTION check_breach_edge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'submitted' THEN
      RAISE EXCEPTION 'a breach case begins as submitted' USING ERRCODE = 'check_violation';
    END IF;
  ELSIF NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) NOT IN (
    'submitted>replying', 'submitted>declined', 'submitted>joined', 'submitted>withdrawn',
    'replying>withdrawn', 'hearing>withdrawn', 'replying>hearing', 'replying>settled',
    'hearing>settled', 'hearing>upheld', 'hearing>not_upheld', 'upheld>reviewing',
    'not_upheld>reviewing', 'upheld>final', 'not_upheld>final', 'reviewing>confirmed',
    'reviewing>changed', 'reviewing>cancelled'
  ) THEN
    RAISE EXCEPTION 'no edge leads from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
""",
    """
CREATE TRIGGER breach_case_edge BEFORE INSERT OR UPDATE OF status ON breach_case
FOR EACH ROW EXECUTE FUNCTION check_breach_edge()
""",
    # Reports of many people join in one case until it is accepted.
    "CREATE UNIQUE INDEX uq_breach_case_waiting ON breach_case (commitment_id)"
    " WHERE status = 'submitted'",
    # One finding stands about a promise.
    "CREATE UNIQUE INDEX uq_breach_case_holder ON breach_case (commitment_id) WHERE holds_finding",
    # One person, one open report of a promise.
    "CREATE UNIQUE INDEX uq_breach_report_open ON breach_report (commitment_id, reporter_index)"
    " WHERE status = 'open'",
    "CREATE UNIQUE INDEX uq_breach_report_request ON breach_report (reporter_index, request_key)"
    " WHERE request_key <> ''",
    "CREATE UNIQUE INDEX uq_breach_step_request ON breach_step (case_id, request_key)"
    " WHERE request_key <> ''",
    "CREATE UNIQUE INDEX uq_breach_talk_request ON breach_talk (case_id, request_key)"
    " WHERE request_key <> ''",
    "CREATE INDEX ix_breach_case_queue ON breach_case"
    " ((coalesce(due_on, 'infinity'::date)), id)",
    "CREATE INDEX ix_breach_photo_case ON breach_photo (case_id)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
