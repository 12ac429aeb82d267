"""Print: right paper and inks, real Chinese glyphs, codes that a scanner reads."""

import base64
import re
import zlib
from datetime import date
from typing import get_args

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
from credit.kit.paper.qr import qr_matrix

URL = code_url("http://127.0.0.1:8000", token_to_digits(issue_token(CLAIMS, 1, KEY)))
TEXT = PosterText(
    headline=poster_headline("A"),
    name="湟水源牦牛酸奶坊",
    short_name="湟水源酸奶坊",
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


SIZES: tuple[PosterSize, ...] = get_args(PosterSize)
PAPERS = {"A4": (210, 297), "A5": (148, 210), "card": (148, 210), "sticker": (210, 297)}
CODES = {"A4": 1, "A5": 1, "card": 2, "sticker": 20}
# The side of a code with its quiet zone, in millimetres.
SIDES = {"A4": 110, "A5": 77, "card": 67, "sticker": 30}
QUIET = 8 / (49 + 8)


def content_of(pdf: bytes) -> bytes:
    """Every stream of a PDF, unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S)
    return b"\n".join(unpacked(stream) for stream in streams)


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))


def boxes_of(pdf: bytes) -> dict[str, list[int]]:
    """The page's boxes in millimetres."""
    found = re.findall(rb"/(\w+Box) \[ ([-\d. ]+)\]", pdf)
    return {
        name.decode(): [round(float(n) / 72 * 25.4) for n in numbers.split()]
        for name, numbers in found
    }


@pytest.mark.parametrize("marks", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_paper_and_scan(size: PosterSize, marks: bool) -> None:
    pdf = poster_pdf(TEXT, size, marks=marks)
    found = zxingcpp.read_barcodes(page_image(pdf, 200))
    assert [code.text for code in found] == [URL] * CODES[size]
    for code in found:
        width = abs(code.position.top_right.x - code.position.top_left.x) / 200 * 25.4
        assert width == pytest.approx(SIDES[size] * (1 - QUIET), rel=0.03)


@pytest.mark.parametrize("size", SIZES)
def test_boxes(size: PosterSize) -> None:
    width, height = PAPERS[size]
    plain = boxes_of(poster_pdf(TEXT, size))
    assert plain["MediaBox"] == plain["TrimBox"] == plain["BleedBox"] == [0, 0, width, height]
    marked = boxes_of(poster_pdf(TEXT, size, marks=True))
    assert marked["TrimBox"] == [10, 10, width + 10, height + 10]
    assert marked["BleedBox"] == [7, 7, width + 13, height + 13]
    assert marked["MediaBox"] == [0, 0, width + 20, height + 20]


@pytest.mark.parametrize("size", SIZES)
def test_process_colours_only(size: PosterSize) -> None:
    """No RGB, no transparency, and the code in black ink alone, never printed over a colour."""
    pdf = poster_pdf(TEXT, size, marks=True)
    content = content_of(pdf)
    assert not re.search(rb"(?<![\w/])(rg|RG|sc|SC|scn|SCN)\s", content)
    assert b"DeviceRGB" not in pdf + content and b"ICCBased" not in pdf
    assert b"/ca " not in pdf + content and b"/SMask" not in pdf
    assert re.search(rb"(?<![\d.])0 0 0 1 k\s", content)
    inks = [sum(map(float, m.split())) for m in re.findall(rb"((?:[\d.]+ ){4})[k]\s", content)]
    assert inks and max(inks) <= 2.6
    assert b"DeviceCMYK" in pdf


def test_a_sticker_is_three_centimetres_with_modules_of_half_a_millimetre() -> None:
    assert len(qr_matrix(URL)) == 49 + 8
    assert 30 / len(qr_matrix(URL)) >= 0.5
    text = page_text(poster_pdf(TEXT, "sticker"))
    assert text.count("湟水源酸奶坊") == text.count("编号 KX7M-PQ3W-A") == 20
    longer = code_url(
        "https://xinyong.qinghai.gov.cn", token_to_digits(issue_token(CLAIMS, 1, KEY))
    )
    found = zxingcpp.read_barcodes(
        page_image(poster_pdf(TEXT._replace(url=longer), "sticker"), 200)
    )
    assert [code.text for code in found] == [longer] * 20


@pytest.mark.parametrize("size", SIZES)
def test_every_font_is_embedded(size: PosterSize) -> None:
    pdf = poster_pdf(TEXT, size)
    fonts = set(re.findall(rb"/BaseFont\s*/(\S+)", pdf))
    assert {font.split(b"+")[1] for font in fonts} == {b"CreditRegular", b"CreditBold"}
    assert pdf.count(b"/FontFile2") == len(fonts) == 2
    assert b"Helvetica" not in pdf + content_of(pdf)


@pytest.mark.parametrize("size", SIZES)
def test_names_stand_on_every_format(size: PosterSize) -> None:
    text = page_text(poster_pdf(TEXT, size))
    assert TEXT.short_name in text if size == "sticker" else TEXT.name in text
    for words in ("信用商户", "KX7M-PQ3W-A", "有效至", "示例"):
        assert words in text


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


@pytest.mark.parametrize("size", SIZES)
def test_small_files(size: PosterSize) -> None:
    assert len(poster_pdf(TEXT, size)) < 100_000


def test_same_text_same_bytes() -> None:
    assert poster_pdf(TEXT) == poster_pdf(TEXT)


@pytest.mark.parametrize("size", SIZES)
def test_very_long_text_still_scans(size: PosterSize) -> None:
    found = zxingcpp.read_barcodes(page_image(poster_pdf(LONG, size), 200))
    assert [code.text for code in found] == [URL] * CODES[size]


@pytest.mark.parametrize("grade", ["C", "D"])
def test_a_low_grade_is_not_praised_on_paper(grade: str) -> None:
    text = page_text(poster_pdf(TEXT._replace(headline=poster_headline(grade))))
    assert "信用商户" not in text
    assert "扫码看信用" in text
