from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T18:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the map's next version shows promises that it could not be filtered by before"

# Answers and packs are kept by version: without a new one, old packs would not know these.
STATEMENT = """
INSERT INTO map_touched (subject_ids)
SELECT array_agg(DISTINCT subject_id) FROM commitment
WHERE template IN ('prepaid_card', 'food_safety', 'guest_rights', 'no_forced_shopping',
  'farm_produce', 'true_origin', 'fair_scale', 'home_service', 'honest_repair', 'genuine_drugs')
GROUP BY subject_id >> 13
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        await engine_finder().run_ddl(STATEMENT)

    manager.add_raw(run)
    return manager
