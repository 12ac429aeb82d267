"""Tables of signing in with a provider."""

from piccolo.columns import UUID, BigSerial, Bytea, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from credit.identity.tables import Account


class ExternalIdentity(Table, tablename="external_identity"):
    """A provider's identity by which an account signs in; who it is there is sealed."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    provider = Varchar(length=20, default=None)
    subject_sealed = Bytea(default=None)
    subject_index = Bytea(default=None, unique=True)
    linked_at = Timestamptz(default=TimestamptzNow())
    used_at = Timestamptz(default=TimestamptzNow())

    uq_external_identity_account_id_provider = Unique(["account_id", "provider"])
    ck_external_identity_index = Check("octet_length(subject_index) = 16")


class OidcAttempt(Table, tablename="oidc_attempt"):
    """One way to a provider and back. `account_id`: who wants to link, else somebody signs in.

    Nonce and code verifier are reckoned from the state, which only the browser holds.
    `identity_sealed`: who the provider says it is, while the person is asked for the age.
    """

    id = BigSerial(primary_key=True)
    state_hash = Bytea(default=None, unique=True)
    device_hash = Bytea(default=None)
    provider = Varchar(length=20, default=None)
    account_id = ForeignKey(
        Account, default=None, null=True, on_delete=OnDelete.cascade, index=True
    )
    next_path = Varchar(length=300, default="/me")
    identity_sealed = Bytea(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow(), index=True)
    expires_at = Timestamptz(default=None)
    returned_at = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)

    ck_oidc_attempt_hashes = Check(
        "octet_length(state_hash) = 32 AND octet_length(device_hash) = 32"
    )
    ck_oidc_attempt_order = Check("expires_at > created_at")
