"""Tables of guardianship."""

from piccolo.columns import UUID, BigSerial, Bytea, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account


class Guardianship(Table, tablename="guardianship"):
    """A guardian and the account of a child, with the text that was consented to.

    open: waits for an officer, the child's account is not active; active; refused; ended: the child
    is 14, or the account was closed.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    guardian_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    ward_id = ForeignKey(Account, default=None, null=True, on_delete=OnDelete.set_null, unique=True)
    relation = Varchar(length=10, default=None)
    text_version = Varchar(length=20, default=None)
    text_hash = Bytea(default=None)
    status = Varchar(length=8, default="open")
    reason_sealed = Bytea(null=True, default=None)
    decided_by = Varchar(length=64, default="")
    asked_at = Timestamptz(default=TimestamptzNow())
    decided_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)

    ck_guardianship_relation = Check("relation IN ('parent', 'guardian')")
    ck_guardianship_status = Check("status IN ('open', 'active', 'refused', 'ended')")
    ck_guardianship_decided = Check("status = 'ended' OR (status = 'open') = (decided_at IS NULL)")
    ck_guardianship_hash = Check("octet_length(text_hash) = 32")


class WardCode(Table, tablename="ward_code"):
    """A code by which a child signs in once, from a guardian's hand."""

    id = BigSerial(primary_key=True)
    ward_id = ForeignKey(Account, default=None, null=False, on_delete=OnDelete.cascade, index=True)
    code_hash = Bytea(default=None, unique=True)
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)

    ck_ward_code_hash = Check("octet_length(code_hash) = 32")
