"""The life of a district: 命名, 提升, 整改, 注销, and the yearly review (年度复核)."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from credit.commitments.rules import add_months
from credit.districts.rules.names import OUTCOME_NAMES, STATUS_NAMES, Outcome, Status

# What may be decided in which state. 注销 is for good: a new district is proposed instead.
ALLOWED: Final[dict[Status, tuple[Outcome, ...]]] = {
    "proposed": ("named", "struck_off"),
    "named": ("kept", "raised", "rectifying", "struck_off"),
    "raised": ("kept", "rectifying", "struck_off"),
    "rectifying": ("kept", "struck_off"),
    "struck_off": (),
}
MIN_RECTIFY_DAYS: Final = 15
MAX_RECTIFY_DAYS: Final = 180
RAISED_GRADES: Final = ("A", "B")
REVIEW_MONTHS: Final = 12
DUE_AHEAD: Final = timedelta(days=30)
"""A review appears on the desk so long before its day."""
_YEARLY: Final = ("named", "kept", "raised")


class Case(NamedTuple):
    """A review before it is decided. `last_year`: of the last 命名, 通过 or 提升, None without.

    `charter`: whether a charter is in force.
    """

    status: Status
    outcome: Outcome
    year: int
    today: date
    grade: str
    charter: bool
    last_year: int | None = None
    rectify_by: date | None = None


def review_faults(case: Case) -> list[tuple[str, str]]:
    """What is wrong with a review, as (field, message); empty when it may be decided."""
    faults = []
    if case.outcome not in ALLOWED[case.status]:
        now, wanted = STATUS_NAMES[case.status], OUTCOME_NAMES[case.outcome]
        faults.append(("outcome", f"{now}的街区不能作「{wanted}」的决定"))
    if case.outcome == "named" and not case.charter:
        faults.append(("outcome", "还没有生效的公约，不能命名"))
    if case.outcome == "raised" and case.grade not in RAISED_GRADES:
        faults.append(("outcome", "街区等级为优或良的才能提升"))
    return faults + _year_faults(case) + _rectify_faults(case)


def _year_faults(case: Case) -> list[tuple[str, str]]:
    if case.year not in (case.today.year, case.today.year - 1):
        return [("year", "只能复核今年或去年")]
    is_second = case.status != "rectifying" and case.last_year is not None
    if case.outcome in ("kept", "raised") and is_second and case.year <= (case.last_year or 0):
        return [("year", f"{case.last_year} 年已经复核过")]
    return []


def _rectify_faults(case: Case) -> list[tuple[str, str]]:
    if case.outcome != "rectifying":
        return [("rectifyBy", "只在限期整改时填写")] if case.rectify_by else []
    if case.rectify_by is None:
        return [("rectifyBy", "请写明整改期限")]
    days = (case.rectify_by - case.today).days
    if not MIN_RECTIFY_DAYS <= days <= MAX_RECTIFY_DAYS:
        return [("rectifyBy", f"整改期限为 {MIN_RECTIFY_DAYS} 至 {MAX_RECTIFY_DAYS} 天")]
    return []


def status_after(status: Status, outcome: Outcome) -> Status:
    """The state that a decided review leads to; 通过 keeps 提升, and ends 整改 as 已命名."""
    if outcome == "kept":
        return "raised" if status == "raised" else "named"
    return outcome


def review_due(outcome: Outcome, today: date, rectify_by: date | None) -> date | None:
    """When the next review is due; None for a district that is no more."""
    if outcome == "struck_off":
        return None
    return rectify_by if outcome == "rectifying" else add_months(today, REVIEW_MONTHS)


def is_due(day: date | None, today: date) -> bool:
    """Whether a review belongs on the desk."""
    return day is not None and day <= today + DUE_AHEAD


def counts_as_yearly(outcome: str) -> bool:
    """Whether an outcome settles its year; 整改 and 注销 may come at any time."""
    return outcome in _YEARLY
