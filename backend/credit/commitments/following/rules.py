"""When a commitment ends soon, is due, and how long a signal counts. Pure."""

from datetime import date
from typing import Final

from credit.commitments.rules import Performance, add_months

MONTH_DAYS: Final = 30
WEEK_DAYS: Final = 7
# A promise without an end is looked at once a year, as 年度复核 of credit districts is.
YEAR_MONTHS: Final = 12
SIGNAL_MONTHS: Final = 12
FEW: Final = 3
"""Fewer people than this are not counted in public: a small shop would know who it was."""
NOTE: Final = "这是顾客的反馈，不是认定。是否违诺由认定单位依法认定。"
NOTE_EN: Final = "This is what customers say, not a finding. Whether a promise was broken is for the authority to decide."  # noqa: E501


def due_on(
    made_on: date, valid_until: date | None, performance: str, determined_on: date | None
) -> date | None:
    """The first day on which performance should be determined; None when nothing is open.

    With an end: the day after it, once. Without: a year after it was made or last determined.
    """
    if valid_until is None:
        return add_months(determined_on or made_on, YEAR_MONTHS)
    if performance != Performance.UNKNOWN:
        return None
    return date.fromordinal(valid_until.toordinal() + 1)


def period_of(day: date) -> str:
    """The month in which a signal of that day counts once."""
    return f"{day:%Y-%m}"


def since_period(today: date) -> str:
    """The first month that still counts."""
    return period_of(add_months(today.replace(day=1), 1 - SIGNAL_MONTHS))
