"""Table of impact reports: versions that are never edited, each approved by a second officer."""

from piccolo.columns import UUID, Array, BigSerial, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class ImpactReport(Table, tablename="impact_report"):
    """One version of a report on what a processing does to people (PIPL Art. 55–56).

    `purposes` are the consent purposes that it covers; `content_hash` is over what it says.
    """

    id = BigSerial(primary_key=True)
    public_id = UUID(default=UUID4(), unique=True)
    code = Varchar(length=40, default=None)
    version = Integer(default=None)
    title = Varchar(length=120, default=None)
    purposes = Array(base_column=Varchar(length=40), default=list)
    sensitive = Text(default="")
    purpose = Text(default=None)
    legality = Text(default=None)
    necessity = Text(default=None)
    risks = Text(default=None)
    measures = Text(default=None)
    content_hash = Bytea(default=None)
    proposed_by = Varchar(length=64, default=None)
    proposed_at = Timestamptz(default=TimestamptzNow())
    state = Varchar(length=10, default="proposed")
    decided_by = Varchar(length=64, default="")
    decided_at = Timestamptz(null=True, default=None)
    note = Text(default="")

    uq_impact_report_code_version = Unique(["code", "version"])
    ck_impact_report_state = Check("state IN ('proposed', 'approved', 'refused')")
    ck_impact_report_decided = Check(
        "(state = 'proposed') = (decided_by = '') AND (decided_by = '') = (decided_at IS NULL)"
    )
    ck_impact_report_two_persons = Check("decided_by <> proposed_by")
    ck_impact_report_hash = Check("octet_length(content_hash) = 32 AND version > 0")
