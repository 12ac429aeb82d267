"""Tables of the ledger."""

from piccolo.columns import (
    BigInt,
    BigSerial,
    ForeignKey,
    Integer,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.perks.programme.tables import Perk
from credit.perks.redemptions.tables import PerkRedemption, PerkReversal
from credit.subjects.tables import Subject


class LedgerTransfer(Table, tablename="ledger_transfer"):
    """Money from one account to another: a double entry in one row, so that nothing can be
    entered on one side only. Append-only.

    Accounts are a kind and a key: `perk` (what a perk cost, key its id), `merchant` (what a shop
    is owed), `provider` (what a provider owes), `paid` (what went out); key of the last three:
    the subject's id. `from_*` is taken from, `to_*` is given to.
    """

    id = BigSerial(primary_key=True)
    kind = Varchar(length=8, default=None)
    from_kind = Varchar(length=8, default=None)
    from_key = BigInt(default=None)
    to_kind = Varchar(length=8, default=None)
    to_key = BigInt(default=None)
    amount_fen = BigInt(default=None)
    perk_id = ForeignKey(Perk, default=None, null=True, on_delete=OnDelete.restrict, index=True)
    redemption_id = ForeignKey(PerkRedemption, default=None, null=True, on_delete=OnDelete.restrict)
    reversal_id = ForeignKey(PerkReversal, default=None, null=True, on_delete=OnDelete.restrict)
    place_id = ForeignKey(Subject, default=None, null=True, on_delete=OnDelete.restrict)
    at = Timestamptz(default=TimestamptzNow())

    ck_ledger_transfer_amount = Check("amount_fen > 0")
    ck_ledger_transfer_kind = Check("kind IN ('redeem', 'reverse', 'settle')")
    ck_ledger_transfer_accounts = Check(
        "from_kind IN ('perk', 'merchant', 'provider', 'paid')"
        " AND to_kind IN ('perk', 'merchant', 'provider', 'paid')"
        " AND (from_kind, from_key) <> (to_kind, to_key)"
    )
    ck_ledger_transfer_cause = Check(
        "(kind = 'redeem') = (redemption_id IS NOT NULL)"
        " AND (kind = 'reverse') = (reversal_id IS NOT NULL)"
    )
    uq_ledger_transfer_redemption_id = Unique(["redemption_id"])
    uq_ledger_transfer_reversal_id = Unique(["reversal_id"])


class ReconcileFault(Table, tablename="reconcile_fault"):
    """A difference that reconciling found; it stays until a person has looked into it."""

    id = BigSerial(primary_key=True)
    found_at = Timestamptz(default=TimestamptzNow())
    perk_id = ForeignKey(Perk, default=None, null=False, on_delete=OnDelete.restrict)
    law = Varchar(length=20, default=None)
    expected = BigInt(default=None)
    actual = BigInt(default=None)
    cleared_at = Timestamptz(null=True, default=None)
    cleared_by = Varchar(length=64, default="")
    note = Varchar(length=300, default="")

    ck_reconcile_fault_differs = Check("expected <> actual")
    ck_reconcile_fault_cleared = Check("(cleared_at IS NULL) = (cleared_by = '')")


class ReconcileCheck(Table, tablename="reconcile_check"):
    """When the books were last reconciled, and how many differences there were: one row."""

    id = SmallInt(primary_key=True, default=1)
    checked_at = Timestamptz(default=TimestamptzNow())
    differences = Integer(default=0)

    ck_reconcile_check_one = Check("id = 1 AND differences >= 0")
