"""Tables of the programme: perks, their versions, stock, places and budgets. Money in 分."""

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
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.subjects.tables import Subject


class Perk(Table, tablename="perk"):
    """A perk as it runs. The columns after `version` copy the approved terms for the SQL that
    takes stock: what they say is never changed without a new version."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    provider_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    audience = Varchar(length=8, default="citizen")
    category = Varchar(length=20, default=None)
    status = Varchar(length=8, default="draft")
    status_reason = Varchar(length=300, default="")
    demo = Boolean(default=False)
    created_by = Varchar(length=64, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    version = SmallInt(default=0)
    claim_from = Timestamptz(null=True, default=None)
    claim_until = Timestamptz(null=True, default=None)
    use_until = Timestamptz(null=True, default=None)
    use_days = SmallInt(default=0)
    per_person = SmallInt(default=1)
    period = Varchar(length=5, default="")
    per_period = SmallInt(default=0)
    uses = SmallInt(default=1)
    value_fen = BigInt(default=0)
    reserve_seconds = Integer(default=0)
    reversal_hours = Integer(default=0)

    ck_perk_audience = Check("audience IN ('citizen', 'merchant')")
    ck_perk_status = Check("status IN ('draft', 'running', 'paused', 'ended')")
    ck_perk_window = Check("status = 'draft' OR (version > 0 AND claim_from < claim_until)")
    ck_perk_limits = Check(
        "per_person BETWEEN 1 AND 100 AND uses BETWEEN 1 AND 1000 AND value_fen >= 0"
    )
    ck_perk_period = Check(
        "period IN ('', 'day', 'week', 'month') AND (period = '') = (per_period = 0)"
    )


class PerkVersion(Table, tablename="perk_version"):
    """Terms of a perk as proposed by one person and approved by another; then frozen (trigger)."""

    id = BigSerial(primary_key=True)
    perk_id = ForeignKey(Perk, default=None, null=False, on_delete=OnDelete.restrict)
    number = SmallInt(default=None)
    terms = JSONB(default=None)
    state = Varchar(length=8, default="draft")
    created_by = Varchar(length=64, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    decided_by = Varchar(length=64, default="")
    decided_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=300, default="")

    uq_perk_version_perk_id_number = Unique(["perk_id", "number"])
    ck_perk_version_state = Check("state IN ('draft', 'proposed', 'approved', 'refused')")
    ck_perk_version_two_persons = Check("decided_by <> created_by")
    ck_perk_version_decided = Check(
        "(state IN ('approved', 'refused')) = (decided_at IS NOT NULL AND decided_by <> '')"
        " AND (state <> 'refused' OR reason <> '')"
    )


class PerkStock(Table, tablename="perk_stock"):
    """What is left of a perk: one row, locked by whoever takes or gives back.

    `open_fen`: what living vouchers may still cost; `spent_fen`: what used ones did cost.
    `waiting`: people in line, counted by a trigger on `perk_turn`. `kept_count`: how much of
    what is left is for them, or, with `draw_only`, all of it; who passes by cannot take it. A
    trigger raises it when something comes back.
    """

    perk_id = BigInt(primary_key=True, default=None)
    issued = Integer(default=None)
    left_count = Integer(default=None)
    open_fen = BigInt(default=0)
    spent_fen = BigInt(default=0)
    cap_fen = BigInt(default=None)
    waiting = Integer(default=0)
    kept_count = Integer(default=0)
    draw_only = Boolean(default=False)

    ck_perk_stock_left = Check("left_count BETWEEN 0 AND issued")
    ck_perk_stock_kept = Check("kept_count BETWEEN 0 AND left_count AND waiting >= 0")
    ck_perk_stock_cap = Check(
        "open_fen >= 0 AND spent_fen >= 0 AND open_fen + spent_fen <= cap_fen"
    )


class PerkPlace(Table, tablename="perk_place"):
    """A shop or gate that takes a perk, with limits of its own; 0: none of its own."""

    id = BigSerial(primary_key=True)
    perk_id = ForeignKey(Perk, default=None, null=False, on_delete=OnDelete.restrict)
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    per_day = Integer(default=0)
    withdrawn = Boolean(default=False)

    uq_perk_place_perk_id_subject_id = Unique(["perk_id", "subject_id"])
    ck_perk_place_per_day = Check("per_day >= 0")


class PerkBudget(Table, tablename="perk_budget"):
    """Money of a perk set aside for one shop (uscc) or one division; never below zero."""

    id = BigSerial(primary_key=True)
    perk_id = ForeignKey(Perk, default=None, null=False, on_delete=OnDelete.restrict)
    scope = Varchar(length=8, default=None)
    key = Varchar(length=18, default=None)
    cap_fen = BigInt(default=None)
    spent_fen = BigInt(default=0)

    uq_perk_budget_perk_id_scope_key = Unique(["perk_id", "scope", "key"])
    ck_perk_budget_scope = Check("scope IN ('place', 'division')")
    ck_perk_budget_spent = Check("spent_fen BETWEEN 0 AND cap_fen")


class PerkAbsence(Table, tablename="perk_absence"):
    """A shop takes no part in a perk for a while (暂停参加), because a measure says so that has a
    legal basis and an end. `role`: its provider, or a place that takes it; `paused`: whether the
    perk rests meanwhile. One open absence a perk, shop and role (index in the migration)."""

    id = BigSerial(primary_key=True)
    perk_id = ForeignKey(Perk, default=None, null=False, on_delete=OnDelete.restrict)
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    role = Varchar(length=8, default=None)
    legal_basis = Varchar(length=300, default=None)
    began_at = Timestamptz(default=TimestamptzNow())
    ends_on = Date(default=None)
    paused = Boolean(default=False)
    ended_at = Timestamptz(null=True, default=None)

    ck_perk_absence_role = Check("role IN ('provider', 'place')")
    ck_perk_absence_legal_basis = Check("legal_basis <> ''")


class PerkPerson(Table, tablename="perk_person"):
    """Which kinds of positive facts a citizen brings; birth date and area sealed, if given."""

    account_id = BigInt(primary_key=True, default=None)
    brings = JSONB(default="[]")
    profile_sealed = Bytea(null=True, default=None)
    changed_at = Timestamptz(default=TimestamptzNow())

    ck_perk_person_profile = Check("octet_length(profile_sealed) >= 33")
