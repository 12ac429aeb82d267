"""Pure rules of keys, bundles and lists: who may sign when, what is published for how long."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

import msgspec

from credit.codes.core.keys import CITIZEN_USE, MERCHANT_USE
from credit.codes.core.merchant_token import LIST_SIZE
from credit.codes.core.trust_bundle import MAX_LIST_NO, ListEntry, list_id_of

Use = Literal["merchant", "citizen", "status_list", "bundle"]
State = Literal["new", "published", "ready", "retired", "expired", "removed"]
USES: Final[tuple[Use, ...]] = get_args(Use)
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
KEY_LIFETIME: Final = timedelta(days=730)
STANDBY_LEFT: Final = timedelta(days=365)
# A phone may hold a bundle of up to 72 h, and refuses a key id that it should know: a day is
# the least for a planned change, a week the rule, a month for the root that phones have pinned.
MIN_LEAD: Final = timedelta(hours=24)
MAX_LEAD: Final = timedelta(days=90)
LEAD: Final[dict[Use, timedelta]] = {
    "merchant": timedelta(days=7),
    "citizen": timedelta(days=7),
    "status_list": timedelta(days=7),
    "bundle": timedelta(days=30),
}
MAX_KID: Final = 255
MAX_REASON: Final = 200
FRESH_FOR: Final = timedelta(hours=72)
# A little less than an hour, so that a half-hourly job does not miss it by a second.
RESIGN_AFTER: Final = timedelta(minutes=55)
# What the longest-lived thing that a key signed still needs after the key retired.
OUTLIVES: Final[dict[Use, timedelta]] = {
    "merchant": timedelta(days=91),
    "citizen": timedelta(days=2),
    "status_list": timedelta(days=4),
    "bundle": timedelta(days=4),
}
LISTS_A_QUARTER: Final = 3
CITIZEN_LIST_SIZE: Final = 1 << 30
DAY_SECONDS: Final = 86_400
CITIZEN_DAYS: Final = range(-1, 4)


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A signing key without its private half. Times are aware; None: has not happened."""

    kid: int
    use: Use
    created_at: datetime
    published_at: datetime | None
    not_before: datetime
    expires_at: datetime
    retired_at: datetime | None
    removed_at: datetime | None
    removal_reason: str = ""


class KeyRefused(ValueError):
    """A step in a key's life that the rules do not allow; the text says why, in Chinese."""


def state_of(key: Key, now: datetime) -> State:
    """new → published → ready (may sign) → retired → expired; or removed, from anywhere."""
    if key.removed_at:
        return "removed"
    if key.published_at is None:
        return "new"
    if key.expires_at <= now:
        return "expired"
    if key.retired_at:
        return "retired"
    return "ready" if key.not_before <= now else "published"


def is_pinned(key: Key, now: datetime) -> bool:
    """Whether the bundle names the key: what it signed is believed while its dates hold."""
    return state_of(key, now) in ("published", "ready", "retired")


def pick_signer(keys: Iterable[Key], use: Use, now: datetime, until: datetime) -> Key | None:
    """The key that signs what lives until a moment: the oldest that may, so others stand by."""
    able = [k for k in keys if k.use == use and state_of(k, now) == "ready"]
    able = [k for k in able if k.expires_at >= until]
    return min(able, key=lambda k: (k.not_before, k.kid), default=None)


def next_kid(keys: Iterable[Key]) -> int:
    """One more than any key ever had: ids rise over all uses, so a phone knows old from new."""
    kid = max((k.kid for k in keys), default=0) + 1
    if kid > MAX_KID:
        raise KeyRefused(f"{MAX_KID} 个密钥编号已全部用完（一个字节），需要升级编码格式")
    return kid


def is_first(keys: Iterable[Key], use: Use) -> bool:
    """Whether no bundle ever named a key of this use: then nobody can miss the new one."""
    return not any(k.use == use and k.published_at for k in keys)


def check_publication(key: Key, keys: Sequence[Key], lead: timedelta, now: datetime) -> None:
    """Publish ahead: phones that are offline must know a key before it signs.

    The only planned key without that is the very first of its use. Raises ``KeyRefused``.
    """
    if (state := state_of(key, now)) != "new":
        raise KeyRefused(f"{key.kid} 号密钥不是新建状态（{state}），不能再公布")
    newest = max((k.kid for k in keys if k.published_at), default=0)
    if key.kid < newest:
        raise KeyRefused(f"已公布编号更大的 {newest} 号密钥，请新建一个密钥再公布")
    if not MIN_LEAD <= lead <= MAX_LEAD and not (is_first(keys, key.use) and not lead):
        raise KeyRefused(f"密钥必须提前 {MIN_LEAD.days} 至 {MAX_LEAD.days} 天公布后才能签名")


def check_retirement(key: Key, keys: Sequence[Key], now: datetime) -> None:
    """A key may stop signing when another one can go on. Raises ``KeyRefused``."""
    if (state := state_of(key, now)) not in ("published", "ready"):
        raise KeyRefused(f"{key.kid} 号密钥不在使用状态（{state}），不能退役")
    others = [k for k in keys if k.kid != key.kid]
    if pick_signer(others, key.use, now, now + OUTLIVES[key.use]) is None:
        raise KeyRefused(f"没有已生效的备用密钥可接替 {key.kid} 号密钥，请先公布一个并等它生效")


def check_removal(key: Key, reason: str, now: datetime) -> None:
    """Removal is for good and says why. Raises ``KeyRefused``."""
    if key.removed_at:
        raise KeyRefused(f"{key.kid} 号密钥已经移除")
    if not 0 < len(reason.strip()) <= MAX_REASON:
        raise KeyRefused(f"请写明原因，不超过 {MAX_REASON} 字")


def ends_after_retirement(key: Key, now: datetime) -> datetime:
    """Until when a key that retires now is still believed: as long as its last token lives."""
    return min(key.expires_at, max(now, key.not_before) + OUTLIVES[key.use])


def needs_standby(keys: Iterable[Key], use: Use, now: datetime) -> bool:
    """Whether no second key with at least a year left is published beside the signing one."""
    mine = [k for k in keys if k.use == use and state_of(k, now) in ("published", "ready")]
    fresh = [k for k in mine if k.expires_at >= now + STANDBY_LEFT]
    return len(mine) < 2 or not fresh


def next_seq(previous: int, now: datetime) -> int:
    """A higher number, never below the Unix time: after a restore from a backup the next
    bundle is still newer than whatever phones fetched before."""
    return max(previous + 1, int(now.timestamp()))


def list_numbers(moment: datetime) -> tuple[int, ...]:
    """The status lists for badges that end in this quarter: three of 2^20 places each.

    24 numbers fit one byte of the token, so they come round after two years; a place that was
    ever used stays used, since its badge stays in the table.
    """
    first = _quarter(moment) * LISTS_A_QUARTER % (MAX_LIST_NO + 1)
    return tuple(range(first, first + LISTS_A_QUARTER))


def citizen_days(now: datetime) -> tuple[tuple[int, int], ...]:
    """(list number, day) of the citizen lists in use: yesterday to three days ahead.

    A pass of 23:45 outlives its day; a verifier that is 72 hours without network meets passes of
    the third day from now and needs a list for them, however little it can say yet.
    """
    today = (int(now.timestamp()) + 8 * 3600) // DAY_SECONDS
    return tuple((day % (MAX_LIST_NO + 1), day) for day in (today + n for n in CITIZEN_DAYS))


def plan_merchant_lists(now: datetime) -> list[ListEntry]:
    """The lists of badges that end in this quarter or the next, as a badge lives 90 days."""
    ends = quarter_end(now)
    later = quarter_end(ends)
    return [
        _entry(MERCHANT_USE, number, end)
        for start, end in ((now, ends), (ends, later))
        for number in list_numbers(start)
    ]


def plan_citizen_lists(now: datetime) -> list[ListEntry]:
    """The lists of the days whose passes may be shown or fetched now."""
    return [_entry(CITIZEN_USE, number, citizen_day_end(day)) for number, day in citizen_days(now)]


def size_of(list_id: str) -> int:
    """The number of places in a list (``m…`` merchants, ``c…`` citizens)."""
    return LIST_SIZE if list_id.startswith("m") else CITIZEN_LIST_SIZE


def citizen_day_end(day: int) -> datetime:
    """When the last pass of a day is over: a quarter of an hour and the tolerance later."""
    start = datetime.fromtimestamp(day * DAY_SECONDS - 8 * 3600, UTC)
    return start + timedelta(days=1, minutes=16)


def quarter_end(moment: datetime) -> datetime:
    """The first moment after a moment's quarter in Asia/Shanghai, in UTC."""
    year, quarter = divmod(_quarter(moment) + 1, 4)
    return datetime.combine(date(year, quarter * 3 + 1, 1), time.min, SHANGHAI).astimezone(UTC)


def _entry(use: Use, number: int, end: datetime) -> ListEntry:
    list_id = list_id_of(use, number)
    return ListEntry(list_id, use, number, size_of(list_id), int(end.timestamp()))


def _quarter(moment: datetime) -> int:
    local = moment.astimezone(SHANGHAI)
    return local.year * 4 + (local.month - 1) // 3
