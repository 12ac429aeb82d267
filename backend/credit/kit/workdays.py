"""Working days (工作日): weekends, public holidays and swapped days (调休).

Law: 行政处罚法 Art. 85 and 行政许可法 Art. 82 count deadlines in working days;
民法典 Art. 201: the first day is not counted. The days come from the yearly notices
of the State Council's General Office (国办发明电), one file a year in the
holiday-cn format under `data/holidays`. A new year = one new file.

A year without a file falls back to plain weekends, and every deadline that
needed such a year is marked provisional, to be computed again later.
"""

from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

MAX_WORKDAYS = 3660
SATURDAY = 5


class Deadline(msgspec.Struct, frozen=True):
    """A day on which something is due; `provisional` when a year had no published table."""

    day: date
    provisional: bool


class _Day(msgspec.Struct, rename="camel"):
    name: str
    date: date
    is_off_day: bool


class _Year(msgspec.Struct):
    year: int
    papers: list[str]
    days: list[_Day]


class _Calendar(msgspec.Struct, frozen=True):
    years: frozenset[int]
    off: dict[date, bool]
    papers: dict[int, tuple[str, ...]]


@cache
def _calendar() -> _Calendar:
    folder = files("credit.kit") / "data" / "holidays"
    tables = [
        msgspec.json.decode(entry.read_bytes(), type=_Year)
        for entry in folder.iterdir()
        if entry.name.endswith(".json")
    ]
    return _Calendar(
        years=frozenset(table.year for table in tables),
        off={day.date: day.is_off_day for table in tables for day in table.days},
        papers={table.year: tuple(table.papers) for table in tables},
    )


def is_workday(day: date) -> bool:
    """Whether offices work on `day`; in a year without a table: Monday to Friday."""
    return not _calendar().off.get(day, day.weekday() >= SATURDAY)


def is_provisional(day: date) -> bool:
    """Whether the answer for `day` is only the weekend fallback."""
    return day.year not in _calendar().years


@lru_cache(maxsize=4096)
def add_workdays(day: date, n: int) -> Deadline:
    """The n-th working day after `day`, which itself is not counted (民法典 Art. 201).

    `n` = 0 gives `day` itself. Raises ValueError unless 0 ≤ n ≤ 3660, and OverflowError
    past the year 9999.
    """
    if not 0 <= n <= MAX_WORKDAYS:
        raise ValueError(f"n must be from 0 to {MAX_WORKDAYS}")
    provisional, left = False, n
    while left:
        day += timedelta(days=1)
        provisional = provisional or is_provisional(day)
        left -= is_workday(day)
    return Deadline(day, provisional)


def count_workdays(start: date, end: date) -> int:
    """Working days in (start, end]: `count_workdays(d, add_workdays(d, n).day) == n`."""
    return sum(is_workday(start + timedelta(days=i)) for i in range(1, (end - start).days + 1))


def table_ends() -> date:
    """The last day that a published table covers without a gap before it."""
    return date(max(_calendar().years), 12, 31)


def table_days_left(today: date) -> int:
    """Days of published table after `today`; below 60 an alarm is due, negative when run out."""
    return (table_ends() - today).days


def papers(year: int) -> tuple[str, ...]:
    """The notices (国办发明电 numbers) behind a year's table; empty when there is none."""
    return _calendar().papers.get(year, ())
