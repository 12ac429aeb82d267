"""Tables of the second factor."""

from piccolo.columns import BigInt, BigSerial, Bytea, ForeignKey, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account


class SecondFactor(Table, tablename="second_factor"):
    """The secret that an officer's app and we share; it counts once it is confirmed.

    `last_step`: the newest half minute (since 1970) whose code was used.
    """

    account_id = ForeignKey(
        Account, primary_key=True, default=None, null=False, on_delete=OnDelete.cascade
    )
    secret_sealed = Bytea(default=None)
    last_step = BigInt(default=0)
    created_at = Timestamptz(default=TimestamptzNow())
    confirmed_at = Timestamptz(null=True, default=None)

    ck_second_factor_sealed = Check("octet_length(secret_sealed) > 33")


class RecoveryCode(Table, tablename="recovery_code"):
    """One code for the day the phone is gone."""

    id = BigSerial(primary_key=True)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    code_mac = Bytea(default=None, unique=True)
    used_at = Timestamptz(null=True, default=None)

    ck_recovery_code_mac = Check("octet_length(code_mac) = 16")
