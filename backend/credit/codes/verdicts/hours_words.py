"""Opening hours in plain Chinese, for pages without scripts. Pure."""

from typing import Final

from credit.subjects.opening_hours import Week

_DAYS: Final = "一二三四五六日"
_ALL_DAY: Final = (("00:00", "24:00"),)
_FEW: Final = 2


def hours_words(week: Week) -> str:
    """`周一至周五 09:00–21:00；周六、周日 10:00–22:00`; 全天营业 and 休息 in words."""
    if all(day == _ALL_DAY for day in week):
        return "每天全天营业"
    days_of: dict[str, list[int]] = {}
    for day, spans in enumerate(week):
        days_of.setdefault(_times(spans), []).append(day)
    return "；".join(f"{_day_words(days)} {times}" for times, days in days_of.items())


def _times(spans: tuple[tuple[str, str], ...]) -> str:
    if not spans:
        return "休息"
    if spans == _ALL_DAY:
        return "全天"
    return "、".join(f"{start}–{end}" for start, end in spans)


def _day_words(days: list[int]) -> str:
    if len(days) == len(_DAYS):
        return "每天"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(_run_words(run) for run in runs)


def _run_words(run: list[int]) -> str:
    names = [f"周{_DAYS[day]}" for day in run]
    return "、".join(names) if len(names) <= _FEW else f"{names[0]}至{names[-1]}"
