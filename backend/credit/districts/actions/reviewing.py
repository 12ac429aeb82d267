"""The yearly review (年度复核): what is decided, and what follows from it."""

from datetime import datetime

import msgspec

from credit.districts.actions.telling import audit, forget_subjects
from credit.districts.queries.pages import get_page
from credit.districts.queries.rows import get_district
from credit.districts.rules import reviewing
from credit.districts.rules.names import Status
from credit.districts.rules.reviewing import Case
from credit.districts.schemas.inputs import DecideReview
from credit.districts.schemas.views import DistrictEvaluation
from credit.kit import clock
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

ENDED = "街区已注销"
_LAST_YEAR = """
SELECT max(year) FROM district_review
WHERE district_id = $1 AND outcome IN ('named', 'kept', 'raised')
"""
_INSERT = """
INSERT INTO district_review (district_id, year, outcome, summary, opinion, rectify_by, decided_by,
  decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_SET = """
UPDATE credit_district SET status = $2, review_due = $3, rectify_by = $4,
  named_on = coalesce(named_on, $5), updated_at = $6
WHERE id = $1
"""
# A district that is no more has no members: they leave with it, through no fault of theirs.
_END_MEMBERS = """
UPDATE district_member SET
  status = CASE status WHEN 'admitted' THEN 'left' ELSE 'withdrawn' END,
  ended_at = $2, decided_at = $2, decided_by = $3, reason = $4,
  concerns = '[]', notified_on = NULL, set_right_by = NULL
WHERE district_id = $1 AND status IN ('admitted', 'applied') RETURNING subject_id
"""
_MEMBERS = """
SELECT subject_id FROM district_member WHERE district_id = $1 AND status = 'admitted'
"""


async def decide_review(
    code: str, review: DecideReview, *, actor: str, at: datetime | None = None
) -> Status:
    """Decide a review; returns the district's new status.

    `at`: when it was decided, for what is entered later. Raises Problem not-found, or
    invalid-input with every rule that the decision breaks.
    """
    moment = at or clock.now()
    day = clock.day_of(moment)
    async with transaction() as held:
        district = await get_district(code, lock=True)
        found = (await get_page(code)).evaluation
        last = await held.fetchval(_LAST_YEAR, district.id)
        case = Case(
            district.status, review.outcome, review.year, day, found.grade,
            district.charter is not None, last, review.rectify_by,
        )  # fmt: skip
        if faults := reviewing.review_faults(case):
            raise Problem("invalid-input", errors=faults)
        await _record(held, district.id, review, found, (actor, moment))
        status = reviewing.status_after(district.status, review.outcome)
        await _apply(held, district.id, status, case, (actor, moment))
        detail = {"year": review.year, "outcome": review.outcome, "status": status}
        await audit(actor, "review", code, detail)
    return status


async def _record(
    held: Connection,
    district_id: int,
    review: DecideReview,
    found: DistrictEvaluation,
    decided: tuple[str, datetime],
) -> None:
    summary = msgspec.json.encode(found).decode()
    values = (review.outcome, summary, review.opinion, review.rectify_by, *decided)
    await held.execute(_INSERT, district_id, review.year, *values)


async def _apply(
    held: Connection, district_id: int, status: Status, case: Case, decided: tuple[str, datetime]
) -> None:
    actor, moment = decided
    due = reviewing.review_due(case.outcome, case.today, case.rectify_by)
    named_on = case.today if status == "named" else None
    values = (status, due, case.rectify_by, named_on, moment)
    await held.execute(_SET, district_id, *values)
    if status == "struck_off":
        rows = await held.fetch(_END_MEMBERS, district_id, moment, actor, ENDED)
    else:
        rows = await held.fetch(_MEMBERS, district_id)
    await forget_subjects([row["subject_id"] for row in rows])
