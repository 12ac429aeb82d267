"""What `districts.toml` says of the districts, and what their charters and reviews are."""

import random
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

import msgspec

from credit.demo.geography import demo_data
from credit.demo.words import SEED
from credit.districts.rules.membership_rules import MembershipRules
from credit.districts.rules.names import Kind, NoticeKind, Outcome

Course = tuple[tuple[Outcome, int], ...]
COURSES: Final[dict[str, Course]] = {
    "proposed": (),
    "new": (("named", 40),),
    "kept": (("named", 820), ("kept", 450), ("kept", 80)),
    "raised": (("named", 1190), ("kept", 820), ("kept", 450), ("raised", 80)),
    "due": (("named", 1108), ("kept", 738), ("kept", 370)),
    "rectifying": (("named", 770), ("kept", 400), ("rectifying", 25)),
    "struck_off": (("named", 1500), ("kept", 1140), ("rectifying", 420), ("struck_off", 240)),
}
"""The yearly reviews so far: what was decided, how many days ago; never two in one year."""
RECTIFY_DAYS: Final = 75
_JITTER: Final = 12
MAX_POINTS: Final = 7

Point = tuple[str, str]
Notice = tuple[NoticeKind, str, str, int, int]


class DistrictPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One district of the file; `outline` in metres [east, north] of `at`, turned by `turn`."""

    code: str
    name: str
    kind: Kind
    at: tuple[float, float]
    turn: float
    outline: tuple[tuple[float, float], ...]
    streets: tuple[str, ...]
    members: int
    course: str
    manager: str
    contact: str
    introduction: str
    ungraded: bool = False
    points: tuple[Point, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def division(self) -> str:
        return self.code[:6]

    @property
    def rules(self) -> MembershipRules:
        return MembershipRules(allow_ungraded=self.ungraded)

    @property
    def rng(self) -> random.Random:
        """Chance that belongs to this district alone, from its beginning each time."""
        return random.Random(f"{SEED}/district/{self.code}")


class Review(NamedTuple):
    """One review as it was decided; `rectify_by` for an order to set things right."""

    outcome: Outcome
    decided_on: date
    rectify_by: date | None


@cache
def list_plans() -> tuple[DistrictPlan, ...]:
    """The districts of the file, in its order."""
    return msgspec.convert(demo_data("districts.toml")["district"], tuple[DistrictPlan, ...])


def reviews_of(plan: DistrictPlan, today: date) -> list[Review]:
    """The reviews so far, oldest first; the days differ a little from district to district."""
    shift = plan.rng.randint(-_JITTER, _JITTER) if plan.course != "due" else 0
    days = [today - timedelta(days=ago + shift) for _, ago in COURSES[plan.course]]
    return [
        Review(
            outcome,
            day,
            day + timedelta(days=RECTIFY_DAYS) if outcome == "rectifying" else None,
        )
        for (outcome, _), day in zip(COURSES[plan.course], days, strict=True)
    ]


def charters_of(plan: DistrictPlan) -> list[list[Point]]:
    """The versions of the charter: of its kind first, with points of its own a year later."""
    texts = demo_data("district_charters.toml")
    first = [(title, text) for title, text in texts["shared"]["points"]]
    first += [(title, text) for title, text in texts[plan.kind]["points"]]
    return [first, [*first, *plan.points][:MAX_POINTS]] if plan.points else [first]


def opinion_of(outcome: Outcome) -> str:
    """What the officers wrote beside a decision."""
    return str(demo_data("district_charters.toml")["opinions"][outcome])
