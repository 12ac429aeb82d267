"""Tables of the kit: the audit chain."""

from piccolo.columns import JSONB, BigSerial, Bytea, Timestamptz, Varchar
from piccolo.constraints import Check
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
