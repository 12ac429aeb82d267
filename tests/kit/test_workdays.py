"""Deadlines in working days, against published examples and the calendar's own laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.kit import workdays
from credit.kit.workdays import Deadline, add_workdays, count_workdays, is_workday

days = st.dates(date(2010, 1, 1), date(2030, 12, 31))
covered = st.dates(date(2015, 1, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-02-10", 7, "2026-02-26"),
        ("2026-04-02", 7, "2026-04-14"),
        ("2026-06-17", 7, "2026-06-29"),
        ("2026-09-30", 7, "2026-10-15"),
        ("2025-09-26", 7, "2025-10-13"),
        ("2020-01-17", 7, "2020-02-04"),  # the COVID extension
        ("2026-02-13", 3, "2026-02-25"),
    ],
)
def test_published_examples(start: str, n: int, due: str) -> None:
    expected = Deadline(date.fromisoformat(due), provisional=False)
    assert add_workdays(date.fromisoformat(start), n) == expected


def test_swapped_weekend_days_of_2026_are_worked() -> None:
    first = date(2026, 1, 1)
    weekend_work = [
        f"{day:%m-%d}"
        for day in (first + timedelta(days=i) for i in range(365))
        if day.weekday() >= 5 and is_workday(day)
    ]
    assert weekend_work == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


@pytest.mark.parametrize(
    ("year", "worked", "paper"),
    [
        (2015, 5, "国办发明电〔2014〕28号"),
        (2019, 6, "国办发明电〔2019〕3号"),
        (2020, 6, "国办发明电〔2020〕1号"),
        (2023, 7, "国办发明电〔2022〕16号"),
        (2024, 8, "国办发明电〔2023〕7号"),
        (2025, 5, "国办发明电〔2024〕12号"),
        (2026, 6, "国办发明电〔2025〕7号"),
    ],
)
def test_each_year_names_its_notices_and_swaps(year: int, worked: int, paper: str) -> None:
    first = date(year, 1, 1)
    year_days = (first + timedelta(days=i) for i in range(365))
    assert sum(day.weekday() >= 5 and is_workday(day) for day in year_days) == worked
    assert paper in workdays.papers(year)


def test_a_year_without_table_is_provisional() -> None:
    assert add_workdays(date(2026, 12, 21), 7) == Deadline(date(2026, 12, 30), provisional=False)
    assert add_workdays(date(2026, 12, 30), 2) == Deadline(date(2027, 1, 1), provisional=True)
    assert workdays.papers(2027) == ()


def test_days_of_table_left() -> None:
    assert workdays.table_days_left(date(2026, 11, 1)) == 60
    assert workdays.table_days_left(date(2027, 1, 2)) < 0


def test_zero_days_is_the_day_itself_and_nonsense_is_refused() -> None:
    assert add_workdays(date(2026, 10, 1), 0).day == date(2026, 10, 1)
    for n in (-1, 3661):
        with pytest.raises(ValueError, match="from 0"):
            add_workdays(date(2026, 10, 1), n)


@given(days, st.integers(1, 60))
def test_a_deadline_falls_on_a_workday_and_counts_back(start: date, n: int) -> None:
    due = add_workdays(start, n).day
    assert is_workday(due)
    assert count_workdays(start, due) == n


@given(days, st.integers(0, 30), st.integers(0, 30))
def test_deadlines_add_up(start: date, a: int, b: int) -> None:
    assert add_workdays(add_workdays(start, a).day, b).day == add_workdays(start, a + b).day


@given(covered, st.integers(0, 20))
def test_inside_the_tables_nothing_is_provisional(start: date, n: int) -> None:
    assert not add_workdays(start, n).provisional
