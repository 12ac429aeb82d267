"""Tables of the kit: the audit chain, answers by idempotency key."""

from piccolo.columns import JSONB, BigSerial, Bytea, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class AuditEntry(Table, tablename="audit_entry"):
    """One link of the append-only, hash-chained audit trail (严防泄露篡改)."""

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None)
    actor = Varchar(length=64, default=None)
    action = Varchar(length=64, default=None)
    object_type = Varchar(length=40, default=None)
    object_id = Varchar(length=64, default=None)
    detail = JSONB(default="{}")
    prev_hash = Bytea(default=None)
    hash = Bytea(default=None, unique=True)

    ck_audit_entry_hash = Check("octet_length(hash) = 32 AND octet_length(prev_hash) = 32")


class IdempotencyKey(Table, tablename="idempotency_key"):
    """The answer to a write under a caller's key, stored in the transaction of its effect.

    `fingerprint`: SHA-256 of what was asked. Kept for a day, then deleted.
    """

    id = BigSerial(primary_key=True)
    scope = Varchar(length=64, default=None)
    key = Varchar(length=80, default=None)
    fingerprint = Bytea(default=None)
    answer = Bytea(default=None)
    at = Timestamptz(default=TimestamptzNow(), index=True)

    uq_idempotency_key_scope_key = Unique(["scope", "key"])
    ck_idempotency_key_fingerprint = Check("octet_length(fingerprint) = 32")
