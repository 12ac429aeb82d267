"""Tables of breaches. Who reported is sealed; what people wrote and photographed is sealed too."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Numeric,
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

from credit.commitments.tables import Commitment
from credit.subjects.tables import Subject

_OPEN = "'submitted', 'replying', 'hearing', 'upheld', 'not_upheld', 'reviewing'"
_CLOSED = (
    "'declined', 'joined', 'withdrawn', 'settled', 'confirmed', 'changed', 'cancelled', 'final'"
)


class BreachCase(Table, tablename="breach_case"):
    """What an officer decides: one or more reports of one broken promise (违诺案件).

    `due_on` is the end of the period that runs in this state. `replaced` is the finding about the
    promise that this case's finding took the place of; it is restored when the case is cancelled.
    The trigger of the migration lets no status change that `rules.EDGES` does not have.
    """

    id = BigSerial(primary_key=True)
    number = Varchar(length=12, default=None, unique=True)
    commitment_id = ForeignKey(
        Commitment, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    status = Varchar(length=10, default="submitted")
    opened_on = Date(default=None)
    due_on = Date(null=True, default=None)
    due_provisional = Boolean(default=False)
    reminded_on = Date(null=True, default=None)
    remedied = Boolean(default=False)
    reason = Text(default="")
    performance = Varchar(length=8, default="")
    severity = Varchar(length=8, default="")
    unfulfilled = Text(default="")
    liability_outcome = Text(default="")
    legal_basis = Text(default="")
    authority = Varchar(length=200, default="")
    authority_code = Varchar(length=18, default="")
    decided_by = Varchar(length=64, default="")
    decided_on = Date(null=True, default=None)
    publicity_until = Date(null=True, default=None)
    reviewed_by = Varchar(length=64, default="")
    reviewed_on = Date(null=True, default=None)
    holds_finding = Boolean(default=False)
    replaced = JSONB(null=True, default=None)
    replaced_case = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_breach_case_status = Check(f"status IN ({_OPEN}, {_CLOSED})")
    ck_breach_case_due = Check(f"(status IN ({_OPEN})) = (due_on IS NOT NULL)")
    ck_breach_case_declined = Check("status <> 'declined' OR reason <> ''")
    ck_breach_case_decided = Check(
        "status NOT IN ('upheld', 'not_upheld', 'reviewing', 'confirmed', 'changed', 'cancelled',"
        " 'final')"
        " OR (decided_by <> '' AND decided_on IS NOT NULL AND reason <> '')"
    )
    ck_breach_case_upheld = Check(
        "status NOT IN ('upheld', 'changed') OR (performance IN ('partly', 'broken')"
        " AND severity IN ('minor', 'general', 'severe') AND legal_basis <> ''"
        " AND unfulfilled <> '' AND authority <> '' AND publicity_until IS NOT NULL)"
    )
    ck_breach_case_finding = Check("NOT holds_finding OR performance IN ('partly', 'broken')")
    ck_breach_case_cancelled = Check(
        "status NOT IN ('cancelled', 'not_upheld') OR (NOT holds_finding AND performance = '')"
    )
    ck_breach_case_reviewed = Check(
        "status NOT IN ('confirmed', 'changed', 'cancelled')"
        " OR (reviewed_by <> '' AND reviewed_by <> decided_by AND reviewed_on IS NOT NULL)"
    )


class BreachReport(Table, tablename="breach_report"):
    """One person's report. `reporter_index` finds a person's own reports without naming anybody.

    Emptied (person, facts, place, photos) when it need not be kept any longer.
    """

    id = BigSerial(primary_key=True)
    number = Varchar(length=12, default=None, unique=True)
    case_id = ForeignKey(
        BreachCase, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    commitment_id = ForeignKey(Commitment, default=None, null=False, on_delete=OnDelete.restrict)
    reporter = Bytea(default=b"")
    reporter_index = Bytea(null=True, default=None, index=True)
    happened_on = Date(default=None)
    facts = Bytea(default=b"")
    place = Bytea(default=b"")
    amount_yuan = Numeric(digits=(12, 2), null=True, default=None)
    photos_shown = Boolean(default=True)
    agreed = Boolean(default=False)
    status = Varchar(length=10, default="open")
    request_key = Varchar(length=64, default="")
    request_hash = Bytea(default=b"")
    created_at = Timestamptz(default=TimestamptzNow())
    emptied_at = Timestamptz(null=True, default=None)

    ck_breach_report_status = Check("status IN ('open', 'withdrawn', 'closed')")
    ck_breach_report_amount = Check("amount_yuan IS NULL OR amount_yuan >= 0")
    ck_breach_report_emptied = Check(
        "emptied_at IS NULL OR (reporter = '' AND facts = '' AND place = ''"
        " AND reporter_index IS NULL AND status <> 'open')"
    )


class BreachStatement(Table, tablename="breach_statement"):
    """What a side says: the merchant's reply, or why a side asks for a review. Sealed."""

    id = BigSerial(primary_key=True)
    case_id = ForeignKey(
        BreachCase, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    role = Varchar(length=10, default=None)
    kind = Varchar(length=10, default=None)
    text = Bytea(default=b"")
    created_at = Timestamptz(default=TimestamptzNow())

    uq_breach_statement_case_id_kind = Unique(["case_id", "kind"])
    ck_breach_statement_kind = Check(
        "(kind = 'reply' AND role = 'merchant')"
        " OR (kind = 'ask_review' AND role IN ('merchant', 'reporter'))"
    )


class BreachPhoto(Table, tablename="breach_photo"):
    """A photo made anew (`kit/photos`), sealed; it belongs to a report or to a statement."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    case_id = ForeignKey(BreachCase, default=None, null=False, on_delete=OnDelete.restrict)
    report_id = ForeignKey(
        BreachReport, null=True, default=None, on_delete=OnDelete.cascade, index=True
    )
    statement_id = ForeignKey(
        BreachStatement, null=True, default=None, on_delete=OnDelete.cascade, index=True
    )
    photo = Bytea(default=b"")
    width = SmallInt(default=None)
    height = SmallInt(default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_breach_photo_parent = Check("(report_id IS NULL) <> (statement_id IS NULL)")
    ck_breach_photo_size = Check("width BETWEEN 1 AND 4096 AND height BETWEEN 1 AND 4096")


class BreachStep(Table, tablename="breach_step"):
    """One edge that was taken. `actor` is empty for people who report; `note` is for all sides."""

    id = BigSerial(primary_key=True)
    case_id = ForeignKey(
        BreachCase, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    action = Varchar(length=10, default=None)
    before = Varchar(length=10, default=None)
    after = Varchar(length=10, default=None)
    role = Varchar(length=10, default=None)
    actor = Varchar(length=64, default="")
    note = Text(default="")
    due_on = Date(null=True, default=None)
    request_key = Varchar(length=64, default="")
    at = Timestamptz(default=TimestamptzNow())

    ck_breach_step_role = Check("role IN ('reporter', 'merchant', 'officer', 'system')")
    ck_breach_step_actor = Check("role <> 'reporter' OR actor = ''")


class BreachMeasure(Table, tablename="breach_measure"):
    """A consequence of an upheld breach, with its basis and its end; removed when cancelled."""

    id = BigSerial(primary_key=True)
    case_id = ForeignKey(
        BreachCase, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    kind = Varchar(length=20, default=None)
    legal_basis = Text(default=None)
    starts_on = Date(default=None)
    ends_on = Date(default=None)
    removed_at = Timestamptz(null=True, default=None)
    removed_reason = Varchar(length=200, default="")

    ck_breach_measure_kind = Check(
        "kind IN ('notice', 'talk', 'grade_effect', 'leave_programmes', 'list_proposal')"
    )
    ck_breach_measure_legal_basis = Check("legal_basis <> ''")
    ck_breach_measure_dates = Check("ends_on >= starts_on")


class BreachTalk(Table, tablename="breach_talk"):
    """A talk with the merchant (约谈) that was held: when, which roles were there, the minutes."""

    id = BigSerial(primary_key=True)
    case_id = ForeignKey(
        BreachCase, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    kind = Varchar(length=12, default=None)
    held_on = Date(default=None)
    present = Varchar(length=200, default=None)
    minutes = Bytea(default=b"")
    recorded_by = Varchar(length=64, default=None)
    request_key = Varchar(length=64, default="")
    created_at = Timestamptz(default=TimestamptzNow())

    ck_breach_talk_kind = Check("kind IN ('reminder', 'warning_talk')")
