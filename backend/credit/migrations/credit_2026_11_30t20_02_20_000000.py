from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T20:02:20:000000"
VERSION = "1.38.0"
DESCRIPTION = "guards and look-ups of perk reviews, payout holds and absences"
STATEMENTS = (
    "ALTER TABLE claim_network ADD CONSTRAINT fk_claim_network_claim"
    " FOREIGN KEY (claim_id) REFERENCES perk_claim (id)",
    "CREATE INDEX ix_claim_network_block ON claim_network (block, at)",
    "CREATE INDEX ix_claim_network_at ON claim_network (at)",
    # One thing is one open case; the same key says when it was looked into last.
    "CREATE UNIQUE INDEX uq_perk_review_open ON perk_review (key) WHERE state <> 'closed'",
    "CREATE INDEX ix_perk_review_key ON perk_review (key, closed_at)",
    "CREATE INDEX ix_perk_review_queue ON perk_review (id) WHERE state <> 'closed'",
    "CREATE UNIQUE INDEX uq_perk_review_hold ON perk_review (hold_id) WHERE hold_id IS NOT NULL",
    "CREATE TRIGGER perk_review_step_frozen BEFORE UPDATE ON perk_review_step"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    # The money of a use is held once at a time.
    "CREATE UNIQUE INDEX uq_payout_hold_line_active ON payout_hold_line (redemption_id)"
    " WHERE active",
    "CREATE INDEX ix_payout_hold_running ON payout_hold (ends_on) WHERE state = 'running'",
    "CREATE UNIQUE INDEX uq_perk_absence_open ON perk_absence (perk_id, subject_id, role)"
    " WHERE ended_at IS NULL",
    # What is counted; none of these is touched by a claim that is given out.
    "CREATE INDEX ix_perk_attempt_place ON perk_attempt (place_id, at)"
    " WHERE place_id IS NOT NULL AND outcome <> 'done'",
    "CREATE INDEX ix_perk_attempt_show ON perk_attempt (account_id, at) WHERE kind = 'show'",
    "CREATE INDEX ix_sign_in_session_device ON sign_in_session (device_hash)"
    " WHERE device_hash IS NOT NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
