from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Date
from piccolo.columns.column_types import JSONB
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-24T03:46:56:281931"
VERSION = "1.38.0"
DESCRIPTION = "grade of a district, concerns about a member"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="credit", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="CreditDistrict",
        tablename="credit_district",
        column_name="grade",
        db_column_name="grade",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 1,
            "default": "N",
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

    manager.add_column(
        table_class_name="DistrictMember",
        tablename="district_member",
        column_name="concerns",
        db_column_name="concerns",
        column_class_name="JSONB",
        column_class=JSONB,
        params={
            "default": "[]",
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

    manager.add_column(
        table_class_name="DistrictMember",
        tablename="district_member",
        column_name="notified_on",
        db_column_name="notified_on",
        column_class_name="Date",
        column_class=Date,
        params={
            "default": None,
            "null": True,
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

    manager.add_column(
        table_class_name="DistrictMember",
        tablename="district_member",
        column_name="set_right_by",
        db_column_name="set_right_by",
        column_class_name="Date",
        column_class=Date,
        params={
            "default": None,
            "null": True,
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

    manager.add_constraint(
        table_class_name="CreditDistrict",
        tablename="credit_district",
        constraint_name="ck_credit_district_grade",
        constraint_class=Check,
        params={"condition": "grade IN ('A', 'B', 'C', 'D', 'N')"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="DistrictMember",
        tablename="district_member",
        constraint_name="ck_district_member_notified",
        constraint_class=Check,
        params={"condition": "(notified_on IS NULL) = (set_right_by IS NULL)"},
        schema=None,
    )

    return manager
