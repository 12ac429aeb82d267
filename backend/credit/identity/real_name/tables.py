"""Table of verified real names."""

from piccolo.columns import Bytea, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account


class RealName(Table, tablename="real_name"):
    """Who an account belongs to, as a register confirmed. `number_index` stands for the identity
    number, which is not kept. `source`: demo, register, or oidc: and the provider."""

    account_id = ForeignKey(
        Account, primary_key=True, default=None, null=False, on_delete=OnDelete.cascade
    )
    name_sealed = Bytea(default=None)
    birth_sealed = Bytea(default=None)
    number_index = Bytea(default=None, unique=True)
    level = Varchar(length=12, default=None)
    source = Varchar(length=25, default=None)
    verified_at = Timestamptz(default=TimestamptzNow())

    ck_real_name_level = Check("level IN ('real_name', 'real_person')")
    ck_real_name_index = Check("octet_length(number_index) = 16")
