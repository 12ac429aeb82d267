"""Tables of keys and of what is signed for phones without a network."""

from piccolo.columns import BigSerial, Bytea, SmallInt, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table


class SigningKey(Table, tablename="signing_key"):
    """A key pair for one use; the private half is sealed with the master key."""

    id = BigSerial(primary_key=True)
    kid = SmallInt(default=None, unique=True)
    use = Varchar(length=12, default=None)
    alg = Varchar(length=8, default="ES256")
    public_key = Bytea(default=None)
    private_key_sealed = Bytea(default=None)
    not_before = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    retired_at = Timestamptz(null=True, default=None)

    ck_signing_key_use = Check("use IN ('merchant', 'citizen', 'bundle', 'status_list')")
