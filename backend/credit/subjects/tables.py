"""Tables of the subjects slice."""

from piccolo.columns import BigSerial, Boolean, Date, DoublePrecision, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table


class Subject(Table, tablename="subject"):
    """A business entity or other organisation that records are about (信用主体).

    Natural persons never get a row here: people are not graded (PIPL Art. 24, 25).
    `lng`, `lat`: WGS-84, how exact `geo_precision` says (exact, street, county).
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
