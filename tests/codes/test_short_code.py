"""The typed code: finds typing errors, never looks like anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.codes.core.code_text import _PAYMENT_DIGITS
from credit.codes.core.faults import CodeFault
from credit.codes.core.short_code import (
    ALPHABET,
    LETTERS,
    check_character,
    is_attempt,
    make_short_code,
    normalise_short_code,
    show_short_code,
)

BODY = st.tuples(st.sampled_from(LETTERS), st.text(ALPHABET, min_size=7, max_size=7)).map("".join)


@given(BODY, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_found(body: str, place: int, wrong: str) -> None:
    code = body + check_character(body)
    changed = code[:place] + wrong + code[place + 1 :]
    if changed == code:
        assert normalise_short_code(changed) == code
    else:
        with pytest.raises(CodeFault):
            normalise_short_code(changed)


@given(BODY, st.integers(0, 6))
def test_neighbours_swapped_are_found(body: str, place: int) -> None:
    code = body + check_character(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(CodeFault):
            normalise_short_code(swapped)


@given(BODY)
def test_spoken_form_lower_case_and_full_width_are_read(body: str) -> None:
    code = body + check_character(body)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)
    for text in (show_short_code(code), code.lower(), wide, f" {code[:3]} {code[3:]} "):
        assert is_attempt(text)
        assert normalise_short_code(text) == code


def test_made_codes_are_random_and_no_payment_code() -> None:
    codes = {make_short_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert normalise_short_code(code) == code
        assert not code.isdigit()
        assert not _PAYMENT_DIGITS.fullmatch(code)


def test_alphabet_has_nothing_to_confuse() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert not set(ALPHABET) & set("01ILO")
