from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

ID = "2026-11-24T00:24:21:752801"
VERSION = "1.38.0"
DESCRIPTION = "measures need their basis"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    manager.add_constraint(
        table_class_name="Badge",
        tablename="badge",
        constraint_name="ck_badge_status_basis",
        constraint_class=Check,
        params={"condition": "status NOT IN ('suspended', 'revoked') OR status_basis <> ''"},
        schema=None,
    )

    return manager
