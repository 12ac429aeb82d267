"""Reading what the rules need to know of a shop, and the rules themselves."""

from datetime import date
from typing import Final

import msgspec

from credit.evaluation.queries import get_evaluation_summary
from credit.green_channel.queries import get_own_view
from credit.green_channel.schemas import GreenChannelView
from credit.identity.queries import AccessibleSubject
from credit.kit import clock
from credit.kit.db import connection
from credit.perks.advantages.rule_file import RuleVersion, advantages_on
from credit.perks.advantages.rules import (
    District,
    Standing,
    bases_view,
    conditions_of,
    own_advantages,
)
from credit.perks.advantages.schemas import (
    AdvantageCheck,
    AdvantageRule,
    AdvantageRules,
    ExampleRow,
    InspectionRule,
    OwnAdvantages,
    RatioExample,
)
from credit.perks.programme.facts import facts_of_merchant
from credit.subjects.rules import GRADE_WORDS

MAX_MISSING: Final = 6
_DISTRICT: Final = """
SELECT d.name, m.decided_at FROM district_member m JOIN credit_district d ON d.id = m.district_id
WHERE m.subject_id = $1 AND m.status = 'admitted'
"""
# The longest running commitment; one without an end wins.
_PROMISED: Final = """
SELECT max(coalesce(valid_until, 'infinity')) FROM commitment
WHERE subject_id = $1 AND withdrawn_at IS NULL AND made_on <= $2
  AND coalesce(valid_until, $2) >= $2
"""


async def get_own_advantages(subject: AccessibleSubject) -> OwnAdvantages:
    """What a shop gets today and why."""
    today = clock.today()
    rules = advantages_on(today)
    standing = await find_standing(subject, today)
    grade = standing.facts.grade
    return OwnAdvantages(
        grade=grade,
        grade_word=GRADE_WORDS[grade],
        graded_on=standing.graded_on,
        rules_version=rules.version,
        scale_note=rules.scale_note,
        items=own_advantages(rules, standing, today),
    )


async def find_standing(subject: AccessibleSubject, today: date) -> Standing:
    """A shop as the rules see it."""
    grade = await get_evaluation_summary(subject.id)
    facts = await facts_of_merchant(subject.id, today)
    green = await get_own_view(subject.uscc)
    async with connection() as held:
        member = await held.fetchrow(_DISTRICT, subject.id)
        promised: date | None = await held.fetchval(_PROMISED, subject.id, today)
    return Standing(
        facts=msgspec.structs.replace(facts, grade=grade.grade),
        graded_on=grade.evaluated_on,
        district=District(member["name"], clock.day_of(member["decided_at"])) if member else None,
        green_open=sum(item.qualifies for item in green.items),
        green_all=len(green.items),
        green_missing=_missing(green),
        promised_until=None if promised in (None, date.max) else promised,
    )


def _missing(green: GreenChannelView) -> tuple[AdvantageCheck, ...]:
    """Each condition of the green channel that is not met, once."""
    found = {
        one.id: AdvantageCheck(
            met=False, condition=one.text, found=one.found, remedy=one.how_to_fix
        )
        for item in green.items
        for one in item.conditions
        if not one.ok
    }
    return tuple(found.values())[:MAX_MISSING]


def read_rules(day: date) -> AdvantageRules:
    """The rules in force on a day, for everybody."""
    rules = advantages_on(day)
    return AdvantageRules(
        version=rules.version,
        start=rules.start,
        inspection_title=rules.inspection_title,
        inspection_who=rules.inspection_who,
        inspection_limits=rules.inspection_limits,
        inspection_exceptions=list(rules.inspection_exceptions),
        scale_note=rules.scale_note,
        inspections=_inspection_rules(rules),
        lines=_lines(rules),
        examples=_examples(rules),
    )


def _inspection_rules(rules: RuleVersion) -> list[InspectionRule]:
    return [
        InspectionRule(
            grade=row.grade,
            grade_word=GRADE_WORDS[row.grade],
            effect=row.effect,
            text=row.text,
            remedy=row.remedy,
            bases=bases_view(rules.bases_of(row.bases)),
        )
        for row in rules.inspection
    ]


def _lines(rules: RuleVersion) -> list[AdvantageRule]:
    return [
        AdvantageRule(
            id=line.id,
            kind=line.kind,
            title=line.title,
            gives=line.gives,
            conditions=conditions_of(line),
            who=line.who,
            limits=line.limits,
            bases=bases_view(rules.bases_of(line.bases)),
        )
        for line in rules.line
    ]


def _examples(rules: RuleVersion) -> list[RatioExample]:
    return [
        RatioExample(
            place=one.place,
            scale=one.scale,
            rows=[ExampleRow(name=name, percent=percent) for name, percent in one.rows],
            source=one.source,
            note=one.note,
        )
        for one in rules.example
    ]
