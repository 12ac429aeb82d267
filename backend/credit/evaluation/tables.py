"""Tables of the evaluation slice."""

from piccolo.columns import (
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table

from credit.subjects.tables import Subject


class Evaluation(Table, tablename="evaluation"):
    """A subject's grade under one model on one day; a new row only when something changed."""

    id = BigSerial(primary_key=True)
    subject_id = ForeignKey(Subject, default=None, null=False, on_delete=OnDelete.restrict)
    model_version = Varchar(length=20, default=None)
    evaluated_on = Date(default=None)
    evaluated_at = Timestamptz(default=TimestamptzNow())
    score = SmallInt(null=True, default=None)
    grade = Varchar(length=1, default=None)
    points = Array(base_column=SmallInt(), default=list)
    record_count = Integer(default=0)
    cap = Varchar(length=40, default="")
    is_current = Boolean(default=True)

    ck_evaluation_grade = Check("grade IN ('A', 'B', 'C', 'D', 'N')")
    ck_evaluation_score = Check("score IS NULL OR score BETWEEN 0 AND 1000")
    ck_evaluation_score_graded = Check("(score IS NULL) = (grade = 'N')")


class EvaluationRun(Table, tablename="evaluation_run"):
    """One run over everybody; restarts from `checkpoint` (the last subject id done)."""

    id = BigSerial(primary_key=True)
    model_version = Varchar(length=20, default=None)
    as_of = Date(default=None)
    status = Varchar(length=12, default="running")
    checkpoint = BigInt(default=0)
    subjects_done = BigInt(default=0)
    changed = BigInt(default=0)
    created_at = Timestamptz(default=TimestamptzNow())
    finished_at = Timestamptz(null=True, default=None)

    ck_evaluation_run_status = Check("status IN ('running', 'done', 'failed')")
