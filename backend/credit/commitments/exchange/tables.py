"""Table of commitments of natural persons, which are kept sealed and never shown."""

from piccolo.columns import BigSerial, Bytea, Date, SmallInt, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table


class SealedCommitment(Table, tablename="sealed_commitment"):
    """A natural person's commitment from a file: withheld from everybody (PIPL Art. 25).

    `sealed` is the row as it came, `person_index` finds the same person, `content_index` tells
    whether a row changed; only code, kind and days stay readable, for counting and for clashes.
    """

    id = BigSerial(primary_key=True)
    code = Varchar(length=20, default=None, unique=True)
    type = SmallInt(default=None)
    made_on = Date(default=None)
    valid_until = Date(null=True, default=None)
    performance = Varchar(length=8, default="unknown")
    person_index = Bytea(default=None, index=True)
    content_index = Bytea(default=None)
    sealed = Bytea(default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    ck_sealed_commitment_type = Check("type BETWEEN 0 AND 6")
    ck_sealed_commitment_performance = Check(
        "performance IN ('unknown', 'kept', 'partly', 'broken')"
    )
    ck_sealed_commitment_sealed = Check(
        "octet_length(sealed) >= 33 AND octet_length(person_index) = 16"
        " AND octet_length(content_index) = 16"
    )
