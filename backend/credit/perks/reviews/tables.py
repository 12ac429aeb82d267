"""Tables of reviews: cases of anomalies, what they are about, and what was done."""

from piccolo.columns import (
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

from credit.perks.claims.tables import PerkClaim
from credit.perks.redemptions.tables import PerkRedemption
from credit.perks.settlement.tables import PayoutHold
from credit.subjects.tables import Subject


class AnomalyCursor(Table, tablename="anomaly_cursor"):
    """Up to which transaction attempts were looked at: one row."""

    id = SmallInt(primary_key=True, default=1)
    through_xact = BigInt(default=None)

    ck_anomaly_cursor_one = Check("id = 1")


class PerkReview(Table, tablename="perk_review"):
    """One anomaly that people look into. It says nothing against anybody.

    `key`: a keyed hash of the rule and of what it is about, so that one thing is one open case
    and no device or account stands here. `seen`, `floor`: what was counted, and from which
    number on it is shown to people.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    rule = Varchar(length=20, default=None)
    rule_from = Date(default=None)
    key = Bytea(default=None)
    place_id = ForeignKey(Subject, default=None, null=True, on_delete=OnDelete.restrict, index=True)
    seen = Integer(default=None)
    floor = Integer(default=None)
    first_at = Timestamptz(default=None)
    last_at = Timestamptz(default=None)
    state = Varchar(length=8, default="open")
    outcome = Varchar(length=10, default="")
    reply_due = Date(null=True, default=None)
    hold_id = ForeignKey(PayoutHold, default=None, null=True, on_delete=OnDelete.restrict)
    opened_at = Timestamptz(default=TimestamptzNow())
    closed_at = Timestamptz(null=True, default=None)
    demo = Boolean(default=False)

    ck_perk_review_state = Check(
        "state IN ('open', 'asked', 'answered', 'proposed', 'held', 'closed')"
    )
    ck_perk_review_place = Check(
        "state NOT IN ('asked', 'answered', 'proposed', 'held') OR place_id IS NOT NULL"
    )
    ck_perk_review_closed = Check(
        "(state = 'closed') = (closed_at IS NOT NULL)"
        " AND (state = 'closed') = (outcome IN ('nothing', 'clarified', 'ended'))"
    )
    ck_perk_review_key = Check("octet_length(key) = 32 AND seen >= floor AND first_at <= last_at")


class PerkReviewItem(Table, tablename="perk_review_item"):
    """A claim or a use that a case is about."""

    id = BigSerial(primary_key=True)
    review_id = ForeignKey(PerkReview, default=None, null=False, on_delete=OnDelete.cascade)
    claim_id = ForeignKey(PerkClaim, default=None, null=True, on_delete=OnDelete.restrict)
    redemption_id = ForeignKey(PerkRedemption, default=None, null=True, on_delete=OnDelete.restrict)

    uq_perk_review_item_review_id_claim_id = Unique(["review_id", "claim_id"])
    uq_perk_review_item_review_id_redemption_id = Unique(["review_id", "redemption_id"])
    ck_perk_review_item_one = Check("(claim_id IS NULL) <> (redemption_id IS NULL)")


class PerkReviewStep(Table, tablename="perk_review_step"):
    """What was done about a case, by whom in which role. Frozen while the case stands; `note` is
    sealed, for a shop may write about people."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    review_id = ForeignKey(
        PerkReview, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    action = Varchar(length=8, default=None)
    role = Varchar(length=8, default=None)
    actor = Varchar(length=64, default="")
    note = Bytea(default=b"")
    at = Timestamptz(default=TimestamptzNow())

    ck_perk_review_step_action = Check(
        "action IN ('open', 'ask', 'reply', 'propose', 'approve', 'refuse', 'revoke', 'close')"
    )
    ck_perk_review_step_note = Check("note = '' OR octet_length(note) >= 33")
    ck_perk_review_step_role = Check("role IN ('officer', 'merchant', 'system')")
