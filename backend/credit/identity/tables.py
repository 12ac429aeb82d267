"""Tables of the identity slice."""

from piccolo.columns import (
    UUID,
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Account(Table, tablename="account"):
    """Somebody who can sign in."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    login = Varchar(length=64, default=None, unique=True)
    password_hash = Text(default=None)
    kind = Varchar(length=10, default=None)
    name = Varchar(length=100, default=None)
    session_version = Integer(default=1)
    active = Boolean(default=True)
    demo = Boolean(default=False)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_account_kind = Check("kind IN ('citizen', 'merchant', 'officer')")


class AccountSubject(Table, tablename="account_subject"):
    """Authority of an account over a subject, by its uscc (the slices know no common key else)."""

    id = BigSerial(primary_key=True)
    account_id = ForeignKey(Account, default=None, null=False, on_delete=OnDelete.cascade)
    subject_uscc = Varchar(length=18, default=None)
    role = Varchar(length=10, default=None)
    given_at = Timestamptz(default=TimestamptzNow())

    uq_account_subject_account_id_subject_uscc_role = Unique(["account_id", "subject_uscc", "role"])
    ck_account_subject_role = Check("role IN ('owner', 'badge', 'redeem', 'finance')")


class RefreshToken(Table, tablename="refresh_token"):
    """One use of a rotating refresh token; reuse ends its whole family."""

    id = BigSerial(primary_key=True)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    family = UUID(default=None, index=True)
    token_hash = Bytea(default=None, unique=True)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_refresh_token_hash = Check("octet_length(token_hash) = 32")


class Consent(Table, tablename="consent"):
    """One agreement of a person to one purpose, with the text it was given to (PIPL Art. 14).

    Withdrawn rows stay: they show from when to when something was agreed.
    """

    id = BigSerial(primary_key=True)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    purpose = Varchar(length=40, default=None)
    text_version = Varchar(length=20, default=None)
    text_hash = Bytea(default=None)
    channel = Varchar(length=20, default="app")
    given_at = Timestamptz(default=TimestamptzNow())
    withdrawn_at = Timestamptz(null=True, default=None)

    ck_consent_text_hash = Check("octet_length(text_hash) = 32")
