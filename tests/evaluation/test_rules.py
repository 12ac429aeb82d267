"""The pure rule: what counts, how long, and what may never happen."""

import random
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit.evaluation.model import Model
from credit.evaluation.model_file import model_on
from credit.evaluation.rules import (
    Evidence,
    Result,
    add_months,
    effects_on,
    evaluate,
)
from evaluation.evidence import TODAY, evidence, random_evidence

MODEL = model_on(TODAY)
GRADES = "ABCD"


@st.composite
def records(draw: st.DrawFn, max_size: int = 25) -> list[Evidence]:
    seed, count = draw(st.integers(0, 2**32)), draw(st.integers(0, max_size))
    chance = random.Random(seed)
    return [random_evidence(chance) for _ in range(count)]


def run(*given_records: Evidence, on: date = TODAY, model: Model = MODEL) -> Result:
    return evaluate(model, given_records, on)


def test_nothing_known_is_no_grade() -> None:
    result = run()
    assert (result.grade, result.score, result.record_count, result.moves) == ("N", None, 0, ())


def test_one_record_is_too_little() -> None:
    assert run(evidence("licence")).grade == "N"


def test_a_clean_merchant_is_good() -> None:
    assert run(evidence("licence"), evidence("licence", title="二")).grade == "B"


def test_the_list_alone_makes_d_even_with_little_data() -> None:
    result = run(evidence("serious_dishonesty", 3))
    assert (result.grade, result.cap) == ("D", "serious_dishonesty")


def test_leaving_the_list_ends_the_limit() -> None:
    listed = evidence("serious_dishonesty", 3, publicity_until=TODAY)
    result = run(evidence("licence"), evidence("licence", title="二"), listed)
    assert (result.grade, result.cap) == ("B", "")


@pytest.mark.parametrize(
    "change",
    [
        {"state": "repaired"}, {"state": "withdrawn"}, {"withheld": True}, {"is_current": False},
        {"legal_basis": ""}, {"publicity_until": TODAY}, {"decided_on": TODAY + timedelta(1)},
    ],
)  # fmt: skip
def test_unfit_records_do_not_count(change: dict[str, object]) -> None:
    assert run(msgspec.structs.replace(evidence("penalty", 2), **change)).moves == ()


def test_an_effect_ends_at_the_longest_publicity_at_the_latest() -> None:
    fine = evidence("penalty", 2, decided_on=date(2026, 1, 31), publicity_until=date(2099, 12, 31))
    [move] = run(fine).moves
    assert move.ends_on == date(2027, 1, 31)
    assert run(fine, on=date(2027, 1, 30)).moves
    assert not run(fine, on=date(2027, 1, 31)).moves


def test_publicity_ends_an_effect_earlier() -> None:
    until = TODAY + timedelta(9)
    [move] = run(evidence("penalty", 2, publicity_until=until)).moves
    assert move.ends_on == until
    assert f"{until.year}年{until.month}月{until.day}日自动停止影响" in move.remedy


def test_the_remedy_says_from_when_a_repair_can_be_asked() -> None:
    [move] = run(evidence("penalty", 2, decided_on=date(2026, 11, 1))).moves
    assert "整改完成" in move.remedy and "满3个月（2027年2月1日）" in move.remedy


def test_linear_decay_shrinks_evenly_and_ends() -> None:
    kept = evidence("commitment_performance", decided_on=date(2026, 5, 1))
    points = [sum(m.points for m in run(kept, on=date(2026, 5, 1) + timedelta(d)).moves)
              for d in range(760)]  # fmt: skip
    assert points[0] == 15 and points == sorted(points, reverse=True)
    assert points[365] == 8 and points[730] == 1 and points[731] == 0


def test_an_expired_basis_takes_the_effect_with_it() -> None:
    ended = msgspec.structs.replace(
        MODEL,
        bases=tuple(msgspec.structs.replace(b, until=TODAY - timedelta(1)) for b in MODEL.bases),
    )
    assert effects_on(ended, TODAY) == ()
    assert run(evidence("penalty", 3), model=ended).grade == "N"


def test_a_missing_basis_is_refused() -> None:
    bare = msgspec.structs.replace(
        MODEL, effects=tuple(msgspec.structs.replace(e, legal_basis=()) for e in MODEL.effects)
    )
    assert effects_on(bare, TODAY) == ()


def test_a_named_facet_goes_before_any_facet() -> None:
    [national] = run(evidence("honour", facet="national_honour", decided_on=TODAY)).moves
    [other] = run(evidence("honour", facet="county_honour", decided_on=TODAY)).moves
    assert (national.indicator, national.points) == ("honour", 40)
    assert (other.indicator, other.points) == ("local_honour", 15)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 36, date(2029, 12, 1)),
        (date(9999, 5, 31), 120, date(9999, 5, 31)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(records())
@settings(max_examples=150)
def test_the_order_of_records_does_not_matter(some: list[Evidence]) -> None:
    assert run(*some) == run(*reversed(some)) == run(*sorted(some, key=lambda r: r.record_id))


@given(records())
@settings(max_examples=150)
def test_moves_and_base_points_give_the_points(some: list[Evidence]) -> None:
    result = run(*some)
    for indicator, points in zip(MODEL.indicators, result.points, strict=True):
        own = [m for m in result.moves if m.indicator == indicator.code]
        assert indicator.base + sum(m.points for m in own) == points
        assert 0 <= points <= indicator.weight
        assert all(0 <= m.points * m.full_points <= m.full_points**2 for m in own)
    assert result.score is None or 0 <= result.score == sum(result.points) <= 1000
    assert (result.score is None) == (result.grade == "N")


@given(
    records(), st.integers(1, 3), st.sampled_from(sorted({e.record_class for e in MODEL.effects}))
)
@settings(max_examples=150)
def test_a_negative_record_never_helps(some: list[Evidence], severity: int, kind: str) -> None:
    before = run(*some)
    after = run(*some, evidence(kind, severity, record_id="ffffffff-0"))
    assert sum(after.points) <= sum(before.points)
    if before.grade != "N":
        assert after.grade >= before.grade


@given(records())
@settings(max_examples=50)
def test_everything_negative_ends_by_itself(some: list[Evidence]) -> None:
    result = run(*some)
    assert all(m.ends_on for m in result.moves if m.points < 0)
    later = run(*some, on=add_months(TODAY, 37))
    assert all(m.points >= 0 for m in later.moves)
    assert later.grade in "ABCN"


@given(records(), st.integers(0, 2500))
@settings(max_examples=50)
def test_a_move_lasts_until_the_day_it_says(some: list[Evidence], days: int) -> None:
    day = TODAY + timedelta(days)
    ends = {m.record_id: m.ends_on for m in run(*some).moves}
    for move in run(*some, on=day).moves:
        assert ends.get(move.record_id, date.max) is None or day < (move.ends_on or date.max)
