"""``merchant_codes.json`` is what both verifiers (Python, TypeScript) are held to."""

import json
from pathlib import Path
from typing import Any

import pytest

from codes.keys import KEYS
from credit.codes.core.code_text import DigitsCode, read_code_text
from credit.codes.core.digits import digits_to_token, token_to_digits
from credit.codes.core.faults import CodeFault
from credit.codes.core.merchant_token import MerchantClaims, verify_token

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "merchant_codes.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", VECTORS["valid"], ids=lambda case: case["claims"]["short_name"])
def test_valid(case: dict[str, Any]) -> None:
    assert read_code_text(case["url"], VECTORS["origin"]) == DigitsCode(case["digits"])
    token = digits_to_token(case["digits"])
    assert token.hex() == case["token"]
    assert token_to_digits(token) == case["digits"]
    assert verify_token(token, KEYS, case["now"]) == MerchantClaims(**case["claims"])


@pytest.mark.parametrize("case", VECTORS["invalid"], ids=lambda case: case["fault"])
def test_invalid(case: dict[str, Any]) -> None:
    with pytest.raises(CodeFault) as caught:
        verify_token(digits_to_token(case["digits"]), KEYS, case["now"])
    assert caught.value.fault == case["fault"]
