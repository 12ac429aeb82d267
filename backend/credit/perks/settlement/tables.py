"""Tables of settlement: a statement a day and party, with its lines."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.perks.redemptions.tables import PerkRedemption
from credit.subjects.tables import Subject


class PerkStatement(Table, tablename="perk_statement"):
    """What one day's redemptions and reversals come to for a merchant or a provider (结算单).

    The day is over when it is made, so its lines never change; signed, it is frozen (trigger).
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    side = Varchar(length=8, default=None)
    subject_id = ForeignKey(Subject, default=None, null=False, on_delete=OnDelete.restrict)
    day = Date(default=None)
    redemptions = Integer(default=None)
    reversals = Integer(default=None)
    amount_fen = BigInt(default=None)
    lines_hash = Bytea(default=None)
    made_at = Timestamptz(default=TimestamptzNow())
    signed_by = Varchar(length=64, default="")
    signed_at = Timestamptz(null=True, default=None)

    uq_perk_statement_side_subject_id_day = Unique(["side", "subject_id", "day"])
    ck_perk_statement_side = Check("side IN ('merchant', 'provider')")
    ck_perk_statement_hash = Check("octet_length(lines_hash) = 32")
    ck_perk_statement_signed = Check("(signed_at IS NULL) = (signed_by = '')")


class PerkStatementLine(Table, tablename="perk_statement_line"):
    """A redemption, or a reversal with a negative amount. Append-only."""

    id = BigSerial(primary_key=True)
    statement_id = ForeignKey(PerkStatement, default=None, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=8, default=None)
    source_id = BigInt(default=None)
    reference = Varchar(length=36, default=None)
    title = Varchar(length=60, default=None)
    at = Timestamptz(default=None)
    place = Varchar(length=200, default=None)
    amount_fen = BigInt(default=None)

    uq_perk_statement_line_statement_id_kind_source_id = Unique(
        ["statement_id", "kind", "source_id"]
    )
    ck_perk_statement_line_kind = Check(
        "kind IN ('redeem', 'reverse') AND (kind = 'redeem') = (amount_fen >= 0) OR amount_fen = 0"
    )


class PayoutHold(Table, tablename="payout_hold"):
    """The money of some uses at a shop is not paid out for a while (暂缓结算), until it is
    clarified: proposed by one officer, approved by another, over by itself on `ends_on`."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    state = Varchar(length=8, default="proposed")
    reason = Varchar(length=300, default=None)
    legal_basis = Varchar(length=300, default=None)
    proposed_by = Varchar(length=64, default=None)
    proposed_at = Timestamptz(default=TimestamptzNow())
    decided_by = Varchar(length=64, default="")
    decided_at = Timestamptz(null=True, default=None)
    ends_on = Date(default=None)
    ended_at = Timestamptz(null=True, default=None)

    ck_payout_hold_state = Check("state IN ('proposed', 'running', 'refused', 'ended')")
    ck_payout_hold_reasons = Check("reason <> '' AND legal_basis <> ''")
    ck_payout_hold_two_persons = Check("decided_by <> proposed_by")
    ck_payout_hold_decided = Check(
        "(state <> 'proposed') = (decided_at IS NOT NULL AND decided_by <> '')"
        " AND (state = 'ended') = (ended_at IS NOT NULL)"
    )
    ck_payout_hold_short = Check("ends_on <= (proposed_at + interval '60 days')::date")


class PayoutHoldLine(Table, tablename="payout_hold_line"):
    """A use whose money is held. `active` until the hold is over or was refused: one hold at a
    time for a use (index in the migration)."""

    id = BigSerial(primary_key=True)
    hold_id = ForeignKey(PayoutHold, default=None, null=False, on_delete=OnDelete.restrict)
    redemption_id = ForeignKey(
        PerkRedemption, default=None, null=False, on_delete=OnDelete.restrict
    )
    active = Boolean(default=True)

    uq_payout_hold_line_hold_id_redemption_id = Unique(["hold_id", "redemption_id"])


class WithheldPayout(Table, tablename="withheld_payout"):
    """What a signed statement did not pay out because of a hold; paid when the hold is over."""

    id = BigSerial(primary_key=True)
    hold_id = ForeignKey(PayoutHold, default=None, null=False, on_delete=OnDelete.restrict)
    statement_id = ForeignKey(PerkStatement, default=None, null=False, on_delete=OnDelete.restrict)
    amount_fen = BigInt(default=None)
    paid_at = Timestamptz(null=True, default=None)

    uq_withheld_payout_statement_id_hold_id = Unique(["statement_id", "hold_id"])
    ck_withheld_payout_amount = Check("amount_fen <> 0")
