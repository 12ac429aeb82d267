"""Pure rules of ages. The day is always that of Qinghai (Asia/Shanghai)."""

from datetime import date
from typing import Final, Literal

Band = Literal["child", "minor", "adult"]
GUARDED_UNTIL: Final = 14
"""PIPL Art. 31: under 14 a guardian consents."""
SELF_SUPPORTING: Final = 16
"""民法典 Art. 18: from 16 on, who lives on own work counts as an adult."""
ADULT: Final = 18
GUARDIAN: Final = (
    "未满十四周岁不能自己开通账号。请父母或其他监护人登录自己的实名账号，在「我的 › 孩子」里申请。"
)
MINOR_REFUSED: Final = (
    "未满十八周岁，不能使用个人信用功能，其他功能照常。满十六周岁、靠自己劳动生活的，"
    "可以在「我的数据」里申请人工审核（《民法典》第十八条）。"
)


def birthday_on(birth: date, years: int) -> date:
    """The day from whose first minute somebody is `years` old.

    Who was born on 29 February completes a year with 28 February, so from 1 March on where the
    year has no 29th.
    """
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def years_on(birth: date, day: date) -> int:
    """Completed years (周岁) on that day."""
    years = day.year - birth.year
    return years if birthday_on(birth, years) <= day else years - 1


def band_on(birth: date, day: date) -> Band:
    """child under 14, minor under 18, else adult."""
    years = years_on(birth, day)
    if years < GUARDED_UNTIL:
        return "child"
    return "minor" if years < ADULT else "adult"


def may_use_credit(band: Band | None, birth: date | None, day: date, *, reviewed: bool) -> bool:
    """From 18 on; from 16 on if an officer reviewed the case. Who was never asked may: those
    accounts (by password) are made by officers for adults."""
    if band in (None, "adult"):
        return True
    old_enough = birth is None or years_on(birth, day) >= SELF_SUPPORTING
    return band == "minor" and reviewed and old_enough
