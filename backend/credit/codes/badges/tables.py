"""The table of merchant badges."""

from piccolo.columns import (
    BigSerial,
    Bytea,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.subjects.tables import Subject


class Badge(Table, tablename="badge"):
    """A merchant's issued credit health code (商户信用码)."""

    id = BigSerial(primary_key=True)
    subject_id = ForeignKey(Subject, default=None, null=False, on_delete=OnDelete.restrict)
    kid = SmallInt(default=None)
    list_no = Integer(default=None)
    list_index = Integer(default=None)
    token = Bytea(default=None)
    digits = Text(default=None)
    short_code = Varchar(length=9, default=None, unique=True)
    short_name = Varchar(length=40, default=None)
    grade = Varchar(length=1, default=None)
    issued_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    status = Varchar(length=10, default="active")
    status_reason = Varchar(length=200, default="")
    status_basis = Varchar(length=300, default="")
    status_at = Timestamptz(default=TimestamptzNow())

    uq_badge_list_no_list_index = Unique(["list_no", "list_index"])
    ck_badge_status = Check("status IN ('active', 'suspended', 'revoked', 'replaced')")
    # No negative measure without its legal basis.
    ck_badge_status_basis = Check("status NOT IN ('suspended', 'revoked') OR status_basis <> ''")
    ck_badge_grade = Check("grade IN ('A', 'B', 'C', 'D')")
