"""Tables of citizen passes: who opted in, with which phones, and who looked."""

from piccolo.columns import (
    UUID,
    Array,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account


class PassHolder(Table, tablename="pass_holder"):
    """What a citizen chose for the passes.

    A choice counts under the consent it was made under (`chosen_at`): who leaves and comes back
    starts from what the text promises.
    """

    id = BigSerial(primary_key=True)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, unique=True
    )
    show_name = Boolean(default=False)
    show_courtesy = Boolean(default=True)
    paused_at = Timestamptz(null=True, default=None)
    chosen_at = Timestamptz(default=TimestamptzNow())
    created_at = Timestamptz(default=TimestamptzNow())


class PassDevice(Table, tablename="pass_device"):
    """A phone that may ask for passes. Its `number` counts the places of its passes in the lists.

    `issued_through` is the end of the last quarter hour that has a pass: none is signed twice.
    Numbers return after some millions; a phone that was ended has none.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    holder_id = ForeignKey(
        PassHolder, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    number = Integer(null=True, default=None, unique=True)
    public_key = Bytea(default=None, unique=True)
    label = Varchar(length=40, default="")
    issued_through = Timestamptz(null=True, default=None)
    last_request = Bytea(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    revoked_at = Timestamptz(null=True, default=None)

    ck_pass_device_public_key = Check("octet_length(public_key) = 65")
    ck_pass_device_number = Check("(number IS NULL) = (revoked_at IS NOT NULL)")


class RevokedPass(Table, tablename="revoked_pass"):
    """A run of passes that count no more: quarter hours `first`..`last` of a phone's number."""

    id = BigSerial(primary_key=True)
    device_id = ForeignKey(
        PassDevice, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    number = Integer(default=None, index=True)
    first_slot = Integer(default=None)
    last_slot = Integer(default=None)
    revoked_at = Timestamptz(default=TimestamptzNow())

    ck_revoked_pass_order = Check("first_slot <= last_slot")


class PassDayKey(Table, tablename="pass_day_key"):
    """The key of one day's secret permutation, sealed. Once it is deleted nobody can tell whose
    a pass of that day was."""

    day = Integer(primary_key=True, default=None)
    key_sealed = Bytea(default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_pass_day_key_sealed = Check("octet_length(key_sealed) >= 65")


class Courtesy(Table, tablename="courtesy"):
    """A positive fact of a person that opens courtesy perks (守信礼遇). There are no others.

    `kind` and `amount` (hours, times; 1 for an honour) are what perks ask for.
    """

    id = BigSerial(primary_key=True)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    kind = Varchar(length=14, default="honour")
    amount = Integer(default=1)
    title = Varchar(length=100, default=None)
    agency = Varchar(length=100, default=None)
    legal_basis = Varchar(length=200, default=None)
    granted_on = Date(default=None)
    valid_until = Date(null=True, default=None)

    ck_courtesy_kind = Check(
        "kind IN ('honour', 'volunteer', 'blood_donation', 'booking') AND amount > 0"
    )
    ck_courtesy_basis = Check("legal_basis <> '' AND (valid_until >= granted_on) IS NOT FALSE")


class VerifierClient(Table, tablename="verifier_client"):
    """An app of an office or department that verifies through the API; its key is kept hashed."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    name = Varchar(length=60, default=None)
    agency = Varchar(length=100, default=None)
    key_hash = Bytea(default=None, unique=True)
    purposes = Array(base_column=Varchar(length=30), default=list)
    quota_minute = Integer(default=60)
    quota_day = Integer(default=5000)
    created_by = Varchar(length=64, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)

    ck_verifier_client_key_hash = Check("octet_length(key_hash) = 32")
    ck_verifier_client_quotas = Check("quota_minute > 0 AND quota_day > 0")


class PassLookup(Table, tablename="pass_lookup"):
    """Somebody verified a pass online: who, when, for what. The citizen reads this (谁看过我)."""

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4())
    holder_id = ForeignKey(PassHolder, default=None, null=False, on_delete=OnDelete.cascade)
    device_id = ForeignKey(
        PassDevice, default=None, null=True, on_delete=OnDelete.set_null, index=True
    )
    at = Timestamptz(default=TimestamptzNow())
    verifier_kind = Varchar(length=10, default=None)
    verifier = Varchar(length=120, default=None)
    agency = Varchar(length=100, default="")
    purpose = Varchar(length=30, default=None)
    purpose_note = Varchar(length=100, default="")
    outcome = Varchar(length=20, default=None)
    shown = SmallInt(default=0)

    ck_pass_lookup_verifier_kind = Check("verifier_kind IN ('merchant', 'officer', 'client')")
