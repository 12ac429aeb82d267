"""Tables of referrals."""

from piccolo.columns import (
    JSONB,
    BigSerial,
    Bytea,
    Date,
    ForeignKey,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table

from credit.perks.claims.tables import PerkClaim
from credit.subjects.tables import Subject


class PerkReferral(Table, tablename="perk_referral"):
    """A shop's consent that one bank reads a copy of chosen particulars until a day.

    `shared_sealed`: the copy under the data key of `given_by`, NULL once it is deleted;
    `shared_hash` its SHA-256, for good. `text_hash`: of the text consented to.
    """

    id = BigSerial(primary_key=True)
    number = Varchar(length=12, default=None, unique=True)
    claim_id = ForeignKey(
        PerkClaim, default=None, null=False, on_delete=OnDelete.restrict, unique=True
    )
    subject_id = ForeignKey(
        Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    bank_id = ForeignKey(Subject, default=None, null=False, on_delete=OnDelete.restrict, index=True)
    particulars = JSONB(default="[]")
    text_version = Varchar(length=20, default=None)
    text_hash = Bytea(default=None)
    shared_sealed = Bytea(null=True, default=None)
    shared_hash = Bytea(default=None)
    given_by = Varchar(length=64, default=None)
    given_at = Timestamptz(default=TimestamptzNow())
    ends_on = Date(default=None)
    withdrawn_at = Timestamptz(null=True, default=None)

    ck_perk_referral_number = Check("number ~ '^[0-9]{12}$'")
    ck_perk_referral_hashes = Check(
        "octet_length(text_hash) = 32 AND octet_length(shared_hash) = 32"
    )
    ck_perk_referral_parties = Check("subject_id <> bank_id")


class PerkReferralLookup(Table, tablename="perk_referral_lookup"):
    """The bank opened a referral: who of it, when. Never changed (trigger in the migration)."""

    id = BigSerial(primary_key=True)
    referral_id = ForeignKey(
        PerkReferral, default=None, null=False, on_delete=OnDelete.restrict, index=True
    )
    looked_by = Varchar(length=64, default=None)
    at = Timestamptz(default=TimestamptzNow())
