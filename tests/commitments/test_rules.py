"""Pure rules of commitments: codes, states, dates, determinations."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.commitments import rules
from credit.commitments.rules import Finding, Performance

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1))


def test_code_is_division_date_serial() -> None:
    assert rules.format_code("630104", date(2026, 11, 3), 7) == "63010420261103000007"
    assert rules.format_code(None, date(2026, 11, 3), 999_999) == "63000020261103999999"


@pytest.mark.parametrize("serial", [0, -1, 1_000_000])
def test_serial_must_fit_into_six_digits(serial: int) -> None:
    with pytest.raises(ValueError, match="six digits"):
        rules.format_code("630104", date(2026, 1, 1), serial)


@pytest.mark.parametrize("text", ["", "6301042026110300000", "6301042026110300000X", "٦" * 20])
def test_other_text_is_no_code(text: str) -> None:
    assert not rules.is_code(text)


@pytest.mark.parametrize(
    ("made", "until", "withdrawn", "on", "active"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), False, date(2026, 12, 31), True),
        (date(2026, 1, 1), date(2026, 12, 31), False, date(2027, 1, 1), False),
        (date(2026, 1, 1), None, False, date(2099, 1, 1), True),
        (date(2026, 1, 1), None, True, date(2026, 1, 2), False),
        (date(2026, 1, 2), None, False, date(2026, 1, 1), False),
    ],
)
def test_is_active(made: date, until: date | None, withdrawn: bool, on: date, active: bool) -> None:
    assert rules.is_active(made, until, withdrawn=withdrawn, on=on) is active


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 3), 12, date(2027, 11, 3)),
        (date(2026, 11, 3), -36, date(2023, 11, 3)),
    ],
)
def test_add_months(day: date, months: int, result: date) -> None:
    assert rules.add_months(day, months) == result


@given(DAYS, st.integers(min_value=0, max_value=120))
def test_add_months_never_skips_a_month(day: date, months: int) -> None:
    later = rules.add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months


FOUND = Finding(Performance.KEPT, date(2026, 6, 1), "", "", "法")


def _faults(performance: Performance, **changes: Any) -> list[str]:
    found = FOUND._replace(performance=performance, **changes)
    faults = rules.determination_faults(found, made_on=date(2026, 1, 1), today=date(2026, 11, 1))
    return [field for field, _ in faults]


def test_kept_needs_nothing_more() -> None:
    assert _faults(Performance.KEPT) == []


def test_unfulfilled_parts_iff_not_kept() -> None:
    assert _faults(Performance.BROKEN) == ["unfulfilled", "liabilityOutcome"]
    assert _faults(Performance.PARTLY, unfulfilled="拒绝退货") == ["liabilityOutcome"]
    assert _faults(Performance.KEPT, unfulfilled="拒绝退货") == ["unfulfilled"]
    assert _faults(Performance.BROKEN, unfulfilled="拒绝退货", liability_outcome="公示") == []


def test_a_breach_needs_its_legal_basis() -> None:
    failed = {"unfulfilled": "拒绝退货", "liability_outcome": "公示", "legal_basis": " "}
    assert _faults(Performance.BROKEN, **failed) == ["legalBasis"]
    assert _faults(Performance.KEPT, legal_basis="") == []


def test_determination_between_promise_and_today() -> None:
    assert _faults(Performance.KEPT, determined_on=date(2025, 12, 31)) == ["determinedOn"]
    assert _faults(Performance.KEPT, determined_on=date(2026, 11, 2)) == ["determinedOn"]
    assert _faults(Performance.UNKNOWN) == ["performance"]


def test_every_state_has_both_names() -> None:
    for state in Performance:
        assert rules.performance_name(state) != rules.performance_name(state, english=True)
