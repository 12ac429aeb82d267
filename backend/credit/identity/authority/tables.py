"""Tables of authority: invitations, and the log that owners read."""

from piccolo.columns import UUID, Array, BigSerial, Bytea, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account


class Invitation(Table, tablename="invitation"):
    """An offer to act for a subject in some roles; `label` is what the owner calls the person.

    With `phone_index` only the account of that phone may accept.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    subject_uscc = Varchar(length=18, default=None, index=True)
    roles = Array(base_column=Varchar(length=10), default=None)
    label_sealed = Bytea(null=True, default=None)
    code_hash = Bytea(default=None, unique=True)
    phone_index = Bytea(null=True, default=None)
    invited_by = ForeignKey(Account, default=None, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    accepted_at = Timestamptz(null=True, default=None)
    accepted_by = ForeignKey(Account, default=None, null=True, on_delete=OnDelete.set_null)
    revoked_at = Timestamptz(null=True, default=None)

    ck_invitation_roles = Check(
        "cardinality(roles) BETWEEN 1 AND 4 AND "
        "roles <@ ARRAY['owner', 'badge', 'redeem', 'finance']::varchar[]"
    )
    ck_invitation_hash = Check("octet_length(code_hash) = 32")
    ck_invitation_once = Check("accepted_at IS NULL OR revoked_at IS NULL")


class AuthorityEvent(Table, tablename="authority_event"):
    """One line of a subject's log: who did what to whose authority."""

    id = BigSerial(primary_key=True)
    subject_uscc = Varchar(length=18, default=None, index=True)
    at = Timestamptz(default=TimestamptzNow())
    kind = Varchar(length=10, default=None)
    roles = Array(base_column=Varchar(length=10), default=list)
    actor_id = ForeignKey(Account, default=None, null=True, on_delete=OnDelete.set_null)
    account_id = ForeignKey(Account, default=None, null=True, on_delete=OnDelete.set_null)

    ck_authority_event_kind = Check(
        "kind IN ('invited', 'cancelled', 'accepted', 'changed', 'revoked', 'left')"
    )


class OwnerClaim(Table, tablename="owner_claim"):
    """A verified person says to be the legal representative of a subject; an officer decides."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    subject_uscc = Varchar(length=18, default=None)
    status = Varchar(length=10, default="open")
    reason_sealed = Bytea(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    decided_at = Timestamptz(null=True, default=None)

    ck_owner_claim_status = Check("status IN ('open', 'approved', 'refused')")
    ck_owner_claim_decided = Check("(status = 'open') = (decided_at IS NULL)")
