"""Reading text: canonical digits, exact host, look-alikes, payment codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.keys import CLAIMS, KEY
from credit.codes.core.code_text import (
    DigitsCode,
    TypedCode,
    read_code_text,
    read_path,
    read_segment,
)
from credit.codes.core.digits import code_url, digits_to_token, token_to_digits
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.merchant_token import issue_token
from credit.codes.core.short_code import make_short_code

ORIGIN = "https://xyqh.example"
DIGITS = token_to_digits(issue_token(CLAIMS, 1, KEY))


@given(st.binary(min_size=0, max_size=200))
def test_round_trip(token: bytes) -> None:
    assert digits_to_token(token_to_digits(token)) == token


@given(st.text(alphabet="0123456789+_ １２\n٣", max_size=40))
def test_only_one_spelling_is_accepted(text: str) -> None:
    try:
        token = digits_to_token(text)
    except CodeFault:
        return
    assert token_to_digits(token) == text


@pytest.mark.parametrize("bad", [f"0{DIGITS}", f"+{DIGITS}", f"{DIGITS}\n", f"{DIGITS[:9]}_1", ""])
def test_other_spellings_of_a_number(bad: str) -> None:
    with pytest.raises(CodeFault, match="not_canonical"):
        digits_to_token(bad)


def test_our_link_and_bare_digits() -> None:
    assert read_code_text(code_url(ORIGIN, DIGITS), ORIGIN) == DigitsCode(DIGITS)
    assert read_code_text(f" {DIGITS}\n", ORIGIN) == DigitsCode(DIGITS)
    assert read_path(code_url(ORIGIN, DIGITS), ORIGIN) == DigitsCode(DIGITS)


def test_typed_code() -> None:
    code = make_short_code()
    assert read_segment(f"{code[:4]}-{code[4:].lower()}") == TypedCode(code)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.EMPTY),
        ("   ", Fault.EMPTY),
        ("x" * 1001, Fault.TOO_LONG),
        (f"https://xyqh.example.evil.com/v/{DIGITS}", Fault.LOOK_ALIKE_HOST),
        (f"https://xyqh.example@evil.com/v/{DIGITS}", Fault.LOOK_ALIKE_HOST),
        (f"https://XYQH.example/v/{DIGITS}", Fault.LOOK_ALIKE_HOST),
        (f"https://xyqh.example./v/{DIGITS}", Fault.LOOK_ALIKE_HOST),
        (f"http://xyqh.example/v/{DIGITS}", Fault.LOOK_ALIKE_HOST),
        (f"https://ｘyqh.example/v/{DIGITS}", Fault.LOOK_ALIKE_HOST),
        (f"HTTPS://xyqh.example/v/{DIGITS}", Fault.LOOK_ALIKE_HOST),
        (f"https://xyqh.example:443/v/{DIGITS}", Fault.LOOK_ALIKE_HOST),
        (f"https://хyqh.example/v/{DIGITS}", Fault.LOOK_ALIKE_HOST),
        ("https://example.com/", Fault.FOREIGN_HOST),
        (f"{ORIGIN}/v#{DIGITS}", Fault.WRONG_KIND),
        ("wxp://f2f0abcdef", Fault.PAYMENT_CODE),
        ("https://qr.alipay.com/fkx00", Fault.PAYMENT_CODE),
        ("134567890123456789", Fault.PAYMENT_CODE),
        ("281234567890123456", Fault.PAYMENT_CODE),
        ("6212345678901234567", Fault.PAYMENT_CODE),
        ("你好", Fault.NOT_A_CODE),
        ("92630104MA7XXXX03K", Fault.NOT_A_CODE),
        (f"{ORIGIN}/v/0{DIGITS}", Fault.NOT_CANONICAL),
        (f"{ORIGIN}/v/{DIGITS}?from=x", Fault.NOT_CANONICAL),
        ("ABCD-EFGH-2", Fault.MISTYPED),
    ],
)
def test_everything_else_has_a_named_fault(text: str, fault: Fault) -> None:
    with pytest.raises(CodeFault) as caught:
        read_code_text(text, ORIGIN)
    assert caught.value.fault is fault


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_code_text, read_path):
        try:
            read(text, ORIGIN)
        except CodeFault as fault:
            assert fault.reason
