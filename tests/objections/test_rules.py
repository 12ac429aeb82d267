"""The pure rules of objections, by tables."""

from datetime import date

import pytest

from credit.kit.db import Connection
from credit.objections import rules
from credit.objections.rules import Correction, Grounds, State, Target

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("filed", "acknowledge", "answer", "provisional"),
    [
        (date(2026, 2, 10), date(2026, 2, 13), date(2026, 2, 26), False),  # Spring Festival
        (date(2026, 9, 30), date(2026, 10, 10), date(2026, 10, 15), False),  # a swapped Saturday
        (date(2026, 6, 17), date(2026, 6, 23), date(2026, 6, 29), False),  # Dragon Boat Festival
        (date(2026, 12, 30), date(2027, 1, 4), date(2027, 1, 8), True),  # no table for 2027 yet
    ],
)
def test_days_are_working_days(
    filed: date, acknowledge: date, answer: date, provisional: bool
) -> None:
    days = rules.deadlines_of(filed)
    assert (days.acknowledge_by.day, days.answer_by.day) == (acknowledge, answer)
    assert days.provisional is provisional


def test_every_choice_has_a_name() -> None:
    assert set(rules.STATE_NAMES) == set(State)
    assert set(rules.GROUNDS_NAMES) == set(Grounds)
    assert set(rules.CORRECTION_NAMES) == set(Correction)
    assert set(rules.GROUNDS_OF) == set(rules.CORRECTIONS_OF) == set(rules.TARGET_NAMES)
    assert set(rules.REACHED_FROM) == set(State)


def test_what_ended_goes_nowhere_but_to_a_review() -> None:
    ended = set(State) - set(rules.OPEN)
    for before in ended:
        after = {state for state in State if rules.may_reach(before, state)}
        assert after <= {State.REVIEWING}


@pytest.mark.parametrize(
    ("target", "state", "correction", "until", "field"),
    [
        (Target.FACT, State.UPHELD, Correction.WITHDRAWAL, None, ""),
        (Target.FACT, State.UPHELD, Correction.PERIOD, date(2026, 12, 1), ""),
        (Target.GRADE, State.UPHELD, Correction.RECKONED_ANEW, None, ""),
        (Target.FACT, State.REJECTED, None, None, ""),
        (Target.FACT, State.UPHELD, None, None, "correction"),
        (Target.FACT, State.UPHELD, Correction.RECKONED_ANEW, None, "correction"),
        (Target.GRADE, State.UPHELD, Correction.WITHDRAWAL, None, "correction"),
        (Target.FACT, State.REJECTED, Correction.WITHDRAWAL, None, "correction"),
        (Target.FACT, State.FINAL, None, date(2026, 12, 1), "correction"),
        (Target.FACT, State.UPHELD, Correction.PERIOD, None, "publicityUntil"),
        (Target.FACT, State.UPHELD, Correction.WITHDRAWAL, date(2026, 12, 1), "publicityUntil"),
        (Target.FACT, State.UPHELD, Correction.PERIOD, date(1026, 12, 1), "publicityUntil"),
    ],
)
def test_a_decision_fits_what_it_is_about(
    target: Target, state: State, correction: Correction | None, until: date | None, field: str
) -> None:
    faults = rules.decision_faults(target, state, correction, until, today=TODAY)
    assert [fault[0] for fault in faults] == ([field] if field else [])


async def test_the_database_knows_the_same_steps(db: Connection) -> None:
    """The trigger lets through just the pairs of `REACHED_FROM`."""
    source: str = await db.fetchval(
        "SELECT prosrc FROM pg_proc WHERE proname = 'objection_step_allowed'"
    )
    for before in State:
        for after in State:
            if before is not after:
                there = f"('{before}', '{after}')" in source
                assert there is rules.may_reach(before, after), f"{before} → {after}"
