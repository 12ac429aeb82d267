"""The terms of a perk: what, for whom, when, how often, for how much money. Pure data and checks.

Money is in 分, whole numbers: sums in a ledger must be exact. Days and hours are Qinghai's.
"""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from credit.kit.model import LINE, TEXT
from credit.perks.programme.rules.eligibility import EVERYBODY, Audience, Condition, rule_faults

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
Category = Literal[
    "parking", "scenic", "rental", "library", "medical", "transport", "finance", "service",
    "retail", "inspection", "green_channel", "promotion",
]  # fmt: skip
CATEGORY_NAMES: Final[dict[Category, str]] = {
    "parking": "信易停", "scenic": "信易游", "rental": "信易租", "library": "信易阅",
    "medical": "信易医", "transport": "信易行", "finance": "信易贷", "service": "信易批",
    "retail": "信易购", "inspection": "少打扰", "green_channel": "绿色通道",
    "promotion": "街区推荐",
}  # fmt: skip
BenefitKind = Literal[
    "free", "percent_off", "amount_off", "balance", "no_deposit", "priority", "referral", "waiver"
]
_MONEY_KINDS: Final = frozenset({"free", "percent_off", "amount_off", "balance", "waiver"})
Stacking = Literal["never", "common", "always"]
Period = Literal["", "day", "week", "month"]
Fen = Annotated[int, Meta(ge=0, le=10_000_000_000)]
Moment = Annotated[datetime, Meta(tz=True)]
Uscc = Annotated[str, Meta(min_length=18, max_length=18)]
MAX_TOTAL: Final = 10_000_000
MAX_WINNERS: Final = 10_000


class _Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Base: stored and sent in the same shape."""


class Benefit(_Terms, frozen=True, kw_only=True):
    """What one use gives. `value_fen`: the amount, or the most that a percentage may come to;
    `percent`: how much off. Kinds without money have neither."""

    kind: BenefitKind
    value_fen: Fen = 0
    percent: Annotated[int, Meta(ge=0, le=100)] = 0


class Blackout(_Terms, frozen=True, kw_only=True):
    """Days on which a perk cannot be used, both included."""

    first: date
    last: date


class Windows(_Terms, frozen=True, kw_only=True):
    """When one may claim and use. `use_days` after the claim, 0: until `use_until`.

    `weekdays`: 1 Monday … 7 Sunday; `opens`–`closes` on the day, the end excluded.
    """

    claim_from: Moment
    claim_until: Moment
    use_until: Moment
    use_days: Annotated[int, Meta(ge=0, le=366)] = 0
    weekdays: Annotated[tuple[Annotated[int, Meta(ge=1, le=7)], ...], Meta(max_length=7)] = ()
    opens: time = time(0, 0)
    closes: time | None = None
    blackouts: Annotated[tuple[Blackout, ...], Meta(max_length=30)] = ()


class Quota(_Terms, frozen=True, kw_only=True):
    """How many: in all, for one holder, for one in a period, at one place in a day (0: no limit),
    and how often one voucher may be used."""

    total: Annotated[int, Meta(ge=1, le=MAX_TOTAL)]
    per_person: Annotated[int, Meta(ge=1, le=100)] = 1
    period: Period = ""
    per_period: Annotated[int, Meta(ge=0, le=100)] = 0
    per_place_day: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    uses: Annotated[int, Meta(ge=1, le=1000)] = 1


class DivisionBudget(_Terms, frozen=True, kw_only=True):
    """Money for all places of one prefecture or county."""

    division: Annotated[str, Meta(pattern="^63[0-9]{4}$")]
    cap_fen: Fen


class Money(_Terms, frozen=True, kw_only=True):
    """`cap_fen`: what living and used vouchers together may ever cost; the others within it.

    `place_cap_fen`: for each place, 0: no limit of its own.
    """

    cap_fen: Fen = 0
    place_cap_fen: Fen = 0
    divisions: Annotated[tuple[DivisionBudget, ...], Meta(max_length=50)] = ()


class DrawTerms(_Terms, frozen=True, kw_only=True):
    """Given by draw (摇号): who enters in time takes part, `quota.total` of them win.

    `accept_hours`: how long a winner has to take the voucher before the next in the order is asked.
    `public_source`: where a number comes from that nobody can know before the entries are closed,
    such as the result of a named public lottery; empty: the draw mixes seed and entries only.
    """

    enter_from: Moment
    enter_until: Moment
    draw_at: Moment
    accept_hours: Annotated[int, Meta(ge=1, le=168)] = 48
    public_source: Annotated[str, Meta(max_length=60, pattern=LINE)] = ""


class Terms(_Terms, frozen=True, kw_only=True):
    """Everything about a perk that was approved.

    `waitlist_hours`: how long a freed voucher is kept for the next on the waitlist (候补); 0: there
    is no waitlist. A perk given by draw has the order of the draw instead.
    """

    title: Annotated[str, Meta(min_length=2, max_length=30, pattern=LINE)]
    summary: Annotated[str, Meta(min_length=2, max_length=60, pattern=LINE)]
    details: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=200, pattern=TEXT)], ...],
        Meta(min_length=1, max_length=10),
    ]
    legal_basis: Annotated[str, Meta(min_length=2, max_length=200, pattern=LINE)]
    audience: Audience = "citizen"
    category: Category
    benefit: Benefit
    windows: Windows
    quota: Quota
    money: Money = Money()
    places: Annotated[tuple[Uscc, ...], Meta(min_length=1, max_length=500)]
    eligibility: Condition = EVERYBODY
    stacking: Stacking = "common"
    grace: Literal["keep", "recheck"] = "keep"
    reserve_seconds: Annotated[int, Meta(ge=0, le=900)] = 0
    reversal_hours: Annotated[int, Meta(ge=0, le=720)] = 24
    waitlist_hours: Annotated[int, Meta(ge=0, le=168)] = 0
    draw: DrawTerms | None = None

    @property
    def claim_value_fen(self) -> int:
        """The most that one voucher can ever cost."""
        value = self.benefit.value_fen
        return value if self.benefit.kind == "balance" else value * self.quota.uses


Fault = tuple[str, str]


def terms_faults(terms: Terms) -> list[Fault]:
    """What is wrong with terms, as (field, message); empty when they may be proposed."""
    faults = [("eligibility", text) for text in rule_faults(terms.eligibility, terms.audience)]
    faults += _window_faults(terms.windows)
    faults += _benefit_faults(terms)
    if (terms.quota.period == "") != (terms.quota.per_period == 0):
        faults.append(("quota.perPeriod", "限领周期和每周期数量要一起填"))
    if len(set(terms.places)) != len(terms.places):
        faults.append(("places", "有重复的使用地点"))
    if terms.reserve_seconds and terms.reserve_seconds < 300:
        faults.append(("reserveSeconds", "预留时间 5 到 15 分钟"))
    if terms.grace == "recheck" and terms.audience == "citizen":
        faults.append(("grace", "个人领到的权益一直保留到期"))
    if terms.waitlist_hours and (terms.audience != "citizen" or terms.draw):
        faults.append(("waitlistHours", "只有先到先得的个人权益可以候补"))
    return faults + _draw_faults(terms)


def _draw_faults(terms: Terms) -> list[Fault]:
    """A draw lies within the time for claiming, and one person wins once."""
    draw, faults = terms.draw, list[Fault]()
    if draw is None:
        return faults
    if terms.audience != "citizen":
        faults.append(("draw", "只有个人权益可以摇号"))
    if draw.enter_until - draw.enter_from < timedelta(seconds=1):
        faults.append(("draw.enterUntil", "报名结束要晚于开始"))
    if draw.draw_at < draw.enter_until:
        faults.append(("draw.drawAt", "摇号不能早于报名结束"))
    if draw.draw_at + timedelta(hours=draw.accept_hours) > terms.windows.claim_until:
        faults.append(("draw.acceptHours", "中签后的领取时间要在领取结束之前"))
    if terms.quota.per_person > 1 or terms.quota.period or terms.reserve_seconds:
        faults.append(("draw", "摇号的权益每人一张，不设周期和预留"))
    if terms.quota.total > MAX_WINNERS:
        faults.append(("quota.total", f"一次摇号最多 {MAX_WINNERS} 个名额"))
    return faults


def _window_faults(windows: Windows) -> list[Fault]:
    faults: list[Fault] = []
    if windows.claim_from >= windows.claim_until:
        faults.append(("windows.claimUntil", "领取结束要晚于开始"))
    if windows.use_until < windows.claim_until:
        faults.append(("windows.useUntil", "使用期不能早于领取结束"))
    if windows.closes is not None and windows.closes <= windows.opens:
        faults.append(("windows.closes", "每天结束时间要晚于开始时间"))
    if len(set(windows.weekdays)) != len(windows.weekdays):
        faults.append(("windows.weekdays", "有重复的星期"))
    if any(blackout.first > blackout.last for blackout in windows.blackouts):
        faults.append(("windows.blackouts", "停用日期的开始晚于结束"))
    return faults


def _benefit_faults(terms: Terms) -> list[Fault]:
    """The liability cap holds by itself: no voucher is issued that it does not cover."""
    benefit, faults = terms.benefit, []
    has_money = benefit.kind in _MONEY_KINDS
    if has_money != (benefit.value_fen > 0):
        faults.append(
            ("benefit.valueFen", "这类权益要填金额" if has_money else "这类权益不涉及金额")
        )
    if (benefit.kind == "percent_off") != (benefit.percent > 0):
        faults.append(("benefit.percent", "只有打折权益填写折扣"))
    if has_money and terms.money.cap_fen < terms.claim_value_fen:
        faults.append(("money.capFen", "预算上限不够一张权益的金额"))
    return faults


def usable_until(windows: Windows, claimed_at: datetime) -> datetime:
    """The end of a voucher claimed at a moment: `use_days` full days later, else the last day."""
    if not windows.use_days:
        return windows.use_until
    day = claimed_at.astimezone(SHANGHAI).date() + timedelta(days=windows.use_days + 1)
    return min(datetime.combine(day, time(), SHANGHAI), windows.use_until)


def use_fault(windows: Windows, now: datetime) -> str:
    """Why nothing can be used at this moment; empty when it can."""
    local = now.astimezone(SHANGHAI)
    if windows.weekdays and local.isoweekday() not in windows.weekdays:
        return "今天不是可用的星期"
    if local.time() < windows.opens or (windows.closes and local.time() >= windows.closes):
        end = windows.closes or time(23, 59)
        return f"每天 {windows.opens:%H:%M}–{end:%H:%M} 可用"
    if any(blackout.first <= local.date() <= blackout.last for blackout in windows.blackouts):
        return "今天在停用日期内"
    return ""


def use_value(benefit: Benefit, *, bill_fen: int, open_fen: int, asked_fen: int | None) -> int:
    """What one use takes off, in 分: never more than the bill or than the voucher still holds.

    `asked_fen`: how much of a balance to use; None: as much as the bill asks for. ValueError
    with a Chinese text when the amount cannot be.
    """
    if benefit.kind not in _MONEY_KINDS:
        if asked_fen:
            raise ValueError("这类权益不涉及金额")
        return 0
    if benefit.kind == "free" or benefit.kind == "waiver":
        most = benefit.value_fen if bill_fen == 0 else min(bill_fen, benefit.value_fen)
    elif bill_fen <= 0:
        raise ValueError("请填写账单金额")
    elif benefit.kind == "percent_off":
        most = min(bill_fen * benefit.percent // 100, benefit.value_fen)
    else:
        most = min(bill_fen, benefit.value_fen)
    most = min(most, open_fen)
    if benefit.kind != "balance" or asked_fen is None:
        return most
    if not 0 < asked_fen <= most:
        raise ValueError(f"最多可用 {most / 100:.2f} 元")
    return asked_fen
