"""QR images: small enough to print, readable by a real decoder."""

from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from codes.keys import CLAIMS, KEY
from credit.codes.core.digits import code_url, token_to_digits
from credit.codes.core.merchant_token import MerchantClaims, issue_token
from credit.kit.paper.qr import dark_runs, qr_matrix, qr_path, qr_png, qr_svg, qr_version

DIGITS = token_to_digits(issue_token(CLAIMS, 1, KEY))


@pytest.mark.parametrize("origin", ["https://xyqh.cn", "http://127.0.0.1:8000"])
def test_longest_name_is_version_8_or_less(origin: str) -> None:
    assert len(f"{origin}/v/") in (18, 24)
    assert qr_version(code_url(origin, DIGITS)) <= 8


@settings(max_examples=8)
@given(
    index=st.integers(0, (1 << 20) - 1), name=st.text("湟水源牦牛酸奶坊", min_size=8, max_size=8)
)
def test_version_holds_for_every_token(index: int, name: str) -> None:
    claims = MerchantClaims(name, CLAIMS.expires, 23, index, "D", True)
    digits = token_to_digits(issue_token(claims, 255, KEY))
    assert qr_version(code_url("http://127.0.0.1:8000", digits)) <= 8


def test_png_is_read_back() -> None:
    url = code_url("http://127.0.0.1:8000", DIGITS)
    image = Image.open(BytesIO(qr_png(url, 400)))
    assert image.width <= 400
    found = zxingcpp.read_barcodes(image.convert("L"))
    assert [code.text for code in found] == [url]
    assert found[0].ec_level == "M"


def test_quiet_zone_is_four_modules() -> None:
    matrix = qr_matrix(code_url("https://xyqh.cn", DIGITS))
    assert len(matrix) == 49 + 8
    assert not any(any(row) for row in (*matrix[:4], *matrix[-4:]))
    assert all(not any(row[:4] + row[-4:]) for row in matrix)


def test_svg_is_one_small_path() -> None:
    svg = qr_svg(code_url("https://xyqh.cn", DIGITS), '店"<&')
    assert svg.count("<path") == 2
    assert len(svg) < 16_000
    assert 'aria-label="店&quot;&lt;&amp;"' in svg


@given(st.lists(st.booleans(), max_size=60))
def test_runs_cover_exactly_the_dark_modules(row: list[bool]) -> None:
    painted = [False] * len(row)
    for start, length in dark_runs(tuple(row)):
        painted[start : start + length] = [True] * length
    assert painted == row
    assert qr_path((tuple(row),)).count("M") == len(dark_runs(tuple(row)))
