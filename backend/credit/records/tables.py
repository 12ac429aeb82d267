"""Tables of the records slice."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check
from piccolo.table import Table

from credit.subjects.tables import Subject


class ImportRun(Table, tablename="import_run"):
    """One file handed in: what became of it, and how far it has come (checkpoint)."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    kind = Varchar(length=20, default=None)
    file_name = Varchar(length=200, default=None)
    file_path = Text(default="")
    file_sha256 = Varchar(length=64, default="")
    file_size = BigInt(default=0)
    encoding = Varchar(length=20, default="")
    status = Varchar(length=12, default="queued", index=True)
    rows_read = BigInt(default=0)
    rows_accepted = BigInt(default=0)
    rows_unchanged = BigInt(default=0)
    rows_rejected = BigInt(default=0)
    checkpoint = BigInt(default=0)
    problem = Text(default="")
    started_by = Varchar(length=64, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    finished_at = Timestamptz(null=True, default=None)

    ck_import_run_status = Check("status IN ('queued', 'running', 'done', 'failed', 'cancelled')")


class ImportReject(Table, tablename="import_reject"):
    """One refused row: the place of the fault and the reason, never the whole row."""

    id = BigSerial(primary_key=True)
    import_id = ForeignKey(ImportRun, default=None, null=False, on_delete=OnDelete.cascade)
    line = BigInt(default=None)
    field = Varchar(length=40, default="")
    value = Varchar(length=80, default="")
    reason = Varchar(length=300, default=None)

    ck_import_reject_line = Check("line > 0")


class Record(Table, tablename="record"):
    """One version of one fact of the catalogue about a subject.

    `subject_id` is NULL only for a natural person, whose row is withheld from the public.
    A negative fact (severity > 0) must carry its legal basis
    (国办发〔2020〕49号; 民营经济促进法 Art. 54). Partial unique indexes keep one current
    version a fact and the closed ones apart (uq_record_current, uq_record_version).
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    record_class = SmallInt(default=None)
    facet = Varchar(length=32, default="")
    subject_id = ForeignKey(Subject, null=True, default=None, on_delete=OnDelete.restrict)
    party_name = Varchar(length=200, default="")
    natural_key = Bytea(default=None)
    version = Integer(default=1)
    is_current = Boolean(default=True)
    decision_no = Varchar(length=128, default="")
    agency = Varchar(length=200, default="")
    agency_code = Varchar(length=18, default="")
    source_unit = Varchar(length=200, default="")
    source_unit_code = Varchar(length=18, default="")
    decided_on = Date(default=None)
    valid_from = Date(null=True, default=None)
    valid_until = Date(null=True, default=None)
    severity = SmallInt(default=0)
    amount_yuan = Numeric(digits=(20, 2), null=True, default=None)
    legal_basis = Text(default="")
    title = Varchar(length=300, default="")
    state = Varchar(length=12, default="active")
    withdraw_reason = Text(default="")
    withdraw_by = Date(null=True, default=None)
    publish_by = Date(null=True, default=None)
    publish_by_provisional = Boolean(default=False)
    publicity_from = Date(null=True, default=None)
    publicity_until = Date(null=True, default=None)
    withheld = Boolean(default=False)
    disputed_since = Date(null=True, default=None)
    content = JSONB(default="{}")
    content_hash = Bytea(default=None)
    import_id = BigInt(null=True, default=None)
    line = BigInt(default=0)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_record_class = Check("record_class BETWEEN 1 AND 10")
    ck_record_severity = Check("severity BETWEEN 0 AND 3")
    ck_record_legal_basis = Check("severity = 0 OR legal_basis <> ''")
    ck_record_state = Check("state IN ('active', 'withdrawn', 'repaired')")
    ck_record_person_withheld = Check("subject_id IS NOT NULL OR withheld")
