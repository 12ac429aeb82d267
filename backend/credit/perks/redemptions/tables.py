"""Tables of redemptions and reversals."""

from piccolo.columns import (
    UUID,
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
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.perks.claims.tables import PerkClaim
from credit.perks.programme.tables import Perk
from credit.subjects.tables import Subject


class PerkRedemption(Table, tablename="perk_redemption"):
    """One use of a voucher at a shop or gate (核销).

    `slot`: which of the voucher's uses, from 0: unique among those not fully reversed.
    `code_step`: the twenty seconds (since 1970) whose code was shown: no code counts twice.
    `division`: where the place was then. `bill_fen`: what the customer's bill came to,
    `value_fen`: what the perk took off.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    claim_id = ForeignKey(PerkClaim, default=None, null=False, on_delete=OnDelete.restrict)
    perk_id = ForeignKey(Perk, default=None, null=False, on_delete=OnDelete.restrict, index=True)
    place_id = ForeignKey(Subject, default=None, null=False, on_delete=OnDelete.restrict)
    division = Varchar(length=6, default="")
    number = SmallInt(default=None)
    slot = SmallInt(default=None)
    code_step = BigInt(default=None)
    bill_no = Varchar(length=40, default="")
    bill_fen = BigInt(default=0)
    value_fen = BigInt(default=0)
    reversed_fen = BigInt(default=0)
    undone = Boolean(default=False)
    offline = Boolean(default=False)
    accepted_at = Timestamptz(default=None)
    redeemed_at = Timestamptz(default=TimestamptzNow())
    day = Date(default=None)
    staff = Varchar(length=64, default=None)

    uq_perk_redemption_claim_id_number = Unique(["claim_id", "number"])
    uq_perk_redemption_claim_id_code_step = Unique(["claim_id", "code_step"])
    ck_perk_redemption_value = Check("value_fen >= 0 AND bill_fen >= 0 AND slot >= 0")
    ck_perk_redemption_reversed = Check(
        "reversed_fen BETWEEN 0 AND value_fen AND (NOT undone OR reversed_fen = value_fen)"
    )


class PerkReversal(Table, tablename="perk_reversal"):
    """A use taken back, wholly (`whole`: the voucher gets it again) or some of its money (冲正)."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    redemption_id = ForeignKey(
        PerkRedemption, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    amount_fen = BigInt(default=0)
    whole = Boolean(default=False)
    reason = Varchar(length=200, default=None)
    reversed_at = Timestamptz(default=TimestamptzNow())
    day = Date(default=None)
    staff = Varchar(length=64, default=None)

    ck_perk_reversal_amount = Check("amount_fen >= 0 AND (whole OR amount_fen > 0)")
    ck_perk_reversal_reason = Check("reason <> ''")


class PerkPlaceDay(Table, tablename="perk_place_day"):
    """How often a place took a perk on one day of Qinghai; `cap` 0: without a limit."""

    id = BigSerial(primary_key=True)
    perk_id = ForeignKey(Perk, default=None, null=False, on_delete=OnDelete.restrict)
    place_id = ForeignKey(Subject, default=None, null=False, on_delete=OnDelete.restrict)
    day = Date(default=None)
    used = Integer(default=0)
    cap = Integer(default=0)

    uq_perk_place_day_perk_id_place_id_day = Unique(["perk_id", "place_id", "day"])
    ck_perk_place_day_used = Check("used >= 0 AND (cap = 0 OR used <= cap)")
