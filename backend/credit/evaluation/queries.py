"""Every SELECT of evaluation, and the views shown to people.

A view is computed by the pure rule from the records as they are now, so what is shown always
adds up and follows a repair at once; `evaluation` keeps what search, badges and history use.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from credit.evaluation import bulk, views
from credit.evaluation.model import Model
from credit.evaluation.model_file import model_on
from credit.evaluation.rules import Evidence
from credit.evaluation.schemas import EvaluationSummary, EvaluationView
from credit.kit import clock
from credit.kit.db import Connection, connection
from credit.records.catalogue import RecordClass

EVIDENCE_COLUMNS = (
    "public_id", "record_class", "facet", "severity", "decided_on", "valid_until",
    "publicity_from", "publicity_until", "legal_basis", "title", "state", "is_current", "withheld",
)  # fmt: skip
_EVIDENCE = f"""
SELECT {", ".join(EVIDENCE_COLUMNS)} FROM record
WHERE subject_id = $1 AND {bulk.EVALUATED}"""  # noqa: S608 - constants
_CURRENT = """
SELECT model_version, evaluated_on, score, grade, points, record_count, cap
FROM evaluation WHERE subject_id = $1 AND is_current"""


# Two full evaluations and a join of both: more than a web request may take.
COMPARE_SECONDS = 600


class StoredEvaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The current row of a subject."""

    model_version: str
    evaluated_on: date
    score: int | None
    grade: str
    points: list[int]
    record_count: int
    cap: str


class GradeMove(msgspec.Struct, frozen=True, kw_only=True):
    """How a subject would fare under another model."""

    uscc: str
    name: str
    old_grade: str
    new_grade: str
    old_score: int | None
    new_score: int | None


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What putting `new` in force instead of `old` would do; `moved` is bounded."""

    counts: dict[tuple[str, str], int]
    moved: list[GradeMove]


async def get_evaluation_view(subject_id: int) -> EvaluationView:
    """The whole reasoning behind a subject's grade today; N without enough records."""
    return view_of(await list_evidence(subject_id))


async def get_evaluation_summary(subject_id: int) -> EvaluationSummary:
    """A subject's grade today with its five strongest reasons."""
    return summary_of(await list_evidence(subject_id))


def view_of(records: Sequence[Evidence]) -> EvaluationView:
    """As `get_evaluation_view`, from all current records that the caller has loaded already."""
    today = clock.today()
    return views.evaluation_view(model_on(today), records, today)


def summary_of(records: Sequence[Evidence]) -> EvaluationSummary:
    """As `get_evaluation_summary`, from all current records that the caller has loaded already."""
    today = clock.today()
    return views.evaluation_summary(model_on(today), records, today)


async def list_evidence(subject_id: int) -> list[Evidence]:
    """The records of a subject that can count: current, active, not withheld."""
    async with connection() as held:
        return evidence_of(await held.fetch(_EVIDENCE, subject_id))


def evidence_of(rows: Iterable[Mapping[str, Any]]) -> list[Evidence]:
    """Rows that hold at least `EVIDENCE_COLUMNS` of `record`."""
    return [
        Evidence(
            record_id=str(row["public_id"]),
            record_class=RecordClass(row["record_class"]).slug,
            facet=row["facet"],
            severity=row["severity"],
            decided_on=row["decided_on"],
            valid_until=row["valid_until"],
            publicity_from=row["publicity_from"],
            publicity_until=row["publicity_until"],
            legal_basis=row["legal_basis"],
            title=row["title"],
            state=row["state"],
            is_current=row["is_current"],
            withheld=row["withheld"],
        )
        for row in rows
    ]


async def find_stored_evaluation(subject_id: int) -> StoredEvaluation | None:
    """What the last run stored for a subject; None means N."""
    async with connection() as held:
        row = await held.fetchrow(_CURRENT, subject_id)
    return msgspec.convert(dict(row), StoredEvaluation) if row else None


async def compare_models(
    held: Connection, old: Model, new: Model, as_of: date, *, limit: int = 50
) -> Comparison:
    """Evaluate everybody under both models inside the caller's transaction, store nothing.

    `moved` holds the largest differences in score, at most `limit`.
    """
    last = await held.fetchval("SELECT coalesce(max(id), 0) FROM subject")
    await held.execute(f"SET LOCAL statement_timeout = '{COMPARE_SECONDS}s'")
    sql = _compared(old, new, as_of)
    counted = await held.fetch(
        f"SELECT old_grade, new_grade, count(*) AS subjects FROM ({sql}) AS c "  # noqa: S608
        "GROUP BY 1, 2 ORDER BY 1, 2",
        0,
        last,
        timeout=COMPARE_SECONDS,
    )
    moved = await held.fetch(
        f"""SELECT coalesce(s.uscc, s.registration_no) AS uscc, s.name, c.old_grade, c.new_grade,
                   c.old_score, c.new_score
            FROM ({sql}) AS c JOIN subject s ON s.id = c.subject_id
            WHERE c.old_grade <> c.new_grade
            ORDER BY abs(coalesce(c.new_score, 0) - coalesce(c.old_score, 0)) DESC, s.id
            LIMIT $3""",  # noqa: S608 - built from checked models only
        0,
        last,
        limit,
        timeout=COMPARE_SECONDS,
    )
    return Comparison(
        counts={(row["old_grade"], row["new_grade"]): row["subjects"] for row in counted},
        moved=[msgspec.convert(dict(row), GradeMove) for row in moved],
    )


def _compared(old: Model, new: Model, as_of: date) -> str:
    return f"""
      SELECT subject_id, coalesce(o.grade, 'N') AS old_grade, coalesce(n.grade, 'N') AS new_grade,
             o.score AS old_score, n.score AS new_score
      FROM ({bulk.graded_sql(old, as_of, bulk.RANGE)}) AS o
      FULL JOIN ({bulk.graded_sql(new, as_of, bulk.RANGE)}) AS n USING (subject_id)"""  # noqa: S608
