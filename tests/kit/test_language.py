"""Which language an Accept-Language header asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.kit.language import prefers_english


@pytest.mark.parametrize(
    ("header", "english"),
    [
        (None, False),
        ("", False),
        ("zh-CN,zh;q=0.9,en;q=0.8", False),
        ("en-US,en;q=0.9,zh;q=0.5", True),
        ("en", True),
        ("EN-gb ; q=0.3, zh;q=0.2", True),
        ("en, zh", False),
        ("en;q=0, zh;q=0", False),
        ("en;q=much", False),
        ("fr,*;q=0.5", False),
    ],
)
def test_prefers_english(header: str | None, english: bool) -> None:
    assert prefers_english(header) is english


@given(st.text(max_size=80))
def test_any_header_is_read(header: str) -> None:
    prefers_english(header)
