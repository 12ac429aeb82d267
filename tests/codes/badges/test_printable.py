"""Every code that can be issued prints at 3 cm: version 8-M at most, from either prefix."""

import secrets
from collections.abc import Iterator
from datetime import date

import pytest

from codes.keys import KEY
from credit.codes.badges.short_name import is_short_name, short_name_of
from credit.codes.core.digits import code_url, token_to_digits
from credit.codes.core.merchant_token import (
    LIST_SIZE,
    MAX_LIST_NO,
    MerchantClaims,
    issue_token,
)
from credit.demo.files import make_province
from credit.kit.paper.qr import qr_version

LATEST = 0xFFFFFFFF
"""The last second a token can carry: no claim is ever longer than these."""


def longest(short_name: str, grade: str = "A") -> str:
    """The digits of a token with the longest claims of every other kind."""
    claims = MerchantClaims(short_name, LATEST, MAX_LIST_NO, LIST_SIZE - 1, grade, True)
    return token_to_digits(issue_token(claims, 255, KEY))


def origin_for(prefix: int) -> str:
    """An origin whose ``/v/`` prefix has so many characters."""
    return "https://" + "x" * (prefix - len("https:///v/"))


@pytest.mark.parametrize("prefix", [18, 24])
@pytest.mark.parametrize("name", ["龘" * 8, "昆仑晴雪民宿客栈", "ཀཁགངཅཆཇཉ"])
def test_the_longest_legal_name(prefix: int, name: str) -> None:
    assert is_short_name(name) and len(name.encode()) == 24
    for _ in range(20):  # the number's leading digits, and so its length, vary with nothing else
        url = code_url(origin_for(prefix), longest(name))
        assert len(url) - len(longest(name)) <= prefix
        assert qr_version(url) <= 8


def test_every_demo_merchant() -> None:
    def urls() -> Iterator[str]:
        for merchant in make_province(date(2026, 11, 23)).merchants:
            name = short_name_of(merchant.name, merchant.short_name)
            yield code_url(origin_for(24), longest(name, secrets.choice("ABCD")))

    versions = [qr_version(url) for url in urls()]
    assert len(versions) >= 3000
    assert max(versions) <= 8
