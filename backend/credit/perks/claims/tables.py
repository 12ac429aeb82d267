"""Tables of claims: one row a voucher."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
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
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account
from credit.perks.programme.tables import Perk
from credit.subjects.tables import Subject


class PerkClaim(Table, tablename="perk_claim"):
    """A voucher (权益凭证) of one holder: an account, or the subject that it acts for.

    `seq`: which of the holder's vouchers of this perk, from 0, unique among those that count;
    `period_seq`: the same within the period that `period_day` begins. `open_fen`: what it may
    still cost. `next_use` only grows, `uses_left` may come back by a reversal.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    perk_id = ForeignKey(Perk, default=None, null=False, on_delete=OnDelete.restrict)
    version = SmallInt(default=None)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    subject_id = ForeignKey(Subject, default=None, null=True, on_delete=OnDelete.restrict)
    holder = BigInt(default=None)
    seq = SmallInt(default=None)
    period_day = Date(null=True, default=None)
    period_seq = SmallInt(default=0)
    state = Varchar(length=9, default=None)
    state_reason = Varchar(length=300, default="")
    legal_basis = Varchar(length=300, default="")
    reserved_until = Timestamptz(null=True, default=None)
    claimed_at = Timestamptz(default=TimestamptzNow())
    usable_until = Timestamptz(default=None)
    uses_left = SmallInt(default=None)
    next_use = SmallInt(default=0)
    open_fen = BigInt(default=0)
    anchor = Bytea(null=True, default=None)
    anchor_from = Integer(null=True, default=None)
    reminded_at = Timestamptz(null=True, default=None)

    ck_perk_claim_state = Check(
        "state IN ('reserved', 'claimed', 'redeemed', 'expired', 'cancelled', 'lapsed', 'revoked')"
    )
    ck_perk_claim_holder = Check("holder = coalesce(subject_id, account_id)")
    ck_perk_claim_reserved = Check("(state = 'reserved') <= (reserved_until IS NOT NULL)")
    ck_perk_claim_left = Check("uses_left >= 0 AND open_fen >= 0 AND seq >= 0")
    ck_perk_claim_open = Check("state IN ('reserved', 'claimed') OR open_fen = 0")
    ck_perk_claim_revoked = Check("(state = 'revoked') = (legal_basis <> '')")
    ck_perk_claim_anchor = Check(
        "octet_length(anchor) = 16 AND (anchor IS NULL) = (anchor_from IS NULL)"
    )


class PerkRevocation(Table, tablename="perk_revocation"):
    """A proposal to take a voucher back, decided by another officer. At most one open a voucher
    (index in the migration)."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    claim_id = ForeignKey(
        PerkClaim, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    state = Varchar(length=8, default="proposed")
    reason = Varchar(length=300, default=None)
    legal_basis = Varchar(length=300, default=None)
    proposed_by = Varchar(length=64, default=None)
    proposed_at = Timestamptz(default=TimestamptzNow())
    decided_by = Varchar(length=64, default="")
    decided_at = Timestamptz(null=True, default=None)
    note = Varchar(length=300, default="")

    ck_perk_revocation_state = Check("state IN ('proposed', 'approved', 'refused')")
    ck_perk_revocation_two_persons = Check("decided_by <> proposed_by")
    ck_perk_revocation_reasons = Check("reason <> '' AND legal_basis <> ''")
    ck_perk_revocation_decided = Check(
        "(state <> 'proposed') = (decided_at IS NOT NULL AND decided_by <> '')"
        " AND (state <> 'refused' OR note <> '')"
    )
