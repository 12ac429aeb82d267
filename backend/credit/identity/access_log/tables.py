"""Tables of the access log: looks, purposes stated, looks that stand out, officers' posts."""

from piccolo.columns import UUID, BigSerial, Boolean, Date, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.identity.tables import Account


class OfficerPost(Table, tablename="officer_post"):
    """The office and post of an officer, as people read it beside each look."""

    account_id = ForeignKey(
        Account, primary_key=True, default=None, null=False, on_delete=OnDelete.cascade
    )
    agency = Varchar(length=100, default=None)
    post = Varchar(length=60, default=None)

    ck_officer_post_named = Check("agency <> '' AND post <> ''")


class AccessEntry(Table, tablename="access_entry"):
    """One look of an officer at a person's data (`account_id`) or a shop's (`subject_uscc`).

    Office and post as they were that day. `purpose` and `note` are the officer's own words where
    no case explains the look, else empty.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    at = Timestamptz(default=TimestamptzNow(), index=True)
    account_id = ForeignKey(Account, default=None, null=True, on_delete=OnDelete.cascade)
    subject_uscc = Varchar(length=18, null=True, default=None)
    officer_id = ForeignKey(Account, default=None, null=True, on_delete=OnDelete.set_null)
    agency = Varchar(length=100, default="")
    post = Varchar(length=60, default="")
    kind = Varchar(length=20, default=None)
    object_id = Varchar(length=64, default="")
    case_open = Boolean(default=True)
    purpose = Varchar(length=20, default="")
    note = Varchar(length=100, default="")

    ck_access_entry_whose = Check("account_id IS NOT NULL OR subject_uscc IS NOT NULL")
    ck_access_entry_purpose = Check("kind <> 'subject_file' OR purpose <> ''")


class AccessPurpose(Table, tablename="access_purpose"):
    """What an officer says to look at a shop's unpublished data for, and until when."""

    id = BigSerial(primary_key=True)
    officer_id = ForeignKey(Account, default=None, null=False, on_delete=OnDelete.no_action)
    subject_uscc = Varchar(length=18, default=None)
    purpose = Varchar(length=20, default=None)
    note = Varchar(length=100, default=None)
    at = Timestamptz(default=TimestamptzNow())
    until = Timestamptz(default=None)

    ck_access_purpose_note = Check("note <> '' AND until > at")


class AccessAnomaly(Table, tablename="access_anomaly"):
    """Looks of one officer on one day that one rule finds unusual; another officer decides."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    rule = Varchar(length=20, default=None)
    officer_id = ForeignKey(Account, default=None, null=False, on_delete=OnDelete.no_action)
    day = Date(default=None)
    found_at = Timestamptz(default=TimestamptzNow())
    state = Varchar(length=10, default="open")
    reason = Varchar(length=500, default="")
    decided_by = ForeignKey(Account, default=None, null=True, on_delete=OnDelete.no_action)
    decided_at = Timestamptz(null=True, default=None)

    ck_access_anomaly_state = Check("state IN ('open', 'explained', 'misuse')")
    ck_access_anomaly_decided = Check(
        "(state = 'open') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)"
        " AND (state = 'open') = (reason = '')"
    )
    ck_access_anomaly_two_persons = Check("decided_by <> officer_id")


class AccessFlag(Table, tablename="access_flag"):
    """That a look belongs to an anomaly; one rule flags a look once."""

    id = BigSerial(primary_key=True)
    entry_id = ForeignKey(AccessEntry, default=None, null=False, on_delete=OnDelete.cascade)
    rule = Varchar(length=20, default=None)
    anomaly_id = ForeignKey(
        AccessAnomaly, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )

    uq_access_flag_entry_id_rule = Unique(["entry_id", "rule"])
