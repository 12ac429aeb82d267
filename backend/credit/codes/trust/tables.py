"""Tables of keys and of what is signed for phones without a network."""

from piccolo.columns import BigInt, BigSerial, Bytea, SmallInt, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class SigningKey(Table, tablename="signing_key"):
    """A key pair for one use; the private half is sealed with the master key.

    new → published (in the bundle) → signs from `not_before` → retired (signs no more, its
    tokens still verify) → expires; `removed_at`: taken out of the bundle, its tokens are dead.
    """

    id = BigSerial(primary_key=True)
    kid = SmallInt(default=None, unique=True)
    use = Varchar(length=12, default=None)
    alg = Varchar(length=8, default="ES256")
    public_key = Bytea(default=None)
    private_key_sealed = Bytea(default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    published_at = Timestamptz(null=True, default=None)
    not_before = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    retired_at = Timestamptz(null=True, default=None)
    removed_at = Timestamptz(null=True, default=None)
    removal_reason = Varchar(length=200, default="")

    ck_signing_key_use = Check("use IN ('merchant', 'citizen', 'bundle', 'status_list')")
    ck_signing_key_removal = Check("(removed_at IS NULL) = (removal_reason = '')")


class TrustBundle(Table, tablename="trust_bundle"):
    """A signed list of keys and status lists (信任包). `seq` never falls."""

    id = BigSerial(primary_key=True)
    seq = BigInt(default=None, unique=True)
    issued_at = Timestamptz(default=TimestamptzNow())
    content_hash = Bytea(default=None)
    body = Bytea(default=None)


class StatusList(Table, tablename="status_list"):
    """One signed version of a status list (`m0`…`m23` merchants, `c0`…`c23` citizens)."""

    id = BigSerial(primary_key=True)
    list_id = Varchar(length=8, default=None)
    seq = BigInt(default=None)
    issued_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    content_hash = Bytea(default=None)
    body = Bytea(default=None)

    uq_status_list_list_id_seq = Unique(["list_id", "seq"])
