"""Table of citizens' own pledges."""

from piccolo.columns import UUID, BigSerial, Bytea, ForeignKey, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.identity.tables import Account


class Pledge(Table, tablename="pledge"):
    """One pledge of a person, as they read it; deleted when taken back."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    account_id = ForeignKey(Account, default=None, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=40, default=None, index=True)
    text_version = SmallInt(default=1)
    text_hash = Bytea(default=None)
    made_at = Timestamptz(default=TimestamptzNow())

    uq_pledge_account_id_kind = Unique(["account_id", "kind"])
    ck_pledge_text_hash = Check("octet_length(text_hash) = 32")
