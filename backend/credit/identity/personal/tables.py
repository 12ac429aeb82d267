"""Tables of a person's rights: exports, requests, closings under way."""

from piccolo.columns import UUID, BigSerial, Bytea, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account


class PersonalExport(Table, tablename="personal_export"):
    """A copy of everything held about a person, sealed with their data key until it expires."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    content_sealed = Bytea(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    ready_at = Timestamptz(null=True, default=None)
    expires_at = Timestamptz(default=None)

    ck_personal_export_ready = Check("content_sealed IS NULL OR ready_at IS NOT NULL")


class PersonalRequest(Table, tablename="personal_request"):
    """What a person asks an officer for: a correction, to be let in as a minor, or to be found the
    owner of an identity number (`number_index`) that another account is verified with."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    kind = Varchar(length=12, default=None)
    text_sealed = Bytea(default=None)
    answer_sealed = Bytea(null=True, default=None)
    number_index = Bytea(null=True, default=None)
    status = Varchar(length=10, default="open")
    created_at = Timestamptz(default=TimestamptzNow())
    decided_at = Timestamptz(null=True, default=None)

    ck_personal_request_kind = Check("kind IN ('correction', 'age_review', 'real_name')")
    ck_personal_request_status = Check("status IN ('open', 'approved', 'refused')")
    ck_personal_request_decided = Check("(status = 'open') = (decided_at IS NULL)")


class AccountClosing(Table, tablename="account_closing"):
    """An account that closes at `due_at` unless its person comes back."""

    account_id = ForeignKey(
        Account, primary_key=True, default=None, null=False, on_delete=OnDelete.cascade
    )
    asked_at = Timestamptz(default=TimestamptzNow())
    due_at = Timestamptz(default=None)

    ck_account_closing_order = Check("due_at > asked_at")
