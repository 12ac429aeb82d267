"""The code's checks, against published codes and GB 32100's own bad example."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from credit.kit.uscc import (
    ALPHABET,
    check_uscc,
    inner_digit,
    is_citizen_id,
    is_uscc,
    make_uscc,
    normalise_uscc,
    outer_digit,
)

VALID = (
    "91630000226593742J",
    "916300007105213377",
    "91630000MA753MYQXF",
    "91440300708461136T",
    "91110000802100433B",
    "91320500756428744L",
    "91320281142232229Q",
    "91360000625912173B",
    "911100000000184548",
    "91440300618819640R",
    "91130105107743680U",
    "11230500001755309F",
    "91110000600037341L",
)
org8s = st.text(ALPHABET, min_size=8, max_size=8)
divisions = st.from_regex(r"63[0-9]{4}", fullmatch=True).filter(str.isascii)
codes = st.builds(make_uscc, st.just("9"), st.sampled_from("123"), divisions, org8s)


@pytest.mark.parametrize("code", VALID)
def test_published_codes_pass(code: str) -> None:
    assert check_uscc(code).outcome == "ok"


def test_the_outer_digit_rejects_and_the_inner_one_only_warns() -> None:
    assert check_uscc("913100001322041051").outcome == "warn"
    for code in ("913101150607311257", "9133010057462616XH"):
        assert check_uscc(code).outcome == "reject"
    assert outer_digit("91350100M000100Y4") == "3"


def test_the_bad_example_of_the_standard_names_its_place() -> None:
    found = check_uscc("91350100M000100Y4Z")
    assert (found.outcome, "第 18 位" in found.reason) == ("reject", True)


def test_m_counts_21_outside_and_22_inside() -> None:
    assert check_uscc("91630000MA753MYQXF").outcome == "ok"


def test_nothing_and_zeros_and_placeholders_are_rejected() -> None:
    for text in ("", "0" * 18, "00000000000000000X", "9163", "٩" * 18, "9" * 100_000):
        assert check_uscc(text).outcome == "reject", text[:20]
    assert "类别" in check_uscc("0" * 18).reason


def test_unknown_categories_are_rejected() -> None:
    with pytest.raises(ValueError, match="类别"):
        make_uscc("9", "4", "630102", "MA753MYQ")


def test_writing_is_normalised() -> None:
    written = " ９１６３００００ 2265\u20093742j\u200b"
    assert normalise_uscc(written) == "91630000" + "22653742J"
    assert check_uscc("９１６３００００226593742ｊ").outcome == "ok"
    assert normalise_uscc("²①") == "²①"


def test_look_alikes_get_a_hint_but_no_fix() -> None:
    found = check_uscc("9163OOOO226593742J")
    assert (found.outcome, found.code) == ("reject", "9163OOOO226593742J")
    assert "第 5 位 O→0" in found.hint
    assert "91630000226593742J" in found.hint
    assert check_uscc("91630000226593742K").hint == ""


def test_a_citizen_id_is_told_apart_by_its_check_digit() -> None:
    assert is_citizen_id("11010519491231002X")  # the example of GB 11643
    assert not is_citizen_id("110105194912310021")
    assert "个人证件" in check_uscc("11010519491231002X").reason


@given(codes)
def test_made_codes_pass_both_checks(code: str) -> None:
    assert check_uscc(code).outcome == "ok"
    assert inner_digit(code[8:16]) == code[16]


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_passes_as_ok(code: str, place: int, letter: str) -> None:
    assume(code[place] != letter)
    assert not is_uscc(code[:place] + letter + code[place + 1 :])


@given(codes, st.integers(0, 16))
def test_swapped_neighbours_never_pass(code: str, place: int) -> None:
    a, b = code[place], code[place + 1]
    assume(a != b)
    assert not is_uscc(code[:place] + b + a + code[place + 2 :])


@given(st.text(max_size=40))
def test_any_text_gets_a_verdict(text: str) -> None:
    found = check_uscc(text)
    assert (found.outcome == "reject") == bool(found.reason and found.outcome != "warn")
    assert found.reason.isprintable()


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise_uscc(normalise_uscc(text)) == normalise_uscc(text)
