"""Opening hours (营业时间): a small part of OpenStreetMap's notation, read and written. Pure.

`Mo-Fr 09:00-21:00; Sa,Su 10:00-22:00`, `24/7`, `09:00-02:00` (every day, past midnight),
`Mo-Su 09:00-21:00; Tu off`. As there, a later rule replaces an earlier one for its days.
Chinese words and full-width marks are read too (周一至周五、每天、休息、全天), the notation is
what is kept. Holidays (PH) are not told: a phone in a valley does not know the year's calendar.
"""

import re
from typing import Final

DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY: Final = 24 * 60
ALWAYS: Final = "24/7"
MAX_TEXT: Final = 200
EXAMPLE: Final = "Mo-Fr 09:00-21:00; Sa,Su 10:00-22:00"

Span = tuple[str, str]
Week = tuple[tuple[Span, ...], ...]
"""Seven days, Monday first; each the spans (from, to) of `HH:MM`, sorted, apart, to ≤ `24:00`."""
_Minutes = tuple[int, int]

_CLOCK: Final = r"([0-9]{1,2}):([0-9]{2})"
_SPAN: Final = re.compile(rf"{_CLOCK}-{_CLOCK}")
_RULE: Final = re.compile(r"(?P<days>[A-Za-z,\- ]*?) *(?P<times>[0-9].*|off|closed)", re.DOTALL)
_DAY_RANGE: Final = re.compile(r"([A-Z][a-z])(?:-([A-Z][a-z]))?")
_CHINESE_DAYS: Final = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_WORDS: Final = (("每天", ""), ("每日", ""), ("休息", " off"), ("全天", " 00:00-24:00"))
_MARKS: Final = str.maketrans("：；，、～~—–－至到", ":;,,-------")
_WIDE: Final = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF1A)}


class HoursFault(ValueError):
    """Text that is no opening hours; the message is Chinese and says what to write instead."""


def parse_hours(text: str) -> Week:
    """The week that `text` means; seven empty days for empty text. Raises HoursFault."""
    if len(text) > MAX_TEXT:
        raise HoursFault(f"营业时间不能超过 {MAX_TEXT} 个字")
    plain = _plain(text)
    if plain == ALWAYS:
        return _split([[(0, DAY)]] * 7)
    days: list[list[_Minutes]] = [[] for _ in DAYS]
    for rule in filter(None, (part.strip() for part in plain.split(";"))):
        chosen, spans = _read_rule(rule)
        for day in chosen:
            days[day] = spans
    week = _split(days)
    if plain and not any(week):
        raise HoursFault(f"没有写哪天营业，请写成 {EXAMPLE}")
    if len(hours_text(week)) > MAX_TEXT:
        raise HoursFault("营业时段太多，请合并一些")
    return week


def hours_text(week: Week) -> str:
    """The one canonical text of a week; empty when it is never open."""
    if all(day == (("00:00", "24:00"),) for day in week):
        return ALWAYS
    days_of: dict[str, list[int]] = {}
    for day, times in enumerate(_joined(week)):
        if times:
            days_of.setdefault(times, []).append(day)
    return "; ".join(f"{_day_names(days)} {times}" for times, days in days_of.items())


def is_open(week: Week, weekday: int, hhmm: str) -> bool:
    """Whether it is open on ISO `weekday` (1 Monday … 7 Sunday) at `HH:MM` or `HHMM`."""
    at = f"{hhmm[:2]}:{hhmm[-2:]}"
    return any(start <= at < end for start, end in week[weekday - 1])


def _plain(text: str) -> str:
    for word, notation in _WORDS:
        text = text.replace(word, notation)
    text = _CHINESE_DAYS.sub(lambda day: DAYS[min("一二三四五六日天".index(day[1]), 6)], text)
    narrow = text.translate(_WIDE).translate(_MARKS)
    return re.sub(r" *([,;:-]) *", r"\1", " ".join(narrow.split()))


def _read_rule(rule: str) -> tuple[list[int], list[_Minutes]]:
    found = _RULE.fullmatch(rule)
    if found is None:
        raise HoursFault(f"看不懂「{rule[:40]}」，请写成 {EXAMPLE}")
    chosen = _read_days(found["days"].strip())
    if found["times"] in ("off", "closed"):
        return chosen, []
    return chosen, [_read_span(part) for part in found["times"].split(",")]


def _read_days(text: str) -> list[int]:
    if not text:
        return list(range(7))
    chosen: list[int] = []
    for part in text.split(","):
        found = _DAY_RANGE.fullmatch(part.strip())
        if found is None or not {found[1], found[2] or found[1]} <= set(DAYS):
            raise HoursFault(f"看不懂星期「{part[:20]}」，请用 {' '.join(DAYS)}")
        first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
        chosen += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return chosen


def _read_span(text: str) -> _Minutes:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise HoursFault(f"看不懂时间「{text[:20]}」，请写成 09:00-21:00")
    start, end = _minute(found[1], found[2]), _minute(found[3], found[4])
    if start in (DAY, end):
        raise HoursFault(f"「{text[:20]}」没有时长；全天请写 00:00-24:00")
    return start, end if end > start else end + DAY


def _minute(hours: str, minutes: str) -> int:
    minute = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or minute > DAY:
        raise HoursFault(f"没有 {hours}:{minutes} 这个时间")
    return minute


def _split(days: list[list[_Minutes]]) -> Week:
    """Spans past midnight belong, from then on, to the next day; touching ones become one."""
    cut: list[list[_Minutes]] = [[] for _ in DAYS]
    for day, spans in enumerate(days):
        for start, end in spans:
            cut[day].append((start, min(end, DAY)))
            if end > DAY:
                cut[(day + 1) % 7].append((0, end - DAY))
    return tuple(tuple((_text(a), _text(b)) for a, b in _merged(spans)) for spans in cut)


def _merged(spans: list[_Minutes]) -> list[_Minutes]:
    merged: list[_Minutes] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _joined(week: Week) -> list[str]:
    """The times of each day as written: a night is one span of the day it begins on."""
    nights = [_is_night(week, day) for day in range(7)]
    return [
        ",".join(
            f"{start}-{week[(day + 1) % 7][0][1] if end == '24:00' and nights[day] else end}"
            for start, end in week[day]
            if not (start == "00:00" and nights[day - 1])
        )
        for day in range(7)
    ]


def _is_night(week: Week, day: int) -> bool:
    """The last span of the day goes on after midnight, and both together stay below a day."""
    if not week[day] or not week[(day + 1) % 7]:
        return False
    (start, end), (dawn, until) = week[day][-1], week[(day + 1) % 7][0]
    return end == "24:00" and dawn == "00:00" and "00:00" < until < start


def _day_names(days: list[int]) -> str:
    """Mo-We,Fr; two neighbours are named both."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = [
        f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) > 2 else ",".join(DAYS[d] for d in run)
        for run in runs
    ]
    return ",".join(parts)


def _text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
