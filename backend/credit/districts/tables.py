"""Tables of the districts slice."""

from piccolo.columns import (
    JSONB,
    BigSerial,
    Boolean,
    Date,
    DoublePrecision,
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


class CreditDistrict(Table, tablename="credit_district"):
    """A credit district (信用街区). `code`: county and a serial of three digits, e.g. 630103001.

    `boundary`: a GeoJSON Polygon, WGS-84; `west` … `north` its box. `rules`: what members must
    meet. `revision` counts up with every edit, kept whole in `credit_district_revision`.
    `grade` copies what `rules.grading` gives, for the badges of members; pages compute it.
    """

    id = BigSerial(primary_key=True)
    code = Varchar(length=9, default=None, unique=True)
    name = Varchar(length=60, default=None)
    kind = Varchar(length=20, default=None)
    division = Varchar(length=6, default=None)
    introduction = Text(default="")
    manager = Varchar(length=200, default="")
    manager_contact = Varchar(length=100, default="")
    boundary = JSONB(default="{}")
    lng = DoublePrecision(default=None)
    lat = DoublePrecision(default=None)
    west = DoublePrecision(default=None)
    south = DoublePrecision(default=None)
    east = DoublePrecision(default=None)
    north = DoublePrecision(default=None)
    rules = JSONB(default="{}")
    status = Varchar(length=10, default="proposed")
    grade = Varchar(length=1, default="N")
    revision = Integer(default=1)
    named_on = Date(null=True, default=None)
    review_due = Date(null=True, default=None)
    rectify_by = Date(null=True, default=None)
    demo = Boolean(default=False)
    created_at = Timestamptz(default=TimestamptzNow())
    updated_at = Timestamptz(default=TimestamptzNow())

    ck_credit_district_code = Check("code ~ '^63[0-9]{7}$' AND left(code, 6) = division")
    ck_credit_district_kind = Check(
        "kind IN ('walking_street', 'food_street', 'market', 'commercial', 'farm_town',"
        " 'scenic_area', 'crafts', 'service')"
    )
    ck_credit_district_status = Check(
        "status IN ('proposed', 'named', 'raised', 'rectifying', 'struck_off')"
    )
    ck_credit_district_grade = Check("grade IN ('A', 'B', 'C', 'D', 'N')")
    ck_credit_district_rectify = Check("(status = 'rectifying') = (rectify_by IS NOT NULL)")
    ck_credit_district_box = Check("west <= lng AND lng <= east AND south <= lat AND lat <= north")


class DistrictRevision(Table, tablename="credit_district_revision"):
    """A district as it was at one revision, with who changed it and why."""

    id = BigSerial(primary_key=True)
    district_id = ForeignKey(CreditDistrict, default=None, null=False, on_delete=OnDelete.restrict)
    revision = Integer(default=None)
    snapshot = JSONB(default="{}")
    reason = Varchar(length=300, default="")
    changed_by = Varchar(length=64, default=None)
    changed_at = Timestamptz(default=TimestamptzNow())

    uq_credit_district_revision = Unique(["district_id", "revision"])


class DistrictCharter(Table, tablename="district_charter"):
    """One version of a district's charter (公约): points `[{title, text}]`; never edited."""

    id = BigSerial(primary_key=True)
    district_id = ForeignKey(CreditDistrict, default=None, null=False, on_delete=OnDelete.restrict)
    version = SmallInt(default=None)
    points = JSONB(default="[]")
    adopted_by = Varchar(length=200, default="")
    effective_on = Date(default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    uq_district_charter_version = Unique(["district_id", "version"])


class DistrictMember(Table, tablename="district_member"):
    """A merchant's way into and out of a district. `checks`: the rules as found on applying.

    At most one open application a district and one admitted membership a merchant (migration).
    `basis`: the charter or law behind a refusal or removal. `concerns`: exit rules that the
    member meets at present, of which it was told on `notified_on`, to be set right by
    `set_right_by`; a machine only notes them.
    """

    id = BigSerial(primary_key=True)
    district_id = ForeignKey(CreditDistrict, default=None, null=False, on_delete=OnDelete.restrict)
    subject_id = ForeignKey(Subject, default=None, null=False, on_delete=OnDelete.restrict)
    status = Varchar(length=10, default="applied")
    charter_version = SmallInt(default=1)
    statement = Varchar(length=300, default="")
    checks = JSONB(default="[]")
    applied_by = Varchar(length=64, default=None)
    applied_at = Timestamptz(default=TimestamptzNow())
    decided_by = Varchar(length=64, default="")
    decided_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=300, default="")
    basis = Varchar(length=300, default="")
    ended_at = Timestamptz(null=True, default=None)
    concerns = JSONB(default="[]")
    notified_on = Date(null=True, default=None)
    set_right_by = Date(null=True, default=None)

    ck_district_member_notified = Check("(notified_on IS NULL) = (set_right_by IS NULL)")
    ck_district_member_status = Check(
        "status IN ('applied', 'admitted', 'refused', 'withdrawn', 'left', 'removed')"
    )
    ck_district_member_reason = Check("status NOT IN ('refused', 'removed') OR reason <> ''")
    ck_district_member_basis = Check("status <> 'removed' OR basis <> ''")
    ck_district_member_ended = Check(
        "(status IN ('left', 'removed', 'refused', 'withdrawn')) = (ended_at IS NOT NULL)"
    )


class DistrictReview(Table, tablename="district_review"):
    """One yearly review (年度复核). `summary`: the evaluation that it was decided on."""

    id = BigSerial(primary_key=True)
    district_id = ForeignKey(CreditDistrict, default=None, null=False, on_delete=OnDelete.restrict)
    year = SmallInt(default=None)
    outcome = Varchar(length=10, default=None)
    summary = JSONB(default="{}")
    opinion = Varchar(length=1000, default=None)
    rectify_by = Date(null=True, default=None)
    decided_by = Varchar(length=64, default=None)
    decided_at = Timestamptz(default=TimestamptzNow())

    ck_district_review_outcome = Check(
        "outcome IN ('named', 'kept', 'raised', 'rectifying', 'struck_off')"
    )
    ck_district_review_opinion = Check("opinion <> ''")


class DistrictNotice(Table, tablename="district_notice"):
    """What happens or is offered in a district: an event (活动) or a perk for its guests (优惠)."""

    id = BigSerial(primary_key=True)
    district_id = ForeignKey(CreditDistrict, default=None, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=5, default=None)
    title = Varchar(length=60, default=None)
    body = Varchar(length=500, default="")
    starts_on = Date(default=None)
    ends_on = Date(default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    created_by = Varchar(length=64, default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_district_notice_kind = Check("kind IN ('event', 'perk')")
    ck_district_notice_days = Check("starts_on <= ends_on")
