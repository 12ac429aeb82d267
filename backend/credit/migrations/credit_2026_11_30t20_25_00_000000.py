from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T20:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "steps and indexes of looks, declarations and impact reports"

# The same pairs as `declarations.rules.REACHED_FROM`; a test compares them.
STEP_ALLOWED = """
CREATE FUNCTION self_declaration_step_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('declared', 'verified'), ('declared', 'refused'), ('declared', 'withdrawn'),
    ('declared', 'expired'), ('verified', 'withdrawn'), ('verified', 'expired'))
  THEN
    RAISE check_violation
      USING MESSAGE = format('self_declaration: %s → %s', OLD.state, NEW.state);
  END IF;
  IF (OLD.content, OLD.text_hash, OLD.statement) IS DISTINCT FROM
     (NEW.content, NEW.text_hash, NEW.statement) THEN
    RAISE check_violation USING MESSAGE = 'self_declaration: what was signed is never edited';
  END IF;
  RETURN NEW;
END $$
"""
# PIPL Art. 56: kept for three years at least; what was reported is never edited.
KEPT = """
CREATE FUNCTION impact_report_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.proposed_at > now() - interval '3 years' THEN
      RAISE check_violation USING MESSAGE = 'impact_report: kept for three years';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.content_hash <> NEW.content_hash OR OLD.state <> 'proposed' THEN
    RAISE check_violation USING MESSAGE = 'impact_report: a version is never edited';
  END IF;
  RETURN NEW;
END $$
"""
STATEMENTS = (
    "CREATE INDEX ix_access_entry_account ON access_entry (account_id, at DESC)"
    " WHERE account_id IS NOT NULL",
    "CREATE INDEX ix_access_entry_subject ON access_entry (subject_uscc, at DESC)"
    " WHERE subject_uscc IS NOT NULL",
    "CREATE INDEX ix_access_entry_officer ON access_entry (officer_id, at DESC)",
    "CREATE INDEX ix_access_entry_case ON access_entry (kind, object_id)",
    "CREATE INDEX ix_access_purpose_officer ON access_purpose (officer_id, subject_uscc, id DESC)",
    "CREATE UNIQUE INDEX uq_access_anomaly_open ON access_anomaly (rule, officer_id, day)"
    " WHERE state = 'open'",
    STEP_ALLOWED,
    "CREATE TRIGGER self_declaration_step_allowed BEFORE UPDATE ON self_declaration"
    " FOR EACH ROW EXECUTE FUNCTION self_declaration_step_allowed()",
    "CREATE INDEX ix_self_declaration_queue ON self_declaration (id) WHERE state = 'declared'",
    "CREATE INDEX ix_self_declaration_ending ON self_declaration (valid_until)"
    " WHERE state IN ('declared', 'verified')",
    "CREATE UNIQUE INDEX uq_declaration_consent_living ON declaration_consent (declaration_id)"
    " WHERE withdrawn_at IS NULL",
    KEPT,
    "CREATE TRIGGER impact_report_kept BEFORE UPDATE OR DELETE ON impact_report"
    " FOR EACH ROW EXECUTE FUNCTION impact_report_kept()",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
