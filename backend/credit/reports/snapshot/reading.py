"""Every SELECT behind a report: four here, three of `repair`; none for each fact."""

from datetime import date
from typing import Any, Final

import msgspec

from credit.evaluation.queries import EVIDENCE_COLUMNS, evidence_of, view_of
from credit.evaluation.rules import Evidence
from credit.evaluation.schemas import EvaluationView
from credit.kit import clock
from credit.kit.db import connection
from credit.records.catalogue import RecordClass
from credit.records.queries import FACT_COLUMNS, fact_of
from credit.records.schemas import Fact
from credit.repair.queries.views import get_book
from credit.repair.schemas.views import RepairBook
from credit.reports.snapshot.details import detail_of
from credit.reports.terms import MAX_FACTS
from credit.subjects.queries import SubjectRow, find_subject

_RECORD: Final = tuple(dict.fromkeys([*FACT_COLUMNS, *EVIDENCE_COLUMNS, "valid_from"]))
_FACTS: Final = f"""
SELECT {", ".join(_RECORD)} FROM record
WHERE subject_id = $1 AND is_current AND state IN ('active', 'repaired')
ORDER BY decided_on DESC, id DESC LIMIT {MAX_FACTS + 1}
"""  # noqa: S608 - constants
_PROMISES: Final = f"""
SELECT code, type, matter, accepted_by, made_on, valid_until, performance, determined_on,
  determined_by, unfulfilled, liability_outcome, legal_basis,
  withdrawn_at IS NOT NULL AS withdrawn, notice_on IS NOT NULL AS noticed
FROM commitment WHERE subject_id = $1 AND publicity = 1 AND made_on <= $2
ORDER BY made_on DESC, id DESC LIMIT {MAX_FACTS}
"""  # noqa: S608 - constants
# Objections to what is no fact of the catalogue: the grade, the particulars.
_OPEN_OBJECTIONS: Final = """
SELECT target, filed_at FROM objection
WHERE subject_id = $1 AND target <> 'fact' AND state IN ('filed', 'accepted', 'reviewing')
ORDER BY id LIMIT 10
"""


class KnownFact(msgspec.Struct, frozen=True, kw_only=True):
    """A current fact as stored, whoever may see it."""

    view: Fact
    record_class: RecordClass
    severity: int
    state: str
    withheld: bool
    valid_from: date | None
    valid_until: date | None
    publicity_until: date | None
    detail: str
    amount: str


class KnownPromise(msgspec.Struct, frozen=True, kw_only=True):
    """A public promise and what was found of it."""

    code: str
    type: int
    matter: str
    accepted_by: str
    made_on: date
    valid_until: date | None
    performance: str
    determined_on: date | None
    determined_by: str
    unfulfilled: str
    liability_outcome: str
    legal_basis: str
    withdrawn: bool
    noticed: bool


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a subject today. `objected`: grade or particulars → since when."""

    today: date
    subject: SubjectRow
    facts: list[KnownFact]
    promises: list[KnownPromise]
    evidence: list[Evidence]
    evaluation: EvaluationView
    repairs: RepairBook
    objected: dict[str, date]
    cut: bool


async def read_known(subject_id: int) -> Known:
    """Everything that a report may be made of; the caller was let in before."""
    subject, today = await find_subject(subject_id), clock.today()
    if subject is None:
        raise ValueError("no such subject")
    async with connection() as held:
        rows = [dict(row) for row in await held.fetch(_FACTS, subject_id)]
        promises = await held.fetch(_PROMISES, subject_id, today)
        objections = await held.fetch(_OPEN_OBJECTIONS, subject_id)
    counting = [row for row in rows if row["state"] == "active" and not row["withheld"]]
    evidence = evidence_of(counting)
    return Known(
        today=today,
        subject=subject,
        facts=[_fact(row) for row in rows[:MAX_FACTS]],
        promises=[KnownPromise(**row) for row in promises],
        evidence=evidence,
        evaluation=view_of(evidence),
        repairs=await get_book(subject_id),
        objected={row["target"]: clock.day_of(row["filed_at"]) for row in objections},
        cut=len(rows) > MAX_FACTS,
    )


def _fact(row: dict[str, Any]) -> KnownFact:
    amount, view = row["amount_yuan"], fact_of(row)
    record_class = RecordClass(row["record_class"])
    return KnownFact(
        view=view,
        record_class=record_class,
        severity=row["severity"],
        state=row["state"],
        withheld=row["withheld"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        publicity_until=row["publicity_until"],
        detail=detail_of(record_class, msgspec.json.decode(row["content"]), view.title),
        amount=f"{amount:,.2f} 元" if amount else "",
    )
