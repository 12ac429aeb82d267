"""The poster: right paper, real Chinese glyphs, a QR image that a scanner reads."""

from datetime import date

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from codes.keys import CLAIMS, KEY
from credit.codes.badges.rules import poster_headline
from credit.codes.core.digits import code_url, token_to_digits
from credit.codes.core.merchant_token import issue_token
from credit.codes.media.poster import poster_pdf
from credit.codes.media.poster_text import PosterSize, PosterText

URL = code_url("http://127.0.0.1:8000", token_to_digits(issue_token(CLAIMS, 1, KEY)))
TEXT = PosterText(
    headline=poster_headline("A"),
    name="湟水源牦牛酸奶坊",
    address="西宁市城西区虎台一巷 12 号",
    url=URL,
    short_code="KX7MPQ3WA",
    expires_on=date(2027, 2, 18),
    commitments=("保质量", "保物价", "七日无理由退货"),
    demo=True,
)
LONG = TEXT._replace(
    name="青海省高原雪莲牦牛肉干特产专卖连锁有限责任公司海西蒙古族藏族自治州分公司" * 2,
    address="青海省海西蒙古族藏族自治州格尔木市昆仑中路与柴达木路交叉口东北角" * 3,
    demo=False,
)


def page_image(pdf: bytes, dots_per_inch: int) -> Image.Image:
    page = pypdfium2.PdfDocument(pdf)[0]
    image: Image.Image = page.render(scale=dots_per_inch / 72).to_pil()
    return image.convert("L")


def page_text(pdf: bytes) -> str:
    text: str = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return text.replace("\r", "").replace("\n", " ")


@pytest.mark.parametrize(("size", "millimetres"), [("A4", (210, 297)), ("A5", (148, 210))])
def test_paper_and_scan(size: PosterSize, millimetres: tuple[int, int]) -> None:
    pdf = poster_pdf(TEXT, size)
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == millimetres
    found = zxingcpp.read_barcodes(page_image(pdf, 100))
    assert [code.text for code in found] == [URL]
    corners = found[0].position
    side = (corners.top_right.x - corners.top_left.x) / 100 * 25.4
    assert side >= 60


def test_words_on_the_poster() -> None:
    text = page_text(poster_pdf(TEXT))
    for words in (
        "信用青海",
        "信用商户",
        "微信、支付宝或手机相机扫一扫",
        "当场看等级、承诺和依据",
        "不能扫码时，输入编号",
        TEXT.name,
        TEXT.address,
        "七日无理由退货",
        "请核对扫码显示的店名",
        "KX7M-PQ3W-A",
        "2027 年 2 月 18 日",
        "示例数据",
    ):
        assert words in text


def test_a_real_shop_is_not_marked_as_demo() -> None:
    assert "示例数据" not in page_text(poster_pdf(TEXT._replace(demo=False)))


def test_every_poster_has_its_own_glyphs() -> None:
    """reportlab remembers fonts by name: the second poster must not reuse the first one's."""
    poster_pdf(TEXT)
    drawn = page_image(poster_pdf(TEXT._replace(name="龘靐齉齾")), 60)
    boxes = page_image(poster_pdf(TEXT._replace(name="\ue000\ue001\ue002\ue003")), 60)
    assert list(drawn.tobytes()) != list(boxes.tobytes())


def test_fonts_are_embedded_and_small() -> None:
    pdf = poster_pdf(TEXT)
    assert pdf.count(b"/FontFile2") == 2
    assert len(pdf) < 60_000


def test_same_text_same_bytes() -> None:
    assert poster_pdf(TEXT) == poster_pdf(TEXT)


def test_very_long_text_still_scans() -> None:
    found = zxingcpp.read_barcodes(page_image(poster_pdf(LONG, "A5"), 120))
    assert [code.text for code in found] == [URL]


@pytest.mark.parametrize("grade", ["C", "D"])
def test_a_low_grade_is_not_praised_on_paper(grade: str) -> None:
    text = page_text(poster_pdf(TEXT._replace(headline=poster_headline(grade))))
    assert "信用商户" not in text
    assert "扫码看信用" in text
