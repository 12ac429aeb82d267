"""Tables of the commitments slice: fields of the national data standard (domain.md §4)."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigSerial,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.subjects.tables import Subject


class Commitment(Table, tablename="commitment"):
    """A public promise of a subject (信用承诺) and whether it was kept (践诺).

    `valid_until`: its last day; a withdrawal with notice (`notice_on`) brings it forward, and
    `signed_until` keeps what was signed. `statement` is the platform's signature of the act
    (receipts/); with `signer_salt`, account and `session` it proves who signed.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    code = Varchar(length=20, default=None, unique=True)
    subject_id = ForeignKey(Subject, default=None, null=False, on_delete=OnDelete.restrict)
    type = SmallInt(default=None)
    type_name = Varchar(length=60, default="")
    template = Varchar(length=40, default="")
    template_version = SmallInt(default=1)
    matter = Varchar(length=512, default=None)
    content = Text(default=None)
    plain_text = Text(default="")
    liability = Text(default=None)
    text_hash = Bytea(default=None)
    parameters = JSONB(default="{}")
    made_on = Date(default=None)
    valid_until = Date(null=True, default=None)
    performance = Varchar(length=8, default="unknown")
    unfulfilled = Text(default="")
    liability_outcome = Text(default="")
    legal_basis = Text(default="")
    determined_on = Date(null=True, default=None)
    determined_by = Varchar(length=200, default="")
    determined_by_code = Varchar(length=18, default="")
    accepted_by = Varchar(length=200, default="")
    accepted_by_code = Varchar(length=18, default="")
    publicity = SmallInt(default=1)
    signed_by = Varchar(length=64, default=None)
    act = Varchar(length=10, default="")
    session = Varchar(length=64, default="")
    signer_salt = Bytea(default=b"")
    statement = Text(default="")
    signed_until = Date(null=True, default=None)
    notice_on = Date(null=True, default=None)
    replaces = Varchar(length=20, default="")
    replaced_by = Varchar(length=20, default="")
    withdrawn_at = Timestamptz(null=True, default=None)
    withdraw_reason = Varchar(length=512, default="")
    note = Varchar(length=512, default="")
    created_at = Timestamptz(default=TimestamptzNow())

    ck_commitment_type = Check("type BETWEEN 0 AND 6")
    ck_commitment_performance = Check("performance IN ('unknown', 'kept', 'partly', 'broken')")
    ck_commitment_publicity = Check("publicity IN (1, 2, 3)")
    ck_commitment_legal_basis = Check("performance IN ('unknown', 'kept') OR legal_basis <> ''")
    ck_commitment_act = Check("act IN ('', 'confirmed', 'session', 'paper')")
    ck_commitment_notice = Check("notice_on IS NULL OR valid_until >= notice_on")
    ck_commitment_determined = Check("performance = 'unknown' OR determined_on IS NOT NULL")


class CommitmentSerial(Table, tablename="commitment_serial"):
    """The last serial given out per division and day, so that codes have no gaps."""

    id = BigSerial(primary_key=True)
    division = Varchar(length=6, default=None)
    day = Date(default=None)
    last = Integer(default=0)

    uq_commitment_serial_division_day = Unique(["division", "day"])
    ck_commitment_serial_range = Check("last BETWEEN 0 AND 999999")


class CommitmentKey(Table, tablename="commitment_key"):
    """Public keys that signed statements, kept for good so that old receipts can be verified."""

    id = BigSerial(primary_key=True)
    kid = Varchar(length=16, default=None, unique=True)
    jwk = JSONB(default="{}")
    first_used_at = Timestamptz(default=TimestamptzNow())
