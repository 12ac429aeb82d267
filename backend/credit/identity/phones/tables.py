"""Table of one-time codes."""

from piccolo.columns import UUID, BigSerial, Bytea, ForeignKey, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account


class SignInCode(Table, tablename="sign_in_code"):
    """One request for a code. `code_mac` is keyed and covers the request's id; `code_sealed` is
    there only until the code was sent.

    `purpose`: sign_in; phone (a number that an account shall have); confirm (an act of weight, to
    the account's own number). The last two belong to `account_id` and work for nobody else.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    purpose = Varchar(length=8, default="sign_in")
    account_id = ForeignKey(
        Account, default=None, null=True, on_delete=OnDelete.cascade, index=True
    )
    phone_sealed = Bytea(default=None)
    code_mac = Bytea(default=None)
    code_sealed = Bytea(null=True, default=None)
    tries = SmallInt(default=0)
    created_at = Timestamptz(default=TimestamptzNow(), index=True)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)

    ck_sign_in_code_tries = Check("tries BETWEEN 0 AND 5")
    ck_sign_in_code_mac = Check("octet_length(code_mac) = 16")
    ck_sign_in_code_purpose = Check("purpose IN ('sign_in', 'phone', 'confirm')")
    ck_sign_in_code_account = Check("(purpose = 'sign_in') = (account_id IS NULL)")
