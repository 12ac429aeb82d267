"""Tables of reports: the register, shares, delegations, look-ups, numbers, keys."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigSerial,
    Boolean,
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
from piccolo.constraints import Check
from piccolo.table import Table

from credit.subjects.tables import Subject


class ReportDelegation(Table, tablename="report_delegation"):
    """Somebody (`delegate`, an organisation) may fetch the report some times until a day.

    `text_version` and `text_hash` are those of the consent that the owner gave to it.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    delegate_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    purpose = Varchar(length=20, default=None)
    max_fetches = SmallInt(default=None)
    fetched = SmallInt(default=0)
    ends_on = Date(default=None)
    text_version = Varchar(length=20, default=None)
    text_hash = Bytea(default=None)
    given_by = Varchar(length=64, default=None)
    given_at = Timestamptz(default=TimestamptzNow())
    withdrawn_at = Timestamptz(null=True, default=None)

    ck_report_delegation_fetches = Check("fetched BETWEEN 0 AND max_fetches AND max_fetches <= 50")
    ck_report_delegation_others = Check("delegate_id <> subject_id")
    ck_report_delegation_text = Check("octet_length(text_hash) = 32")


class ReportRegister(Table, tablename="credit_report"):
    """One issued report: number, hashes, the platform's statement, and the snapshot while kept.

    `clearance` holds fields and period of a 专项信用报告. `segments`: short hashes of the parts of
    the PDF last handed out, by which a check says which page was changed.
    """

    id = BigSerial(primary_key=True)
    number = Varchar(length=22, default=None, unique=True)
    kind = Varchar(length=10, default=None)
    audience = Varchar(length=8, default=None)
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    purpose = Varchar(length=20, default=None)
    matter = Varchar(length=100, default="")
    issued_to = Varchar(length=10, default=None)
    issued_by = Varchar(length=64, default=None)
    delegation_id = ForeignKey(
        ReportDelegation, default=None, null=True, on_delete=OnDelete.restrict
    )
    issued_at = Timestamptz(default=None)
    valid_until = Date(default=None)
    forget_on = Date(default=None, index=True)
    content_sha256 = Bytea(default=None)
    fingerprint = Bytea(default=None)
    statement = Text(default=None)
    clearance = JSONB(default="null")
    snapshot_sealed = Bytea(null=True, default=None)
    segments = Bytea(default=b"")

    ck_credit_report_number = Check("number ~ '^[0-9]{22}$'")
    ck_credit_report_kind = Check("kind IN ('credit', 'clearance')")
    ck_credit_report_audience = Check(
        "audience = 'others' OR (audience = 'own' AND kind = 'credit' AND issued_to = 'owner')"
    )
    ck_credit_report_issued_to = Check("issued_to IN ('owner', 'officer', 'delegate')")
    ck_credit_report_delegation = Check("(issued_to = 'delegate') = (delegation_id IS NOT NULL)")
    ck_credit_report_matter = Check("issued_to <> 'officer' OR matter <> ''")
    ck_credit_report_hashes = Check(
        "octet_length(content_sha256) = 32 AND octet_length(fingerprint) = 32"
    )
    ck_credit_report_valid = Check("forget_on > valid_until")


class ReportSerial(Table, tablename="credit_report_serial"):
    """The last serial given out in a year, so that numbers have no gaps."""

    year = SmallInt(primary_key=True, default=None)
    last = Integer(default=0)

    ck_credit_report_serial_range = Check("last BETWEEN 0 AND 99999999")


class ReportKey(Table, tablename="credit_report_key"):
    """Public keys that signed reports, kept for good."""

    id = BigSerial(primary_key=True)
    kid = Varchar(length=16, default=None, unique=True)
    jwk = JSONB(default="{}")
    first_used_at = Timestamptz(default=TimestamptzNow())


class ReportShare(Table, tablename="report_share"):
    """A link to one report for one recipient. The link itself is not kept, only its hash."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    report_id = ForeignKey(
        ReportRegister, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    token_hash = Bytea(default=None, unique=True)
    recipient_sealed = Bytea(default=None)
    purpose = Varchar(length=20, default=None)
    pass_code_hash = Text(null=True, default=None)
    wrong_codes = SmallInt(default=0)
    once = Boolean(default=False)
    opened = Integer(default=0)
    created_by = Varchar(length=64, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)

    ck_report_share_token = Check("octet_length(token_hash) = 32")
    ck_report_share_span = Check(
        "expires_at BETWEEN created_at + interval '1 hour' AND created_at + interval '30 days'"
    )
    ck_report_share_once = Check("NOT once OR opened <= 1")


class ReportLookup(Table, tablename="report_lookup"):
    """谁看过: a report was issued, handed out, opened or fetched. No names: those are sealed
    with the share, or are the account's and the delegate's own."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    report_id = ForeignKey(
        ReportRegister, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    kind = Varchar(length=12, default=None)
    account = Varchar(length=64, default="")
    share_id = ForeignKey(ReportShare, default=None, null=True, on_delete=OnDelete.restrict)
    ticket_hash = Bytea(null=True, default=None, unique=True)
    at = Timestamptz(default=TimestamptzNow())

    ck_report_lookup_kind = Check("kind IN ('issued', 'downloaded', 'opened', 'saved', 'refused')")
    ck_report_lookup_share = Check(
        "(share_id IS NOT NULL) = (kind IN ('opened','saved','refused'))"
    )
