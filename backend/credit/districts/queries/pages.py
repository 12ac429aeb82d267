"""Everything public about one district, and its history."""

from datetime import date
from typing import Any, Final

import msgspec

from credit.districts.queries.cards import CARD_COLUMNS, CARD_JOINS, card_values, counts_of
from credit.districts.queries.rows import UNKNOWN, is_district_code
from credit.districts.rules.grading import grade_district
from credit.districts.rules.leaving import exit_texts
from credit.districts.rules.membership_rules import MembershipRules, entry_texts
from credit.districts.rules.names import OUTCOME_NAMES
from credit.districts.schemas.views import (
    CharterView,
    DistrictEvaluation,
    DistrictPage,
    GradeCounts,
    GradeStep,
    NoticeView,
    ReviewView,
    RulesView,
)
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.subjects.rules import GRADE_WORDS

REVIEWS_SHOWN: Final = 20
# One statement: what is shown together is of one moment. Names as the views encode them.
_PAGE = f"""
SELECT {CARD_COLUMNS}, d.introduction, d.manager, d.manager_contact, d.rules, d.named_on,
  (SELECT row_to_json(c) FROM (
     SELECT version, effective_on AS "effectiveOn", adopted_by AS "adoptedBy", points
     FROM district_charter WHERE district_id = d.id AND effective_on <= $1
     ORDER BY version DESC LIMIT 1) c) AS charter,
  (SELECT coalesce(json_agg(x), '[]') FROM (
     SELECT id::text, kind, title, body, starts_on AS "startsOn", ends_on AS "endsOn"
     FROM district_notice
     WHERE district_id = d.id AND withdrawn_at IS NULL AND ends_on >= $1
     ORDER BY starts_on, id LIMIT 30) x) AS notices,
  (SELECT coalesce(json_agg(r), '[]') FROM (
     SELECT year, outcome, (decided_at AT TIME ZONE 'Asia/Shanghai')::date AS "decidedOn",
       opinion, rectify_by AS "rectifyBy"
     FROM district_review WHERE district_id = d.id
     ORDER BY decided_at DESC, id DESC LIMIT {REVIEWS_SHOWN}) r) AS reviews
FROM credit_district d {CARD_JOINS} WHERE d.code = $2
"""  # noqa: S608 - constants


class _Review(msgspec.Struct, rename="camel", frozen=True):
    year: int
    outcome: str
    decided_on: date
    opinion: str
    rectify_by: date | None


async def get_page(code: str) -> DistrictPage:
    """The page of a district in whatever state; Problem not-found."""
    row, today = None, clock.today()
    if is_district_code(code):
        async with connection() as held:
            row = await held.fetchrow(_PAGE, today, code)
    if row is None:
        raise Problem("not-found", detail=UNKNOWN)
    plain = ("introduction", "manager", "manager_contact", "named_on", "review_due")
    return DistrictPage(
        **card_values(row),
        **{name: row[name] for name in plain},
        charter=msgspec.json.decode(row["charter"], type=CharterView) if row["charter"] else None,
        rules=rules_view(msgspec.json.decode(row["rules"], type=MembershipRules)),
        evaluation=_evaluation(row, today),
        notices=msgspec.json.decode(row["notices"], type=list[NoticeView]),
        reviews=_reviews(row["reviews"]),
    )


def rules_view(rules: MembershipRules) -> RulesView:
    """The rules in words and as stored."""
    return RulesView(entry=entry_texts(rules), exit=exit_texts(rules), values=rules)


def _evaluation(row: Any, today: date) -> DistrictEvaluation:
    counts = counts_of(row)
    found = grade_district(counts, row["serious"])
    return DistrictEvaluation(
        grade=found.grade,
        grade_word=GRADE_WORDS[found.grade],
        as_of=today,
        members=counts.members,
        counts=GradeCounts(**counts._asdict()),
        steps=[GradeStep(**step._asdict()) for step in found.steps],
        explanation=found.explanation,
    )


def _reviews(raw: str) -> list[ReviewView]:
    stored = msgspec.json.decode(raw, type=list[_Review])
    return [
        ReviewView(**msgspec.structs.asdict(review), outcome_name=OUTCOME_NAMES[review.outcome])
        for review in stored
    ]
