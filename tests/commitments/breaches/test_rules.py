"""The machine, its twin in the database, the numbers and the rule file."""

import re
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.breaches.rig import make_rig
from credit.commitments.breaches.numbers import make_number, read_number
from credit.commitments.breaches.rule_file import (
    due_after,
    ladder_on,
    limit_on,
    load_rules,
    period_on,
)
from credit.commitments.breaches.rules import (
    ACTION_NAMES,
    CLOSED,
    EDGES,
    PERIODS,
    STATUS_NAMES,
    Action,
    Role,
    Severity,
    Status,
    report_faults,
)
from credit.kit.db import Connection

MIGRATIONS = Path(__file__).parents[3] / "backend/credit/migrations"
TODAY = date(2026, 6, 17)


def test_every_open_state_has_a_period_and_an_end_is_reached() -> None:
    assert set(PERIODS) == set(Status) - CLOSED
    assert set(STATUS_NAMES) == set(Status)
    assert set(ACTION_NAMES) == set(Action)
    reached, fresh = {Status.SUBMITTED}, {Status.SUBMITTED}
    while fresh:
        fresh = {edge.after for edge in EDGES if edge.before in fresh} - reached
        reached |= fresh
    assert reached == set(Status)


def test_nothing_is_decided_before_the_merchant_could_reply() -> None:
    """Every way to a decision leads through a reply or its lapse."""
    without = [edge for edge in EDGES if edge.action not in (Action.REPLY, Action.LAPSE)]
    reached = {Status.SUBMITTED}
    for _ in EDGES:
        reached |= {edge.after for edge in without if edge.before in reached}
    assert not reached & {Status.UPHELD, Status.NOT_UPHELD, Status.FINAL, Status.CHANGED}


def test_only_officers_decide() -> None:
    decisions = {Action.UPHOLD, Action.REJECT, Action.CONFIRM, Action.CHANGE, Action.CANCEL}
    assert {edge.role for edge in EDGES if edge.action in decisions} == {Role.OFFICER}


def test_the_database_knows_the_same_edges() -> None:
    text = next(
        path.read_text(encoding="utf-8")
        for path in sorted(MIGRATIONS.glob("*.py"), reverse=True)
        if "check_breach_edge" in path.read_text(encoding="utf-8")
    )
    assert set(re.findall(r"'(\w+>\w+)'", text)) == {f"{e.before}>{e.after}" for e in EDGES}


async def test_the_database_refuses_an_edge_that_there_is_not(
    client: object, db: Connection
) -> None:
    rig = await make_rig(client)  # type: ignore[arg-type]
    await rig.report()
    for status in ("hearing", "upheld", "final", "nonsense"):
        with pytest.raises(asyncpg.CheckViolationError):
            async with db.transaction():
                await db.execute("UPDATE breach_case SET status = $1", status)


@given(st.integers(0, 10**10 - 1), st.integers(0, 11), st.integers(1, 9))
def test_a_wrong_digit_is_noticed(seed: int, place: int, by: int) -> None:
    number = make_number()
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert read_number(number) == number
    assert read_number(wrong) is None
    place = min(place, 10)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or read_number(swapped) is None


def test_a_number_is_read_as_people_type_it() -> None:
    number = make_number()
    assert read_number(f" {number[:4]}－{number[4:8]} {number[8:]} ") == number
    assert [read_number(text) for text in ("", "1", number + "0", "x" * 12)] == [None] * 4


def test_periods_count_working_days() -> None:
    due = due_after(Status.REPLYING, TODAY)
    assert due is not None
    assert due.day == date(2026, 6, 25)  # 端午 lies between
    assert due_after(Status.FINAL, TODAY) is None
    late = due_after(Status.HEARING, date(2026, 12, 30))
    assert late is not None and late.provisional  # no table for that year yet


def test_the_rule_file_has_no_gap() -> None:
    for day in (date(2025, 1, 1), TODAY, date(2030, 1, 1)):
        assert {period_on(name, day).id for name in PERIODS.values()} == set(PERIODS.values())
        assert {limit_on(one, day) > 0 for one in ("reports_a_day", "days_back", "keep_months")}
        assert {ladder_on(severity, day).severity for severity in Severity} == set(Severity)
    assert all(one.legal_basis for one in (*load_rules().period, *load_rules().limit))


@pytest.mark.parametrize(
    ("happened_on", "fault"),
    [
        (TODAY, ""),
        (TODAY + timedelta(days=1), "晚于今天"),
        (TODAY - timedelta(days=41), "才作出"),
        (TODAY - timedelta(days=5), ""),
        (TODAY - timedelta(days=4), "已经结束"),
    ],
)
def test_the_day_of_a_breach_lies_in_the_promise(happened_on: date, fault: str) -> None:
    ended = TODAY - timedelta(days=5) if happened_on < TODAY else None
    made = TODAY - timedelta(days=40)
    found = report_faults(happened_on, made_on=made, ended_on=ended, today=TODAY, days=365)
    assert [field for field, _ in found] == (["happenedOn"] if fault else [])
    assert fault in "".join(text for _, text in found)
