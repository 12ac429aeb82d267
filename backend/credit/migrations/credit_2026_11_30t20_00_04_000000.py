from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T20:00:04:000000"
VERSION = "1.38.0"
DESCRIPTION = "look-ups of referrals are never changed; a shop finds its vouchers"

# `refuse_change` comes with the perks (perks.sql). Few vouchers are a shop's, so the index is small
# and citizens' claims pay nothing for it.
STATEMENTS = (
    """
CREATE TRIGGER perk_referral_lookup_append_only BEFORE UPDATE OR DELETE ON perk_referral_lookup
  FOR EACH ROW EXECUTE FUNCTION refuse_change()
""",
    "CREATE INDEX ix_perk_claim_subject ON perk_claim (subject_id, id DESC)"
    " WHERE subject_id IS NOT NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
