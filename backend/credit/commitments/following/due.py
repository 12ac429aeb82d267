"""What is due to be determined, for officers; many at once when all were kept."""

from datetime import date
from typing import Any, Final

from credit.commitments import rules
from credit.commitments.actions.determining import determine_performance
from credit.commitments.following.rules import YEAR_MONTHS, since_period
from credit.commitments.following.schemas import (
    Determined,
    DetermineMany,
    DueCommitment,
    DuePage,
)
from credit.commitments.following.signals import LAST_WORDS
from credit.commitments.rules import Performance
from credit.commitments.schemas import DeterminePerformance
from credit.commitments.templates import load_templates
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection, transaction
from credit.kit.field_faults import FieldFault
from credit.kit.problems import Problem

PAGE: Final = 50
# `rules.due_on` in SQL; a test compares them.
DUE_ON: Final = f"""CASE WHEN c.valid_until IS NULL
  THEN (coalesce(c.determined_on, c.made_on) + interval '{YEAR_MONTHS} months')::date
  WHEN c.performance = 'unknown' THEN c.valid_until + 1 END"""
IS_DUE: Final = f"c.withdrawn_at IS NULL AND {DUE_ON} <= $1"
_DUE: Final = f"""
WITH due AS (
  SELECT c.*, {DUE_ON} AS due_on FROM commitment c
  WHERE {IS_DUE} AND ($2::text IS NULL OR EXISTS (
    SELECT FROM subject s WHERE s.id = c.subject_id AND s.division = $2))
), page AS (
  SELECT *, count(*) OVER ()::int AS total FROM due
), shown AS (
  SELECT * FROM page WHERE (due_on, id) > ($3, $4) ORDER BY due_on, id LIMIT $5
), words AS (
  SELECT w.commitment_id, count(*) FILTER (WHERE w.kept)::int AS kept,
    count(*) FILTER (WHERE NOT w.kept)::int AS not_kept
  FROM ({LAST_WORDS.format(since="$6")}) w
  WHERE w.commitment_id IN (SELECT id FROM shown) GROUP BY 1
)
SELECT p.id, p.code, coalesce(s.uscc, '') AS uscc, s.name AS subject_name, p.template, p.matter,
  p.made_on, p.valid_until, p.due_on, p.performance, s.demo, p.total,
  coalesce(w.kept, 0) AS kept_signals, coalesce(w.not_kept, 0) AS not_kept_signals
FROM shown p JOIN subject s ON s.id = p.subject_id LEFT JOIN words w ON w.commitment_id = p.id
ORDER BY p.due_on, p.id
"""  # noqa: S608 - constants
_PLACE: Final = f"SELECT c.id, {DUE_ON} AS due_on FROM commitment c WHERE c.code = $1"  # noqa: S608
_START: Final = (date(1900, 1, 1), 0)


async def list_due(county: str | None, after: str | None) -> DuePage:
    """Commitments due today or before, earliest first, 50 a page; `after` is the last code seen.

    Raises Problem invalid-input for a place that is not there any more.
    """
    today = clock.today()
    async with connection() as held:
        place = await _place(held, after)
        values = (today, county, *place, PAGE + 1, since_period(today))
        rows = await held.fetch(_DUE, *values)
    items = [_view(row) for row in rows[:PAGE]]
    return DuePage(
        items=items,
        total=rows[0]["total"] if rows else 0,
        next=items[-1].code if len(rows) > PAGE else None,
    )


async def _place(held: Any, after: str | None) -> tuple[Any, int]:
    if not after:
        return _START
    row = await held.fetchrow(_PLACE, after) if rules.is_code(after) else None
    if row is None or row["due_on"] is None:
        detail = "分页位置无效，请从第一页重新查询"
        raise Problem("invalid-input", errors=[("after", detail)])
    return row["due_on"], row["id"]


def _view(row: Any) -> DueCommitment:
    template = load_templates().get(row["template"])
    left_out = ("id", "template", "total", "performance")
    values = {name: value for name, value in row.items() if name not in left_out}
    return DueCommitment(
        **values,
        name=template.name if template else row["matter"],
        performance=Performance(row["performance"]),
        performance_name=rules.performance_name(row["performance"]),
    )


async def determine_many(caller: Caller, wanted: DetermineMany) -> Determined:
    """Record that all of these were fully kept; all or none.

    Raises Problem invalid-input that names the code at fault, forbidden for others than officers.
    """
    finding = DeterminePerformance(
        performance=Performance.KEPT,
        determined_on=wanted.determined_on,
        authority=wanted.authority,
        authority_code=wanted.authority_code,
        reason=wanted.reason,
    )
    codes = sorted(set(wanted.codes))  # the order of the locks
    async with transaction():
        for code in codes:
            try:
                await determine_performance(caller, code, finding)
            except Problem as problem:
                raise _named(problem, wanted.codes.index(code)) from problem
    return Determined(count=len(codes))


def _named(problem: Problem, place: int) -> Problem:
    if problem.slug not in ("not-found", "invalid-input"):
        return problem
    shared = ("determinedOn", "authority", "authorityCode", "reason")
    faults = [FieldFault(f.field, f.message) for f in problem.errors if f.field in shared] or [
        FieldFault(f"codes[{place}]", problem.detail or "这项承诺不能这样认定")
    ]
    return Problem("invalid-input", errors=faults)
