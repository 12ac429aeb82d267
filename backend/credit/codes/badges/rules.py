"""Pure rules of badges: who has one, when it is replaced, how long it lasts."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, NamedTuple, cast
from zoneinfo import ZoneInfo

from credit.codes.core.merchant_token import MAX_LIFETIME

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
RENEW_WITHIN: Final = timedelta(days=15)
# A suspension ends by itself: going on takes a new decision with a new reason (no negative
# measure without an end). By then every code that it stopped has expired.
MAX_SUSPENSION: Final = MAX_LIFETIME
LOST: Final = "商户报失"
# No measure without its basis: what the system does by itself names its own.
LOST_BASIS: Final = "商户申请报失"
LOST_WITHOUT_BADGE: Final = (
    "报失的码已作废。现在信息不足，暂不评级，所以没有新码；有了等级会自动签发。"
)
DOUBLE_TAP: Final = timedelta(seconds=30)
INSUFFICIENT: Final = "N"
INSUFFICIENT_REASON: Final = "信息不足，暂不评级"
INSUFFICIENT_BASIS: Final = "本平台评价规则：信息不足不评级，不签发信用码"
Decision = Literal["keep", "issue", "suspend", "none"]
PastStatus = Literal["active", "replaced", "suspended", "revoked", "expired"]
STATUS_NAMES: Final[dict[PastStatus, str]] = {
    "active": "正在使用",
    "replaced": "已换新",
    "suspended": "已暂停",
    "revoked": "已作废",
    "expired": "已到期",
}


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


class PastBadge(NamedTuple):
    """One badge of a subject's history."""

    short_code: str
    short_name: str
    grade: str
    issued_at: datetime
    expires_at: datetime
    status: str
    status_reason: str
    status_basis: str
    status_at: datetime


class Renewal(NamedTuple):
    """What the shop should do about the code on its door. ``by``: the last day, None: no code."""

    by: datetime | None
    due: bool
    notice: str


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


def past_status(badge: PastBadge, now: datetime) -> PastStatus:
    """The stored status, or ``expired`` for a code that ended by itself."""
    if badge.expires_at <= now and badge.status in ("active", "replaced"):
        return "expired"
    return cast(PastStatus, badge.status)


def past_status_name(badge: PastBadge, present: PastBadge | None, now: datetime) -> str:
    """The status for people. ``present`` is the subject's active badge."""
    status = past_status(badge, now)
    if status == "replaced" and present:
        return "已换新，旧码到期前可用" if says_the_same(badge, present) else "已换新，旧码须换下"
    return STATUS_NAMES[status]


def says_the_same(badge: PastBadge, present: PastBadge) -> bool:
    """A replaced code is superseded once the new one says another grade or name."""
    return (badge.grade, badge.short_name) == (present.grade, present.short_name)


def renewal_of(badges: Sequence[PastBadge], now: datetime) -> Renewal:
    """Which printed code must be changed first: any that is still accepted may hang there."""
    alive = [b for b in badges if b.expires_at > now and b.status in ("active", "replaced")]
    present = next((b for b in alive if b.status == "active"), None)
    if present is None:
        return Renewal(None, due=False, notice="")
    stale = [b for b in alive if not says_the_same(b, present)]
    by = min(b.expires_at for b in alive)
    if stale:
        return Renewal(by, due=True, notice="等级或店名变了，请打印新码，换下旧码")
    if by <= now + RENEW_WITHIN:
        return Renewal(by, due=True, notice="门上的码快到期了，请打印新码")
    return Renewal(by, due=False, notice="")


def suspension_notice(ends: datetime) -> str:
    """What the shop reads while its codes are suspended: until when, and how to object."""
    last = (ends - timedelta(seconds=1)).astimezone(SHANGHAI)
    day = f"{last.year}年{last.month}月{last.day}日"
    return (
        f"信用码已暂停使用，暂时不能换新，最迟到{day}为止，到期自动恢复。"
        "有异议可以向作出决定的单位或当地信用工作机构提出，核实不收费。"
    )


def is_repeated_loss(badges: Sequence[PastBadge], named: str, now: datetime) -> bool:
    """Whether this loss was reported already: a second tap must not kill the fresh code.

    ``named`` is the short code on the lost paper, empty for every code.
    """
    if named:
        return any(b.short_code == named and b.status == "revoked" for b in badges)
    alive = [b for b in badges if b.expires_at > now and b.status != "revoked"]
    lost = [b for b in badges if b.status == "revoked" and b.status_reason.startswith(LOST)]
    return [b.status for b in alive] in ([], ["active"]) and any(
        b.status_at > now - DOUBLE_TAP for b in lost
    )


def badge_expiry(now: datetime) -> datetime:
    """The end of a day in Asia/Shanghai, at most 90 days from now."""
    last_day = (now + MAX_LIFETIME).astimezone(SHANGHAI).date()
    return datetime.combine(last_day, time.min, SHANGHAI).astimezone(UTC)
