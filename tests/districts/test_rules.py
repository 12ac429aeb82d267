"""Entry, exit and the states of a district: tables, and what must hold in every case."""

from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.districts.rules.entering import Host, Place, Standing, check_entry
from credit.districts.rules.leaving import MemberStanding, exit_texts, find_concerns
from credit.districts.rules.membership_rules import MembershipRules, entry_texts
from credit.districts.rules.names import Outcome, Status
from credit.districts.rules.reviewing import (
    ALLOWED,
    Case,
    is_due,
    review_due,
    review_faults,
    status_after,
)

TODAY = date(2026, 11, 24)
INSIDE = Place("exact", is_inside=True)
RULES = MembershipRules()
HOST = Host("示例步行街", RULES, charter=2, demo=True)
GOOD = Standing("B", 1, 0, INSIDE, demo=True, accepted=2)


def failed(host: Host, standing: Standing) -> list[str]:
    checks = check_entry(host, standing)
    assert all(check.how_to_fix for check in checks if not check.ok)
    return [check.id for check in checks if not check.ok]


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({}, []),
        ({"grade": "A"}, []),
        ({"grade": "C"}, ["grade"]),
        ({"grade": "N"}, ["grade"]),
        ({"commitments": 0}, ["commitments"]),
        ({"serious_records": 1}, ["serious"]),
        ({"place": Place("")}, ["inside"]),
        ({"place": Place("county", is_inside=True)}, ["inside"]),
        ({"place": Place("street", is_inside=True)}, []),
        ({"place": Place("exact", metres=120)}, ["inside"]),
        ({"accepted": 1}, ["charter"]),
        ({"accepted": None}, []),  # not yet asked
        ({"demo": False}, ["demo"]),
        ({"elsewhere": "示例后街"}, ["one_district"]),
        (
            {"grade": "D", "commitments": 0, "serious_records": 2},
            ["grade", "commitments", "serious"],
        ),
    ],
)
def test_entry(change: dict[str, Any], rules: list[str]) -> None:
    assert failed(HOST, GOOD._replace(**change)) == rules


def test_words_of_the_position_rule() -> None:
    def found(place: Place) -> str:
        checks = check_entry(HOST, GOOD._replace(place=place))
        return next(check.found for check in checks if check.id == "inside")

    assert found(Place("county")) == "位置只到县区，请先标注店铺位置"
    assert found(Place("")) == "还没有店铺位置，请先标注"
    assert found(Place("exact", metres=120)) == "在范围外，离边界约 120 米"


def test_a_district_sets_its_own_rules() -> None:
    open_rules = MembershipRules(
        min_grade="D", allow_ungraded=True, min_commitments=0, inside=False,
        no_open_serious_record=False, charter_accepted=False,
    )  # fmt: skip
    host = HOST._replace(rules=open_rules, charter=None)
    assert failed(host, Standing("N", 0, 3, Place(""), demo=True)) == []
    assert [rule.id for rule in entry_texts(open_rules)] == ["grade"]


def test_without_a_charter_nobody_enters() -> None:
    assert failed(HOST._replace(charter=None), GOOD._replace(accepted=None)) == ["charter"]


@given(
    st.builds(MembershipRules, min_grade=st.sampled_from("ABCD"), allow_ungraded=st.booleans(),
              min_commitments=st.integers(0, 7), inside=st.booleans(),
              no_open_serious_record=st.booleans(), charter_accepted=st.booleans())
)  # fmt: skip
def test_checks_follow_the_rules_as_they_are_told(rules: MembershipRules) -> None:
    checks = check_entry(HOST._replace(rules=rules), GOOD)
    assert [(c.id, c.text) for c in checks] == [(t.id, t.text) for t in entry_texts(rules)]


FINE = MemberStanding(None, 1, 0, INSIDE)


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({}, []),
        ({"low_since": TODAY - timedelta(days=29)}, []),
        ({"low_since": TODAY - timedelta(days=30)}, ["low_grade"]),
        ({"place": Place("county", metres=900)}, []),  # unknown is not outside
        ({"place": Place("")}, []),
        ({"place": Place("street", metres=40)}, ["left_area"]),
        ({"commitments": 0}, ["commitments"]),
        ({"serious_records": 1}, ["serious"]),
        ({"breaches": 1}, ["breach"]),
    ],
)
def test_exit(change: dict[str, Any], rules: list[str]) -> None:
    concerns = find_concerns(RULES, FINE._replace(**change), [], TODAY)
    assert [concern.id for concern in concerns] == rules
    assert all(c.set_right_by == TODAY + timedelta(days=30) for c in concerns)


def test_a_concern_keeps_its_day_and_a_new_one_gets_its_own() -> None:
    first = find_concerns(RULES, FINE._replace(commitments=0), [], TODAY)
    later = TODAY + timedelta(days=10)
    both = FINE._replace(commitments=0, serious_records=1)
    kept, new = find_concerns(RULES, both, first, later)
    assert (kept.noted_on, new.noted_on) == (TODAY, later)
    assert find_concerns(RULES, FINE, [kept, new], later) == [], "set right: nothing is left of it"


def test_exit_rules_say_that_a_person_decides() -> None:
    texts = {rule.id: rule.text for rule in exit_texts(RULES)}
    assert texts["low_grade"] == "等级低于中（C）连续满 30 天"
    assert "由工作人员决定" in texts["period"]


def case(status: Status, outcome: Outcome, **more: Any) -> Case:
    due = TODAY + timedelta(days=30) if outcome == "rectifying" else None
    plain: dict[str, Any] = {"grade": "A", "charter": True, "rectify_by": due}
    return Case(status, outcome, 2026, TODAY, **plain | more)


ALL_STATES = [(s, o) for s in get_args(Status) for o in get_args(Outcome)]


@pytest.mark.parametrize(("status", "outcome"), ALL_STATES)
def test_every_state_and_outcome(status: Status, outcome: Outcome) -> None:
    faults = review_faults(case(status, outcome))
    if outcome in ALLOWED[status]:
        assert faults == []
        after = status_after(status, outcome)
        assert after in get_args(Status)
        assert (review_due(outcome, TODAY, None) is None) == (
            outcome in ("struck_off", "rectifying")
        )
    else:
        assert faults[0][0] == "outcome"


@pytest.mark.parametrize(
    ("status", "outcome", "after"),
    [
        ("proposed", "named", "named"),
        ("named", "kept", "named"),
        ("raised", "kept", "raised"),
        ("rectifying", "kept", "named"),
        ("named", "raised", "raised"),
        ("raised", "rectifying", "rectifying"),
        ("rectifying", "struck_off", "struck_off"),
    ],
)
def test_where_outcomes_lead(status: Status, outcome: Outcome, after: Status) -> None:
    assert status_after(status, outcome) == after


@pytest.mark.parametrize(
    ("given_case", "field"),
    [
        (case("proposed", "named", charter=False), "outcome"),
        (case("named", "raised", grade="C"), "outcome"),
        (case("named", "raised", grade="N"), "outcome"),
        (case("named", "kept", last_year=2026), "year"),
        (case("named", "kept")._replace(year=2024), "year"),
        (case("named", "kept")._replace(year=2027), "year"),
        (case("named", "rectifying", rectify_by=None), "rectifyBy"),
        (case("named", "rectifying", rectify_by=TODAY + timedelta(days=14)), "rectifyBy"),
        (case("named", "rectifying", rectify_by=TODAY + timedelta(days=181)), "rectifyBy"),
        (case("named", "kept", rectify_by=TODAY + timedelta(days=30)), "rectifyBy"),
    ],
)
def test_faults_of_reviews(given_case: Case, field: str) -> None:
    assert [fault[0] for fault in review_faults(given_case)] == [field]


def test_reviews_that_may_be_repeated_in_a_year() -> None:
    assert review_faults(case("rectifying", "kept", last_year=2026)) == []
    assert review_faults(case("named", "rectifying", last_year=2026)) == []
    assert review_faults(case("named", "kept", last_year=2025)) == []


def test_when_a_review_is_due() -> None:
    assert review_due("named", TODAY, None) == date(2027, 11, 24)
    by = TODAY + timedelta(days=60)
    assert review_due("rectifying", TODAY, by) == by
    assert is_due(TODAY + timedelta(days=30), TODAY)
    assert not is_due(TODAY + timedelta(days=31), TODAY)
    assert not is_due(None, TODAY)
