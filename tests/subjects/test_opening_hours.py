"""Opening hours: what is read, how it is written back, what is refused."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.subjects.opening_hours import (
    DAYS,
    MAX_TEXT,
    HoursFault,
    Week,
    hours_text,
    is_open,
    parse_hours,
)

NEVER: Week = ((),) * 7


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Mo-Fr 09:00-21:00; Sa,Su 10:00-22:00", "Mo-Fr 09:00-21:00; Sa,Su 10:00-22:00"),
        ("24/7", "24/7"),
        ("00:00-24:00", "24/7"),
        ("9:00-21:00", "Mo-Su 09:00-21:00"),
        ("Mo-Su 09:00-21:00; Tu off", "Mo,We-Su 09:00-21:00"),
        ("Fr-Mo 18:00-02:00", "Mo,Fr-Su 18:00-02:00"),
        ("Mo 14:00-18:00,08:00-12:00", "Mo 08:00-12:00,14:00-18:00"),
        ("Mo 08:00-12:00,11:00-18:00", "Mo 08:00-18:00"),
        (
            "周一至周五09：00～21：00；周六、周日 10:00-22:00",
            "Mo-Fr 09:00-21:00; Sa,Su 10:00-22:00",
        ),
        ("每天９:00-21:00；周二休息", "Mo,We-Su 09:00-21:00"),
        ("星期天全天", "Su 00:00-24:00"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_read_and_written_back(text: str, canonical: str) -> None:
    assert hours_text(parse_hours(text)) == canonical
    assert parse_hours(canonical) == parse_hours(text)


def test_a_night_belongs_to_both_days() -> None:
    week = parse_hours("Su 18:00-02:00")
    assert week[6] == (("18:00", "24:00"),) and week[0] == (("00:00", "02:00"),)
    assert is_open(week, 7, "23:59") and is_open(week, 1, "0159")
    assert not is_open(week, 1, "02:00") and not is_open(week, 7, "17:59")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("九点到晚上", "看不懂"),
        ("Mo-Fr", "看不懂"),
        ("Mo-Xx 09:00-10:00", "看不懂星期"),
        ("Mo 25:00-26:00", "没有 25:00"),
        ("Mo 09:60-10:00", "没有 09:60"),
        ("Mo 09:00-09:00", "没有时长"),
        ("24:00-02:00", "没有时长"),
        ("Mo 09:00", "看不懂时间"),
        ("PH 09:00-10:00", "看不懂星期"),
        ("周二休息", "没有写哪天营业"),
        ("Mo 09:00-10:00\x00", "看不懂"),
        ("M" * (MAX_TEXT + 1), "不能超过"),
        (";".join(f"{day} 1:01-1:03,1:11-1:13,1:21-1:23" for day in DAYS)[:MAX_TEXT], "看不懂"),
    ],
)
def test_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(HoursFault, match=said):
        parse_hours(text)


minutes = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
spans = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1]).map("-".join)
days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True).map(",".join)
times = st.one_of(st.just("off"), st.lists(spans, min_size=1, max_size=3).map(",".join))
rules = st.lists(st.tuples(days, times).map(" ".join), min_size=1, max_size=4).map("; ".join)


@given(rules)
def test_written_back_means_the_same(text: str) -> None:
    try:
        week = parse_hours(text)
    except HoursFault:  # only `off`, or too long once written out
        return
    assert week != NEVER
    assert parse_hours(hours_text(week)) == week
    assert hours_text(parse_hours(hours_text(week))) == hours_text(week)
    for day in week:
        assert list(day) == sorted(day)
        assert all(start < end for start, end in day)
        assert all(first[1] < second[0] for first, second in pairwise(day))


@given(st.text(max_size=MAX_TEXT + 5))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_hours(text)
    except HoursFault as fault:
        assert str(fault)
