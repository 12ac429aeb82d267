from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-30T17:02:40:670820"
VERSION = "1.38.0"
DESCRIPTION = "a green channel check names its way"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="credit", description=DESCRIPTION
    )

    manager.drop_column(
        table_class_name="GreenChannelCheck",
        tablename="green_channel_check",
        column_name="route",
        db_column_name="route",
        schema=None,
    )

    manager.add_column(
        table_class_name="GreenChannelCheck",
        tablename="green_channel_check",
        column_name="way",
        db_column_name="way",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 24,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="GreenChannelCheck",
        tablename="green_channel_check",
        constraint_name="ck_green_channel_check_route",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="GreenChannelCheck",
        tablename="green_channel_check",
        constraint_name="ck_green_channel_check_way",
        constraint_class=Check,
        params={
            "condition": "way IN ('deferred_documents', 'deferred_pre_review', 'informed_commitment')"
        },
        schema=None,
    )

    return manager
