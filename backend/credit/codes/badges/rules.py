"""Pure rules of badges: who has one, when it is replaced, how long it lasts."""

from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from credit.codes.core.merchant_token import MAX_LIFETIME, MAX_LIST_NO

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
RENEW_WITHIN: Final = timedelta(days=15)
LISTS_A_QUARTER: Final = 3
INSUFFICIENT: Final = "N"
INSUFFICIENT_REASON: Final = "信息不足，暂不评级"
Decision = Literal["keep", "issue", "suspend", "none"]


class Wanted(NamedTuple):
    """What a subject's badge should say now. ``grade`` N means that it may have none.

    ``barred``: an officer suspended its codes, so it gets no new one until that is lifted.
    """

    subject_id: int
    uscc: str
    short_name: str
    grade: str
    demo: bool
    barred: bool = False


class Held(NamedTuple):
    """The active badge that a subject has."""

    badge_id: int
    subject_id: int
    kid: int
    short_name: str
    grade: str
    expires_at: datetime


def decide(wanted: Wanted, held: Held | None, kid: int, now: datetime) -> Decision:
    """Keep a badge that still says the truth for a while; else replace, or suspend it.

    A D keeps its badge: the code shows the grade truthfully, it does not praise. Too little
    data is no grade, so there is nothing to sign.
    """
    if wanted.grade == INSUFFICIENT:
        return "suspend" if held else "none"
    if wanted.barred:
        return "none"
    if held is None:
        return "issue"
    same = (held.short_name, held.grade, held.kid) == (wanted.short_name, wanted.grade, kid)
    return "keep" if same and held.expires_at > now + RENEW_WITHIN else "issue"


def poster_headline(grade: str) -> str:
    """信用商户 is praise, and paper outlives a grade: C and D invite to look, no more."""
    return "信用商户" if grade in ("A", "B") else "扫码看信用"


def badge_expiry(now: datetime) -> datetime:
    """The end of a day in Asia/Shanghai, at most 90 days from now."""
    last_day = (now + MAX_LIFETIME).astimezone(SHANGHAI).date()
    return datetime.combine(last_day, time.min, SHANGHAI).astimezone(UTC)


def list_numbers(expires_at: datetime) -> tuple[int, ...]:
    """The status lists for badges that end in this quarter: three of 2^20 places each.

    24 numbers fit one byte of the token, so they come round after two years; a place that was
    ever used stays used, since its badge stays in the table.
    """
    local = expires_at.astimezone(SHANGHAI)
    quarter = local.year * 4 + (local.month - 1) // 3
    first = quarter * LISTS_A_QUARTER % (MAX_LIST_NO + 1)
    return tuple(range(first, first + LISTS_A_QUARTER))
