"""Tables of attempts."""

from piccolo.columns import BigInt, BigSerial, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account


class PerkAttempt(Table, tablename="perk_attempt"):
    """Every attempt to claim, use or take back, refused ones too. Append-only.

    `xact` (migration) is the transaction that wrote a row: seals take whole transactions.
    """

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=TimestamptzNow())
    kind = Varchar(length=10, default=None)
    outcome = Varchar(length=24, default="done")
    perk_id = BigInt(null=True, default=None)
    claim_id = BigInt(null=True, default=None)
    account_id = BigInt(null=True, default=None)
    place_id = BigInt(null=True, default=None)

    ck_perk_attempt_kind = Check(
        "kind IN ('claim', 'reserve', 'confirm', 'cancel', 'lapse', 'expire', 'revoke', 'show',"
        " 'redeem', 'reverse', 'draw', 'join')"
    )


class AttemptSeal(Table, tablename="attempt_seal"):
    """A digest of the attempts of the transactions in (`after_xact`, `through_xact`], which also
    stands in the audit chain."""

    id = BigSerial(primary_key=True)
    after_xact = BigInt(default=None)
    through_xact = BigInt(default=None, unique=True)
    rows = Integer(default=None)
    digest = Bytea(default=None)
    sealed_at = Timestamptz(default=TimestamptzNow())

    ck_attempt_seal_digest = Check("octet_length(digest) = 32 AND rows > 0")
    ck_attempt_seal_range = Check("after_xact < through_xact")


class ClaimNetwork(Table, tablename="claim_network"):
    """From which network block a voucher was claimed: the day's keyed hash, gone after a day.

    `claim_id` references `perk_claim` (migration).
    """

    claim_id = BigInt(primary_key=True, default=None)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    block = Bytea(default=None)
    at = Timestamptz(default=TimestamptzNow())

    ck_claim_network_block = Check("octet_length(block) = 16")
