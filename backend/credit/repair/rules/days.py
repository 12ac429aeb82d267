"""Days by which something is due, in working days of Asia/Shanghai, the first day not counted."""

from datetime import date
from typing import Literal

import msgspec

from credit.commitments.rules import add_months
from credit.kit.workdays import add_workdays, count_workdays
from credit.repair.rules.states import CLOCKED, State
from credit.repair.rules.terms import bar_rule_on, clock_on, supplement_days

DUE_SOON = 1
Urgency = Literal["", "soon", "overdue"]


class Due(msgspec.Struct, frozen=True):
    """The days of an application; provisional when a year's holidays are not published yet."""

    sector_by: date
    answer_by: date
    provisional: bool


def due_days(day: date) -> Due:
    """The clocks of an application (or of added papers) handed in on `day`."""
    clock = clock_on(day)
    sector, answer = add_workdays(day, clock.sector_days), add_workdays(day, clock.answer_days)
    return Due(sector.day, answer.day, answer.provisional)


def extended(answer_by: date, day: date) -> tuple[date, bool]:
    """(the later answering day, whether it is provisional); `day` is today."""
    later = add_workdays(answer_by, clock_on(day).extension_days)
    return later.day, later.provisional


def supplement_by(day: date) -> date:
    """The last day to add what was asked for on `day`."""
    return add_workdays(day, supplement_days()).day


def urgency(state: State, sector_by: date | None, answer_by: date | None, today: date) -> Urgency:
    """Whether the desk is late, or has one working day left. Sector departments first accept."""
    due = sector_by if state in ("submitted", "forwarded") else answer_by
    if state not in CLOCKED or due is None:
        return ""
    if today > due:
        return "overdue"
    return "soon" if count_workdays(today, due) <= DUE_SOON else ""


def bar_faults(until: date, today: date) -> list[tuple[str, str]]:
    """What is wrong with the end of a bar that is set today."""
    rule = bar_rule_on(today)
    if until <= today:
        return [("barredUntil", "限制期的最后一天应在今天以后")]
    if until > add_months(today, rule.max_months):
        return [("barredUntil", f"限制期最长 {rule.max_months} 个月")]
    return []
