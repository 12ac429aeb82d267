from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-24T03:38:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one membership a merchant, one waiting pin a subject"

STATEMENTS = (
    """CREATE UNIQUE INDEX uq_district_member_admitted ON district_member (subject_id)
       WHERE status = 'admitted'""",
    """CREATE UNIQUE INDEX uq_district_member_applied ON district_member (subject_id, district_id)
       WHERE status = 'applied'""",
    "CREATE INDEX ix_district_member_district ON district_member (district_id, status)",
    "CREATE INDEX ix_district_member_subject ON district_member (subject_id)",
    "CREATE INDEX ix_district_review_district ON district_review (district_id)",
    "CREATE INDEX ix_district_notice_district ON district_notice (district_id)",
    "CREATE UNIQUE INDEX uq_subject_pin_waiting ON subject_pin (subject_id) WHERE status = 'waiting'",
    "CREATE INDEX ix_subject_pin_subject ON subject_pin (subject_id)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
