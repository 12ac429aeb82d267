"""The receipt as a PDF: one page with the whole text, signed at its end."""

import hashlib
from datetime import datetime
from typing import Any, Final, NamedTuple

from reportlab.lib.pagesizes import A4

from credit.commitments.receipts.checking import MARK
from credit.commitments.receipts.statements import state_file
from credit.kit.paper.folding import fold
from credit.kit.paper.inks import INK, INK_2, INK_3, LAKE_50, LAKE_800, LAKE_900, WHITE
from credit.kit.paper.sheet import (
    BOLD,
    REGULAR,
    Area,
    Paper,
    Style,
    area,
    print_pdf,
    wrap,
)
from credit.kit.signed_file import close_file

WIDTH: Final = 595.0
MARGIN: Final = 48.0
INNER: Final = WIDTH - 2 * MARGIN
HEAD: Final = 92.0
QR_SIDE: Final = 116.0
FOOT: Final = 168.0
LONGEST_PLAIN: Final = 160  # beyond that the plain words repeat a long list of the legal text
SIZES: Final = (10.5, 9.5, 8.5, 7.5)  # the largest at which the text fits
_WORDS: Final = (
    "0123456789abcdefABCDEFGHJKLMNPQRSTUWXYZ-:./ ·…（）*信用承诺回执青海示例数据编码人统一社会代"
    "码签署时间方式签署人期限文本指纹内容违诺责任说明依据扫码核对真伪也可把本文件交给网页核对改一字即不通过"
    "登录后以密码确认会话中纸质录入至长期本回执由平台签名证明文本未被改动不是签署人的可靠电子签名。，"
)


class ReceiptText(NamedTuple):
    """What stands on a receipt."""

    code: str
    name: str
    merchant: str
    uscc: str
    plain: str
    content: str
    liability: str
    legal_basis: str
    period: str
    signed_at: datetime
    act: str
    signer: str
    text_sha256: str
    url: str
    demo: bool


def receipt_pdf(text: ReceiptText) -> bytes:
    """The same bytes for the same text but for the signature at the end (ECDSA is not repeatable).

    Takes some 300 ms of CPU: call it in a thread.
    """
    paper = Paper(*A4)

    def draw(canvas: Any) -> None:
        with area(canvas, 0, 0, paper.width, paper.height, WIDTH) as sheet:
            _draw(sheet, text)

    letters = "".join(str(part) for part in text) + _WORDS
    body = print_pdf(paper, f"信用承诺回执 · {text.name} · {text.code}", letters, draw)
    end = state_file(text.code, text.text_sha256, hashlib.sha256(body).hexdigest())
    return close_file(body, MARK, end)


def _draw(sheet: Area, text: ReceiptText) -> None:
    sheet.box(0, 0, WIDTH, HEAD, LAKE_900)
    sheet.text("信用青海", MARGIN, 34, Style(REGULAR, 12, WHITE, 4))
    sheet.text("信用承诺回执", MARGIN, 68, Style(BOLD, 27, WHITE, 2))
    if text.demo:
        sheet.tag("示例数据", WIDTH - MARGIN, 26, Style(REGULAR, 10, WHITE))
    top = _who(sheet, text, HEAD + 34)
    _texts(sheet, text, top)
    _foot(sheet, text)


def _who(sheet: Area, text: ReceiptText, top: float) -> float:
    lines, style = wrap(text.name, Style(BOLD, 21, INK), INNER, least=15)
    for line in lines:
        sheet.text(line, MARGIN, top, style)
        top += style.size * 1.3
    rows = (
        ("承诺人", text.merchant), ("统一社会信用代码", text.uscc), ("承诺编码", text.code),
        ("期限", text.period),
    )  # fmt: skip
    for label, value in rows:
        sheet.text(label, MARGIN, top, Style(REGULAR, 9.5, INK_3))
        lines, style = wrap(value, Style(REGULAR, 10.5, INK), INNER - 110, least=9)
        for line in lines:
            sheet.text(line, MARGIN + 110, top, style)
            top += 17
    return top + 4


def _texts(sheet: Area, text: ReceiptText, top: float) -> None:
    """Plain words in a box, then the legal text, as large as there is room for."""
    parts = (("承诺内容", text.content), ("违诺责任", text.liability), ("依据", text.legal_basis))
    plain = text.plain if len(text.plain) <= LONGEST_PLAIN else ""
    room = sheet.height - FOOT - top
    for size in SIZES:
        said = fold(plain, Style(BOLD, size + 1, LAKE_800), INNER - 28)
        folded = [(label, fold(words, Style(REGULAR, size, INK), INNER)) for label, words in parts]
        leading = size * 1.65
        need = (len(said) + sum(len(lines) + 1.6 for _, lines in folded)) * leading + 40
        if need <= room or size == SIZES[-1]:
            break
    if said:
        sheet.box(MARGIN, top, INNER, len(said) * leading + 18, LAKE_50, 8)
    at = top + 9 + size * 1.2
    for line in said:
        sheet.text(line, MARGIN + 14, at, Style(BOLD, size + 1, LAKE_800))
        at += leading
    at += 20
    for label, lines in folded:
        sheet.text(label, MARGIN, at, Style(BOLD, size, LAKE_900))
        for line in lines:
            at += leading
            sheet.text(line, MARGIN, at, Style(REGULAR, size, INK))
        at += leading * 1.6


def _foot(sheet: Area, text: ReceiptText) -> None:
    top = sheet.height - FOOT + 14
    sheet.box(MARGIN, top - 10, INNER, 0.6, INK_3)
    sheet.code(text.url, WIDTH - MARGIN - QR_SIDE, top, QR_SIDE)
    rows = (
        ("签署时间", f"{text.signed_at:%Y-%m-%d %H:%M:%S}"), ("签署方式", text.act),
        ("签署人", text.signer), ("文本指纹 SHA-256", text.text_sha256[:32]),
        ("", text.text_sha256[32:]),
    )  # fmt: skip
    at = top + 14
    for label, value in rows:
        sheet.text(label, MARGIN, at, Style(REGULAR, 8.5, INK_3))
        sheet.text(value, MARGIN + 100, at, Style(REGULAR, 9.5, INK))
        at += 16
    notes = (
        "扫码核对真伪；也可把本文件交给网页核对，改一字即不通过。",
        "本回执由平台签名，证明文本未被改动；不是签署人的可靠电子签名。",
    )
    for note in notes:
        at += 4
        sheet.text(note, MARGIN, at, Style(REGULAR, 8.5, INK_2))
        at += 11
