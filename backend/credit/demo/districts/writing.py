"""One district with its past: draft, charters, roll, reviews, notices, each dated back.

Through the actions that officers use, in the order in which it would have happened.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import msgspec

from credit.demo.districts.choosing import Choice, Shop
from credit.demo.districts.plans import (
    DistrictPlan,
    Review,
    charters_of,
    opinion_of,
    reviews_of,
)
from credit.demo.districts.shapes import FIRST_DRAFT, boundary_of
from credit.districts.actions.announcing import adopt_charter, post_notice
from credit.districts.actions.describing import Entered, edit_district, enter_district
from credit.districts.actions.entering import admit_members
from credit.districts.actions.reviewing import decide_review
from credit.districts.queries.rows import get_district
from credit.districts.rules.reviewing import RAISED_GRADES
from credit.districts.schemas.inputs import (
    AdoptCharter,
    DecideReview,
    DistrictContent,
    EditDistrict,
    PostNotice,
)
from credit.kit import clock
from credit.kit.clock import SHANGHAI

ACTOR: Final = "demo"
PREPARED: Final = timedelta(days=45)  # from the first draft to the naming
CHARTER_BEFORE: Final = timedelta(days=20)
CHARTER_AGAIN: Final = timedelta(days=330)
REDRAWN: Final = timedelta(days=210)
JUST_NOW: Final = timedelta(days=5)
REASON: Final = "按商户会议意见，把两侧的店铺划进来"
ADOPTED_BY: Final = "商户会议表决通过（示例）"
ROLLS: Final = 4
"""Members came in so many batches between the naming and now."""
STATEMENTS: Final = (
    "愿意遵守公约，诚信经营。",
    "店开在街区里多年，街坊都认识，想一起把街区做好。",
    "已经明码标价，愿意接受街坊和顾客监督。",
    "公约逐条读过，能做到。",
)


async def write_district(plan: DistrictPlan, choice: Choice) -> Entered:
    """Enter the district and all that happened to it; Problem when its ground is taken."""
    today = clock.today()
    reviews = reviews_of(plan, today)
    named_on = reviews[0].decided_on if reviews else today
    draft = _content(plan, FIRST_DRAFT if reviews else 1.0)
    content = msgspec.convert(draft, DistrictContent)
    entered = await enter_district(
        content, actor=ACTOR, demo=True, at=morning_of(named_on - PREPARED)
    )
    if reviews:
        await _adopt(plan, entered.code, named_on)
        await _review(entered.code, reviews[0])
        await _admit(entered.id, choice.admitted, named_on, today)
        await _redraw(plan, entered.code, min(named_on + REDRAWN, today - JUST_NOW))
        for review in reviews[1:]:
            await _review(entered.code, review)
    await _announce(plan, entered.code, today)
    return entered


def morning_of(day: date) -> datetime:
    """Ten in the morning of a day in Qinghai."""
    return datetime.combine(day, time(10), SHANGHAI)


def _content(plan: DistrictPlan, scale: float = 1.0) -> dict[str, Any]:
    return {
        "name": plan.name,
        "kind": plan.kind,
        "division": plan.division,
        "introduction": plan.introduction,
        "manager": plan.manager,
        "managerContact": plan.contact,
        "boundary": boundary_of(plan, scale),
        "rules": {"allowUngraded": plan.ungraded},
    }


async def _redraw(plan: DistrictPlan, code: str, day: date) -> None:
    """The first draft was narrower than what the shops then agreed on."""
    content = _content(plan) | {"revision": 1, "reason": REASON}
    edit = msgspec.convert(content, EditDistrict)
    await edit_district(code, edit, actor=ACTOR, at=morning_of(day))


async def _adopt(plan: DistrictPlan, code: str, named_on: date) -> None:
    """The first version before the naming, one with points of its own a year later."""
    for number, points in enumerate(charters_of(plan)):
        day = named_on - CHARTER_BEFORE + number * CHARTER_AGAIN
        charter = {
            "points": [{"title": title, "text": text} for title, text in points],
            "adoptedBy": ADOPTED_BY,
            "effectiveOn": day,
        }
        made = morning_of(day - timedelta(days=7))
        await adopt_charter(code, msgspec.convert(charter, AdoptCharter), actor=ACTOR, at=made)


async def _review(code: str, review: Review) -> None:
    """提升 needs a grade of 优 or 良: where too few members have one, the name is kept instead."""
    outcome = review.outcome
    if outcome == "raised" and (await get_district(code)).grade not in RAISED_GRADES:
        outcome = "kept"
    decided = DecideReview(
        year=review.decided_on.year,
        outcome=outcome,
        opinion=opinion_of(outcome),
        rectify_by=review.rectify_by,
    )
    await decide_review(code, decided, actor=ACTOR, at=morning_of(review.decided_on))


async def _admit(district_id: int, shops: Sequence[Shop], named_on: date, today: date) -> None:
    """The roll, in batches from the naming on."""
    step = (today - named_on) / (ROLLS + 1)
    for number, statement in enumerate(STATEMENTS):
        ids = [shop.id for shop in shops[number::ROLLS]]
        if ids:
            day = morning_of(named_on + number * step)
            await admit_members(district_id, ids, actor=ACTOR, at=day, statement=statement)


async def _announce(plan: DistrictPlan, code: str, today: date) -> None:
    for kind, title, body, first, last in plan.notices:
        notice = PostNotice(
            kind=kind,
            title=title,
            body=body,
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=last),
        )
        made = morning_of(today + timedelta(days=min(first, -1)))
        await post_notice(code, notice, actor=ACTOR, at=made)
