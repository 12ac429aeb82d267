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
    """Somebody who can sign in: by login and password, or by a phone (sealed, with blind index).

    `age_band` is what a citizen declared: adult, minor (14–17), or reviewed (a minor whom the law
    lets act alone, 民法典 Art. 18, as an officer found); null where nobody was asked.
    `jurisdiction`: the beginning of the division codes an officer acts for, '' for all.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    login = Varchar(length=64, null=True, default=None, unique=True)
    password_hash = Text(null=True, default=None)
    kind = Varchar(length=10, default=None)
    name = Varchar(length=100, default=None)
    session_version = Integer(default=1)
    active = Boolean(default=True)
    demo = Boolean(default=False)
    phone_sealed = Bytea(null=True, default=None)
    phone_index = Bytea(null=True, default=None, unique=True)
    age_band = Varchar(length=10, null=True, default=None)
    jurisdiction = Varchar(length=6, default="")
    created_at = Timestamptz(default=TimestamptzNow())

    ck_account_kind = Check("kind IN ('citizen', 'merchant', 'officer')")
    ck_account_age_band = Check("age_band IN ('adult', 'minor', 'reviewed')")
    ck_account_jurisdiction = Check(
        "jurisdiction = '' OR (kind = 'officer' AND jurisdiction ~ '^63[0-9]{2}([0-9]{2})?$')"
    )
    ck_account_password = Check("(login IS NULL) = (password_hash IS NULL)")
    ck_account_phone = Check("(phone_sealed IS NULL) = (phone_index IS NULL)")


class AccountSubject(Table, tablename="account_subject"):
    """Authority of an account over a subject, by its uscc (the slices know no common key else)."""

    id = BigSerial(primary_key=True)
    account_id = ForeignKey(Account, default=None, null=False, on_delete=OnDelete.cascade)
    subject_uscc = Varchar(length=18, default=None)
    role = Varchar(length=10, default=None)
    given_at = Timestamptz(default=TimestamptzNow())

    uq_account_subject_account_id_subject_uscc_role = Unique(["account_id", "subject_uscc", "role"])
    ck_account_subject_role = Check("role IN ('owner', 'badge', 'redeem', 'finance')")


class DataKey(Table, tablename="data_key"):
    """The key that one person's data is sealed with, itself sealed by the master key.

    Destroying it makes what it sealed unreadable, wherever copies may lie (crypto-shredding).
    """

    account_id = ForeignKey(
        Account, primary_key=True, default=None, null=False, on_delete=OnDelete.cascade
    )
    key_sealed = Bytea(default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_data_key_sealed = Check("octet_length(key_sealed) >= 65")


class SignInSession(Table, tablename="sign_in_session"):
    """One sign-in on one device; its refresh tokens are the family.

    `device_hash` is the SHA-256 of a random cookie: it binds the grace for a lost reply.
    """

    id = BigSerial(primary_key=True)
    family = UUID(default=None, unique=True)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    label = Varchar(length=40, default="")
    method = Varchar(length=10, default="password")
    device_hash = Bytea(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    last_used_at = Timestamptz(default=TimestamptzNow())
    ended_at = Timestamptz(null=True, default=None)

    ck_sign_in_session_method = Check("method IN ('password', 'code', 'oidc')")


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
