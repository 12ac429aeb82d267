"""The conditions of a repair, checked one by one and explained (order 36; 国办发〔2025〕22号).

The minimum runs in months from the day that the document sets. 民法典 Art. 201 and 202: that day is
not counted, and the last day is the one of the same number; so one may apply on the day after it,
and not a day earlier.
"""

from datetime import date, timedelta
from typing import Final, Literal

import msgspec

from credit.commitments.rules import add_months

Code = Literal["standing", "minimum", "unbarred", "obligations", "pledge"]
CLASS_NAMES: Final = {1: "轻微", 2: "一般", 3: "严重"}


class RepairCondition(msgspec.Struct, frozen=True, rename="camel"):
    """One condition: whether it is met, why, and from which day it may be."""

    code: Code
    name: str
    met: bool
    detail: str
    possible_on: date | None = None


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What the conditions look at. `barred_until` after false materials, the last day of it."""

    today: date
    decided_on: date
    min_months: int
    state: str
    publicity_until: date | None
    materials: int
    pledged: bool
    barred_until: date | None = None
    barred_basis: str = ""


def first_day(decided_on: date, min_months: int) -> date:
    """The first day on which the minimum allows an application."""
    if not min_months:
        return decided_on
    return add_months(decided_on, min_months) + timedelta(days=1)


def possible_on(case: Situation) -> date | None:
    """The first day on which an application can be made; None when none is needed any more."""
    if case.state != "active" or _is_over(case):
        return None
    day = max(first_day(case.decided_on, case.min_months), case.today)
    if case.barred_until:
        day = max(day, case.barred_until + timedelta(days=1))
    return None if case.publicity_until and day > case.publicity_until else day


def check(case: Situation) -> list[RepairCondition]:
    """All conditions in the order in which people meet them."""
    return [_standing(case), _minimum(case), _unbarred(case), _obligations(case), _pledge(case)]


def is_unmet(conditions: list[RepairCondition]) -> list[tuple[str, str]]:
    """Unmet conditions as (field, reason)."""
    return [(one.code, f"{one.name}：{one.detail}") for one in conditions if not one.met]


def _is_over(case: Situation) -> bool:
    return case.publicity_until is not None and case.publicity_until < case.today


def _standing(case: Situation) -> RepairCondition:
    name = "记录仍在公示期内或仍有影响"
    if case.state != "active":
        return RepairCondition("standing", name, False, "这条记录已经修复或撤回，不用再申请")
    if _is_over(case):
        return RepairCondition("standing", name, False, "已到最长公示期，自动停止公示，不用申请")
    return RepairCondition("standing", name, True, "可以申请修复")


def _minimum(case: Situation) -> RepairCondition:
    day, months = first_day(case.decided_on, case.min_months), case.min_months
    if not months:
        return RepairCondition("minimum", "最短公示期", True, "没有最短公示期，履行义务后就能申请")
    name = f"最短公示期满{_span(months)}"
    if case.today >= day:
        return RepairCondition("minimum", name, True, f"{_day(day - timedelta(days=1))}已届满")
    last = day - timedelta(days=1)
    return RepairCondition("minimum", name, False, f"{_day(last)}届满，{_day(day)}起可以申请", day)


def _unbarred(case: Situation) -> RepairCondition:
    name = "没有因虚假材料被限制申请"
    if case.barred_until is None or case.barred_until < case.today:
        return RepairCondition("unbarred", name, True, "没有限制")
    detail = f"限制到{_day(case.barred_until)}。依据：{case.barred_basis}"
    return RepairCondition("unbarred", name, False, detail, case.barred_until + timedelta(days=1))


def _obligations(case: Situation) -> RepairCondition:
    name = "已经纠正，义务全部履行"
    if case.materials:
        return RepairCondition(
            "obligations", name, True, f"已上传{case.materials}份证明，由认定单位核查"
        )
    return RepairCondition("obligations", name, False, "请上传证明，例如缴款凭证、整改照片、验收单")


def _pledge(case: Situation) -> RepairCondition:
    name = "公开作出信用承诺"
    if case.pledged:
        return RepairCondition("pledge", name, True, "已经签署")
    return RepairCondition("pledge", name, False, "提交时签署修复承诺书")


def _span(months: int) -> str:
    return f"{months // 12}年" if months % 12 == 0 else f"{months}个月"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
