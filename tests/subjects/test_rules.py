"""How a search query is read, and pinyin of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.subjects import cursor
from credit.subjects.pinyin import pinyin_of
from credit.subjects.rules import division_prefix, read_query, search_pattern, uscc_range


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  马盛  面馆 ", "马盛 面馆"),
        ("ＭＳ面馆", "ms面馆"),
        ("Ma Sheng", "masheng"),
        ("xi'an", "xian"),
        ("马\u0000盛\u200b", "马 盛"),
        ("９１６３", "9163"),
        ("青海（集团）", "青海（集团）"),
    ],
)
def test_read_query(typed: str, read: str) -> None:
    assert read_query(typed) == read


@pytest.mark.parametrize(
    ("query", "pattern"),
    [
        ("马盛", "% 马  盛 %"),
        ("马", "% 马 %"),
        ("msmg", "%msmg%"),
        ("ms", "% ms%"),
        ("100%", r"%100\%%"),
        ("a_b\\", r"%a\_b\\%"),
    ],
)
def test_search_pattern(query: str, pattern: str) -> None:
    assert search_pattern(query) == pattern


@pytest.mark.parametrize(
    ("query", "low"),
    [
        ("9", "9"),
        ("916301", "916301"),
        ("92630104MA7", "92630104MA7"),
        ("n2630", "N2630"),
        ("91 6301", "916301"),
        ("ms", None),
        ("马盛", None),
        ("91x", None),
        ("9" * 19, None),
    ],
)
def test_uscc_range(query: str, low: str | None) -> None:
    assert uscc_range(query) == (None if low is None else (low, low + "~"))


@pytest.mark.parametrize(
    ("code", "prefix"), [("630000", "63"), ("630100", "6301"), ("630104", "630104")]
)
def test_division_prefix(code: str, prefix: str) -> None:
    assert division_prefix(code) == prefix


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("马盛面馆", "mashengmianguan", "msmg"),
        ("重庆火锅", "chongqinghuoguo", "cqhg"),
        ("KTV量贩（城西店）", "ktvliangfanchengxidian", "ktvlfcxd"),
        ("7天酒店", "7tianjiudian", "7tjd"),
        ("绿源", "lvyuan", "ly"),
    ],
)
def test_pinyin(name: str, full: str, initials: str) -> None:
    assert pinyin_of(name) == (full, initials)


@given(st.text(max_size=200))
def test_pinyin_is_letters_and_digits_for_any_text(name: str) -> None:
    result = pinyin_of(name)
    assert all(c.isascii() and c.isalnum() for c in result.full + result.initials)
    assert len(result.initials) <= 200


@given(st.integers(0, 2), st.integers(0, 200), st.integers(0, 2**63 - 1))
def test_cursor_round_trip(rank: int, length: int, last: int) -> None:
    assert cursor.read(cursor.write(rank, length, last)) == (rank, length, last)
