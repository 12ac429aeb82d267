"""The grade of a district: tables, and what must hold whatever the members are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.districts.rules.grading import Counts, grade_district, grade_of

FEW = st.integers(0, 60)
COUNTS = st.builds(Counts, FEW, FEW, FEW, FEW, FEW)


@pytest.mark.parametrize(
    ("counts", "serious", "grade"),
    [
        (Counts(), 0, "N"),
        (Counts(a=4), 0, "N"),  # four are too few
        (Counts(a=4, n=100), 0, "N"),  # and those without a grade do not help
        (Counts(a=5), 0, "A"),
        (Counts(a=5, n=100), 0, "A"),
        (Counts(a=5, b=5), 0, "A"),  # 3.5 exactly
        (Counts(a=5, b=6), 0, "B"),
        (Counts(b=5, c=5), 0, "B"),  # 2.5 exactly
        (Counts(b=5, c=6), 0, "C"),
        (Counts(c=5, d=5), 0, "C"),  # 1.5 exactly
        (Counts(c=5, d=6), 0, "D"),
        (Counts(a=9, d=1), 0, "A"),  # 10 % is not more than 10 %
        (Counts(a=17, d=2), 0, "B"),  # 3.68, but 10.5 % are D
        (Counts(a=50), 1, "B"),
        (Counts(c=50), 1, "C"),  # a cap does not lift
        (Counts(d=5), 5, "D"),
    ],
)
def test_grades(counts: Counts, serious: int, grade: str) -> None:
    assert grade_of(counts, serious) == grade
    assert grade_district(counts, serious).grade == grade


def test_the_steps_say_everything() -> None:
    found = grade_district(Counts(a=17, d=2, n=3), 0)
    assert [(step.label, step.value) for step in found.steps] == [
        ("成员", "22 家"),
        ("构成", "优 17 家（89.4%）、差 2 家（10.5%）"),
        ("平均分", "3.68 分"),
        ("对应等级", "优"),
        ("上限", "最高为良"),
        ("结论", "B（良）"),
    ]
    assert found.steps[0].text == "其中有等级的 19 家；信息不足 3 家，不参与计算"
    assert "差等成员 2 家，占 10.5%，超过 10%" in found.steps[4].text
    assert found.explanation == (
        "19 家有等级的成员平均 3.68 分，因差等成员 2 家，占 10.5%，超过 10%，最高为良，"
        "街区等级为良。"
    )


def test_too_few_members_are_told_so() -> None:
    found = grade_district(Counts(a=3, n=9), 0)
    assert found.explanation == "有等级的成员只有 3 家，不足 5 家，暂不评定街区等级。"


@given(COUNTS, st.integers(0, 5))
def test_short_and_long_form_agree(counts: Counts, serious: int) -> None:
    found = grade_district(counts, serious)
    assert found.grade == grade_of(counts, serious)
    assert (found.grade == "N") == (counts.graded < 5)
    assert all(step.label and step.value and step.text for step in found.steps)


@given(COUNTS, st.integers(0, 5))
def test_those_without_a_grade_do_not_count(counts: Counts, serious: int) -> None:
    assert grade_of(counts, serious) == grade_of(counts._replace(n=counts.n + 7), serious)


@given(COUNTS, st.sampled_from("bcd"))
def test_a_better_member_never_lowers_the_grade(counts: Counts, worse: str) -> None:
    number = getattr(counts, worse)
    if number and counts.graded >= 5:
        better = counts._replace(**{worse: number - 1}, a=counts.a + 1)
        assert grade_of(better, 0) <= grade_of(counts, 0)


@given(COUNTS, st.integers(1, 5))
def test_the_serious_list_caps_and_never_lifts(counts: Counts, serious: int) -> None:
    free, capped = grade_of(counts, 0), grade_of(counts, serious)
    assert capped == ("B" if free == "A" else free)


@given(COUNTS)
def test_the_shown_mean_never_reads_better_than_it_is(counts: Counts) -> None:
    found = grade_district(counts, 0)
    if found.grade != "N":
        shown = float(found.steps[2].value.removesuffix(" 分"))
        mean = (4 * counts.a + 3 * counts.b + 2 * counts.c + counts.d) / counts.graded
        assert mean - 0.01 < shown <= mean + 1e-9
