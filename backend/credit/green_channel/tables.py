"""Table of the green channel."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigSerial,
    Boolean,
    ForeignKey,
    Integer,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.subjects.tables import Subject


class GreenChannelCheck(Table, tablename="green_channel_check"):
    """One answer to whether a subject qualified: who asked, for what, and why so. Never edited.

    `conditions` is the explanation as given; the subject reads it too (谁看过).
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    matter = Varchar(length=60, default=None)
    matter_name = Varchar(length=200, default=None)
    way = Varchar(length=24, default=None)
    rules_version = Integer(default=None)
    qualifies = Boolean(default=None)
    conditions = JSONB(default="[]")
    purpose = Varchar(length=20, default=None)
    case_no = Varchar(length=60, default="")
    agency = Varchar(length=120, default=None)
    asked_by = Varchar(length=64, default=None)
    request_id = UUID(default=None)
    asked_at = Timestamptz(default=TimestamptzNow())

    uq_green_channel_check_asked_by_request_id = Unique(["asked_by", "request_id"])
    ck_green_channel_check_way = Check(
        "way IN ('deferred_documents', 'deferred_pre_review', 'informed_commitment')"
    )
    ck_green_channel_check_purpose = Check("purpose IN ('acceptance', 'pre_review', 'advice')")
