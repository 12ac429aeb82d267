"""Tables of the objections slice."""

from piccolo.columns import (
    UUID,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
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


class Objection(Table, tablename="objection"):
    """One objection (异议) and its decision.

    `record_key` is the natural key of the fact, which all its versions share. A partial unique
    index keeps one open objection a subject, target and fact (uq_objection_open), a trigger the
    steps that `rules.REACHED_FROM` knows (objection_step_allowed).
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    target = Varchar(length=12, default=None)
    record_key = Bytea(null=True, default=None)
    title = Varchar(length=300, default=None)
    grounds = Varchar(length=12, default=None)
    statement = Text(default=None)
    state = Varchar(length=10, default="filed")
    filed_by = Varchar(length=64, default=None)
    filed_at = Timestamptz(default=None)
    acknowledge_by = Date(default=None)
    answer_by = Date(default=None)
    provisional = Boolean(default=False)
    correction = Varchar(length=14, default="")
    reason = Text(default="")
    decided_by = Varchar(length=64, default="")
    decided_at = Timestamptz(null=True, default=None)
    review_statement = Text(default="")
    review_until = Date(null=True, default=None)
    first_decided_by = Varchar(length=64, default="")

    ck_objection_target = Check("target IN ('fact', 'grade', 'particulars')")
    ck_objection_record_key = Check("(target = 'fact') = (record_key IS NOT NULL)")
    ck_objection_state = Check(
        "state IN ('filed', 'accepted', 'reviewing', 'refused', 'rejected', 'upheld',"
        " 'withdrawn', 'final')"
    )
    ck_objection_reason = Check(
        "state NOT IN ('refused', 'rejected', 'upheld', 'final')"
        " OR (reason <> '' AND decided_by <> '' AND decided_at IS NOT NULL)"
    )
    ck_objection_correction = Check("(state = 'upheld') = (correction <> '')")
    ck_objection_second_officer = Check(
        "first_decided_by = '' OR state IN ('reviewing', 'withdrawn')"
        " OR decided_by <> first_decided_by"
    )


class ObjectionStep(Table, tablename="objection_step"):
    """One step of the procedure, for the timeline that the subject reads."""

    id = BigSerial(primary_key=True)
    objection_id = ForeignKey(
        Objection, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    state = Varchar(length=10, default=None)
    note = Text(default="")
    at = Timestamptz(default=TimestamptzNow())

    # No state is reached twice: a review is asked for once.
    uq_objection_step_objection_id_state = Unique(["objection_id", "state"])


class ObjectionPhoto(Table, tablename="objection_photo"):
    """A photo handed in as evidence, made anew and sealed."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    objection_id = ForeignKey(Objection, default=None, null=False, on_delete=OnDelete.cascade)
    place = SmallInt(default=None)
    photo = Bytea(default=None)

    uq_objection_photo_objection_id_place = Unique(["objection_id", "place"])
