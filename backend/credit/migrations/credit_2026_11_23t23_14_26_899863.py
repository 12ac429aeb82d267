from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

ID = "2026-11-23T23:14:26:899863"
VERSION = "1.38.0"
DESCRIPTION = "days of pass keys are checked"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    manager.add_constraint(
        table_class_name="PassDayKey",
        tablename="pass_day_key",
        constraint_name="ck_pass_day_key_sealed",
        constraint_class=Check,
        params={"condition": "octet_length(key_sealed) >= 65"},
        schema=None,
    )

    return manager
