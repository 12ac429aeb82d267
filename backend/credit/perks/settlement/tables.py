"""Tables of settlement: a statement a day and party, with its lines."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
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
