"""Tables of repair. A trigger keeps to the edges of `rules.states`; events only grow."""

from piccolo.columns import (
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
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.subjects.tables import Subject


class Repair(Table, tablename="repair"):
    """One application to repair one negative fact, found by the key that its versions share.

    `severity`, `regime` and `legal_basis` are those on the day of the application. The days are
    NULL until something is due. A partial unique index allows one open case a fact
    (uq_repair_open).
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    subject_id = ForeignKey(Subject, default=None, null=False, on_delete=OnDelete.restrict)
    natural_key = Bytea(default=None)
    severity = SmallInt(default=None)
    level = Varchar(length=10, default=None)
    division = Varchar(length=6, default="")
    regime = Varchar(length=60, default=None)
    legal_basis = Text(default=None)
    state = Varchar(length=16, default="draft")
    statement = Varchar(length=2000, default="")
    pledge_code = Varchar(length=20, default="")
    submitted_on = Date(null=True, default=None)
    sector_by = Date(null=True, default=None)
    answer_by = Date(null=True, default=None)
    provisional = Boolean(default=False)
    extended_from = Date(null=True, default=None)
    supplement_by = Date(null=True, default=None)
    checked_by = Varchar(length=64, default="")
    finding = Varchar(length=1000, default="")
    decided_by = Varchar(length=64, default="")
    decided_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=1000, default="")
    decision_basis = Varchar(length=500, default="")
    started_by = Varchar(length=64, default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_repair_severity = Check("severity BETWEEN 1 AND 3")
    ck_repair_level = Check("level IN ('prefecture', 'province')")
    ck_repair_legal_basis = Check("legal_basis <> ''")
    ck_repair_submitted = Check(
        "state IN ('draft', 'withdrawn', 'lapsed')"
        " OR (submitted_on IS NOT NULL AND answer_by IS NOT NULL AND pledge_code <> '')"
    )
    ck_repair_decided = Check(
        "state NOT IN ('approved', 'publicity_ended', 'sharing_ended', 'measures_ended', 'synced',"
        " 'revoked', 'declined', 'rejected')"
        " OR (decided_at IS NOT NULL AND reason <> '' AND decision_basis <> '')"
    )
    ck_repair_four_eyes = Check(
        "level = 'prefecture' OR decided_by = '' OR checked_by = '' OR decided_by <> checked_by"
    )
    ck_repair_supplement = Check("(state = 'supplement') = (supplement_by IS NOT NULL)")


class RepairEvent(Table, tablename="repair_event"):
    """One step of a case, for good. `actor` is an account's public id or `system`."""

    id = BigSerial(primary_key=True)
    repair_id = ForeignKey(Repair, default=None, null=False, on_delete=OnDelete.cascade)
    place = SmallInt(default=None)
    state = Varchar(length=16, default=None)
    actor = Varchar(length=64, default=None)
    actor_kind = Varchar(length=10, default=None)
    reason = Varchar(length=1000, default="")
    at = Timestamptz(default=TimestamptzNow())

    uq_repair_event_repair_id_place = Unique(["repair_id", "place"])
    ck_repair_event_kind = Check("actor_kind IN ('merchant', 'officer', 'system')")


class RepairMaterial(Table, tablename="repair_material"):
    """One proof, sealed; photos are made anew (`kit.photos`), PDFs are only ever downloaded."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    repair_id = ForeignKey(Repair, default=None, null=False, on_delete=OnDelete.cascade, index=True)
    name = Varchar(length=100, default="")
    media_type = Varchar(length=40, default=None)
    size = Integer(default=None)
    sha256 = Bytea(default=None)
    photo = Bytea(default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    uq_repair_material_repair_id_sha256 = Unique(["repair_id", "sha256"])
    ck_repair_material_media_type = Check("media_type IN ('image/jpeg', 'application/pdf')")


class RepairBar(Table, tablename="repair_bar"):
    """Nobody may apply for a subject from `since` to `until` after false materials."""

    id = BigSerial(primary_key=True)
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    repair_id = ForeignKey(Repair, default=None, null=False, on_delete=OnDelete.restrict)
    since = Date(default=None)
    until = Date(default=None)
    reason = Varchar(length=1000, default=None)
    legal_basis = Varchar(length=500, default=None)
    set_by = Varchar(length=64, default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_repair_bar_legal_basis = Check("legal_basis <> '' AND reason <> ''")
    ck_repair_bar_span = Check("until > since")
    uq_repair_bar_repair_id = Unique(["repair_id"])
