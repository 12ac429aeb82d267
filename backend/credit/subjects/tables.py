"""Tables of the subjects slice."""

from piccolo.columns import (
    JSONB,
    BigSerial,
    Boolean,
    Date,
    DoublePrecision,
    ForeignKey,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table


class Subject(Table, tablename="subject"):
    """A business entity or other organisation that records are about (信用主体).

    Natural persons never get a row here: people are not graded (PIPL Art. 24, 25).
    `lng`, `lat`: WGS-84, how exact `geo_precision` says (exact, street, county).
    `opening_hours`: as the merchant declared them, in the notation of OpenStreetMap.
    `grade` copies the current evaluation's, for lists; unindexed, so its updates stay cheap.
    """

    id = BigSerial(primary_key=True)
    uscc = Varchar(length=18, null=True, default=None, unique=True)
    registration_no = Varchar(length=15, default="")
    name = Varchar(length=200, default=None)
    short_name = Varchar(length=40, default="")
    short_name_confirmed_at = Timestamptz(null=True, default=None)
    name_pinyin = Text(default="")
    name_initials = Varchar(length=200, default="")
    kind = Varchar(length=20, default=None)
    trade = Varchar(length=40, default="")
    address = Varchar(length=400, default="")
    division = Varchar(length=6, null=True, default=None)
    division_note = Varchar(length=200, default="")
    lng = DoublePrecision(null=True, default=None)
    lat = DoublePrecision(null=True, default=None)
    geo_precision = Varchar(length=10, default="")
    registered_on = Date(null=True, default=None)
    scope = Text(default="")
    opening_hours = Varchar(length=200, default="")
    inner_check_ok = Boolean(default=True)
    grade = Varchar(length=1, default="N")
    demo = Boolean(default=False)
    source = Varchar(length=100, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    updated_at = Timestamptz(default=TimestamptzNow())

    ck_subject_kind = Check("kind IN ('organisation', 'sole_trader', 'cooperative', 'other')")
    ck_subject_grade = Check("grade IN ('A', 'B', 'C', 'D', 'N')")
    ck_subject_place = Check(
        "(lng IS NULL) = (lat IS NULL) AND (lng IS NULL) = (geo_precision = '')"
        " AND lng BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90"
    )
    ck_subject_identified = Check("uscc IS NOT NULL OR registration_no <> ''")


class SubjectPin(Table, tablename="subject_pin"):
    """A place that a merchant declared on the map, WGS-84, and what the checks found.

    `waiting` ones lie where code or address do not expect them: an officer decides. At most one
    waits a subject (migration).
    """

    id = BigSerial(primary_key=True)
    subject_id = ForeignKey(Subject, default=None, null=False, on_delete=OnDelete.restrict)
    lng = DoublePrecision(default=None)
    lat = DoublePrecision(default=None)
    county = Varchar(length=6, default="")
    findings = JSONB(default="[]")
    note = Varchar(length=200, default="")
    status = Varchar(length=8, default=None)
    declared_by = Varchar(length=64, default=None)
    declared_at = Timestamptz(default=TimestamptzNow())
    decided_by = Varchar(length=64, default="")
    decided_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=300, default="")

    ck_subject_pin_status = Check("status IN ('waiting', 'accepted', 'refused', 'replaced')")
    ck_subject_pin_reason = Check("status <> 'refused' OR reason <> ''")
    ck_subject_pin_place = Check("lng BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90")
