"""Who may have a perk, and how it is explained."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.perks.programme.rules.eligibility import (
    FACT_WORDS,
    AllOf,
    AnyOf,
    Condition,
    Fact,
    Facts,
    NeedsAge,
    NeedsArea,
    NeedsCommitment,
    NeedsFact,
    NeedsGrade,
    NeedsTrade,
    age_on,
    explain,
    is_within,
    kinds_needed,
    rule_faults,
)

TODAY = date(2026, 11, 30)
HOURS = NeedsFact(kind="volunteer", at_least=20, months=12)


def person(*facts: Fact, **more: Any) -> Facts:
    return Facts(audience="citizen", facts=facts, **more)


def merchant(**more: Any) -> Facts:
    return Facts(audience="merchant", **more)


@pytest.mark.parametrize(
    ("facts", "met", "found", "remedy"),
    [
        ((), False, "没有带来这类记录", "还差 20 小时"),
        ((Fact("volunteer", 19, TODAY),), False, "已有 19 小时", "还差 1 小时"),
        ((Fact("volunteer", 20, TODAY),), True, "已有 20 小时", ""),
        ((Fact("volunteer", 12, TODAY), Fact("volunteer", 9, TODAY)), True, "已有 21 小时", ""),
        ((Fact("blood_donation", 20, TODAY),), False, "没有带来这类记录", "还差 20 小时"),
        ((Fact("volunteer", 20, date(2025, 11, 30)),), True, "已有 20 小时", ""),
        ((Fact("volunteer", 20, date(2025, 11, 29)),), False, "没有带来这类记录", "还差 20 小时"),
    ],
)
def test_facts_count_within_their_months(
    facts: tuple[Fact, ...], met: bool, found: str, remedy: str
) -> None:
    answer = explain(HOURS, person(*facts), TODAY)
    (check,) = answer.checks
    assert (answer.eligible, check.met, check.found, check.remedy) == (met, met, found, remedy)
    assert check.condition == "近 12 个月志愿服务满 20 小时" and check.group == 0


def test_without_months_any_time_counts() -> None:
    old = Fact("honour", 1, date(1990, 1, 1))
    answer = explain(NeedsFact(kind="honour"), person(old), TODAY)
    assert answer.eligible and answer.checks[0].condition == "守信荣誉满 1 项"


@pytest.mark.parametrize(
    ("born", "rule", "met", "words"),
    [
        (date(1966, 11, 30), NeedsAge(at_least=60), True, "年满 60 周岁"),
        (date(1966, 12, 1), NeedsAge(at_least=60), False, "年满 60 周岁"),
        (date(1996, 11, 29), NeedsAge(at_most=30), True, "不超过 30 周岁"),
        (date(1995, 11, 30), NeedsAge(at_most=30), False, "不超过 30 周岁"),
        (date(2000, 1, 1), NeedsAge(at_least=18, at_most=26), True, "18–26 周岁"),
        (None, NeedsAge(at_least=0), False, "年满 0 周岁"),
    ],
)
def test_ages_in_full_years(born: date | None, rule: NeedsAge, met: bool, words: str) -> None:
    (check,) = explain(rule, person(born_on=born), TODAY).checks
    assert (check.met, check.condition) == (met, words)
    assert ("没有带来出生日期" in check.found) == (born is None) == bool(check.remedy)
    if born:
        assert check.found == f"{age_on(born, TODAY)} 周岁"


def test_a_leap_day_child_is_older_on_the_first_of_march() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("division", "area", "inside"),
    [
        ("630104", "630104", True),
        ("630104", "630100", True),
        ("630104", "630000", True),
        ("630104", "630200", False),
        ("630104", "630105", False),
        ("632801", "632800", True),
    ],
)
def test_areas_hold_their_parts(division: str, area: str, inside: bool) -> None:
    assert is_within(division, area) is inside
    answer = explain(NeedsArea(divisions=("639900", area)), person(division=division), TODAY)
    assert answer.eligible is inside
    assert answer.checks[0].found == ("在规定地区" if inside else "不在规定地区")
    assert answer.checks[0].condition == "在规定的地区内" and not answer.checks[0].remedy


def test_a_missing_area_says_what_to_do_to_people_only() -> None:
    rule = NeedsArea(divisions=("630100",))
    (check,) = explain(rule, person(), TODAY).checks
    assert not check.met and check.found == "没有带来所在地区" and "我带来的条件" in check.remedy
    assert explain(rule, merchant(), TODAY).checks[0].remedy == ""


@pytest.mark.parametrize(
    ("grade", "wanted", "met"),
    [("A", "A", True), ("B", "A", False), ("B", "B", True), ("C", "B", False), ("A", "C", True),
     ("C", "C", True), ("D", "C", False), ("N", "C", False)],
)  # fmt: skip
def test_grades_of_merchants(grade: str, wanted: Any, met: bool) -> None:
    (check,) = explain(NeedsGrade(at_least=wanted), merchant(grade=grade), TODAY).checks
    assert check.met is met and check.condition == f"信用等级 {wanted} 级及以上"
    assert check.found == ("信息不足，暂无等级" if grade == "N" else f"当前 {grade} 级")
    assert bool(check.remedy) is not met


def test_trades_and_commitments_of_merchants() -> None:
    trade = NeedsTrade(trades=("餐饮", "住宿"))
    assert explain(trade, merchant(trade="住宿"), TODAY).eligible
    (check,) = explain(trade, merchant(), TODAY).checks
    assert (check.met, check.found, check.condition) == (False, "没有登记行业", "行业：餐饮、住宿")
    promise = NeedsCommitment(templates=("no_reason_return",))
    held = explain(promise, merchant(commitments=frozenset({"no_reason_return"})), TODAY)
    assert held.eligible and (held.checks[0].found, held.checks[0].remedy) == ("正在履行", "")
    (check,) = explain(promise, merchant(), TODAY).checks
    assert (check.found, check.remedy) == ("没有正在履行的这类承诺", "签署承诺后即可")
    assert check.condition == "公开信用承诺"


def test_all_and_any_show_every_condition_and_group_the_alternatives() -> None:
    rule = AllOf(
        (
            NeedsAge(at_least=18),
            AnyOf((HOURS, NeedsFact(kind="blood_donation"))),
            AnyOf((NeedsFact(kind="honour"), AllOf((NeedsFact(kind="booking"),)))),
        )
    )
    facts = person(Fact("blood_donation", 1, TODAY), born_on=date(2000, 1, 1))
    answer = explain(rule, facts, TODAY)
    assert not answer.eligible
    assert [(c.met, c.group) for c in answer.checks] == [
        (True, 0), (False, 1), (True, 1), (False, 2), (False, 2),
    ]  # fmt: skip
    facts = person(*facts.facts, Fact("booking", 1, TODAY), born_on=facts.born_on)
    assert explain(rule, facts, TODAY).eligible
    assert kinds_needed(rule) == {"age", "volunteer", "blood_donation", "honour", "booking"}
    assert kinds_needed(NeedsArea(divisions=("630100",))) == {"area"}
    assert kinds_needed(NeedsGrade(at_least="A")) == frozenset()


def test_everybody_means_everybody() -> None:
    assert explain(AllOf(), person(), TODAY) == explain(AllOf(), merchant(), TODAY)
    assert explain(AllOf(), person(), TODAY).eligible


@pytest.mark.parametrize(
    ("rule", "audience", "faults"),
    [
        (AllOf(), "citizen", []),
        (NeedsGrade(at_least="A"), "citizen", ["有不能用于个人的条件"]),
        (NeedsTrade(trades=("餐饮",)), "citizen", ["有不能用于个人的条件"]),
        (NeedsCommitment(templates=("x",)), "citizen", ["有不能用于个人的条件"]),
        (HOURS, "merchant", ["有不能用于商户的条件"]),
        (NeedsAge(), "merchant", ["有不能用于商户的条件"]),
        (NeedsArea(divisions=("630100",)), "merchant", []),
        (NeedsArea(divisions=("630100",)), "citizen", []),
        (NeedsGrade(at_least="A"), "merchant", []),
        (NeedsAge(at_least=60, at_most=59), "citizen", ["年龄下限大于上限"]),
        (NeedsAge(at_least=60, at_most=60), "citizen", []),
        (AllOf((AnyOf((AllOf((HOURS,)),)),)), "citizen", ["条件最多 20 条、3 层"]),
        (AllOf((AnyOf((HOURS,)),)), "citizen", []),
        (AllOf((AnyOf((HOURS,) * 20), HOURS)), "citizen", ["条件最多 20 条、3 层"]),
        (AnyOf((HOURS,) * 20), "citizen", []),
    ],
)
def test_rules_are_checked_before_use(rule: Condition, audience: Any, faults: list[str]) -> None:
    assert rule_faults(rule, audience) == faults


kinds = st.sampled_from(sorted(FACT_WORDS))
facts_of_people = st.lists(
    st.builds(Fact, kinds, st.integers(1, 50), st.dates(date(2020, 1, 1), TODAY)), max_size=6
)
singles = st.one_of(
    st.builds(NeedsFact, kind=kinds, at_least=st.integers(1, 60), months=st.integers(0, 60)),
    st.builds(NeedsAge, at_least=st.integers(0, 70)),
)
rules = st.recursive(
    singles,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda c: AllOf(tuple(c))),
        st.lists(inner, min_size=1, max_size=3).map(lambda c: AnyOf(tuple(c))),
    ),
    max_leaves=6,
)


@given(rules, facts_of_people, st.builds(Fact, kinds, st.integers(1, 50), st.just(TODAY)))
def test_one_more_good_fact_never_takes_a_perk_away(
    rule: Any, facts: list[Fact], more: Fact
) -> None:
    """The language has no "not": more good facts can only help."""
    before = explain(rule, person(*facts, born_on=date(1990, 1, 1)), TODAY)
    after = explain(rule, person(*facts, more, born_on=date(1990, 1, 1)), TODAY)
    assert after.eligible or not before.eligible
    assert all(new.met or not old.met for old, new in zip(before.checks, after.checks, strict=True))


@given(rules, facts_of_people)
def test_the_same_facts_give_the_same_answer_in_any_order(rule: Any, facts: list[Fact]) -> None:
    one = explain(rule, person(*facts), TODAY)
    assert one == explain(rule, person(*reversed(facts)), TODAY)
    assert msgspec.json.decode(msgspec.json.encode(rule), type=Condition) == rule
