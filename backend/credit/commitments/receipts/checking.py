"""Whether a receipt is genuine: by code, by the hash that its QR carries, or as a whole file."""

from collections.abc import Mapping
from typing import Final

from credit.commitments.receipts.queries import SignedRow, get_signed, list_keys
from credit.commitments.receipts.schemas import FileCheck, ReceiptView
from credit.commitments.receipts.statements import (
    ActClaims,
    read_act,
    read_file,
    signed_at,
)
from credit.commitments.templates import load_templates
from credit.kit.problems import Problem
from credit.kit.signed_file import open_file
from credit.kit.statements import Jwk
from credit.kit.tokens import TokenRejected

# After the PDF's own end, where viewers do not look; one line.
MARK: Final = b"\n%credit-receipt "
GENUINE, ALTERED, UNSIGNED = "genuine", "altered", "unsigned"


async def check_receipt(code: str, text_sha256: str = "") -> ReceiptView:
    """The receipt of a code, and whether `text_sha256` is its text; Problem not-found."""
    row = await get_signed(code)
    claims = _find_claims(row, await list_keys())
    genuine = claims is not None
    found = row.text.sha256.hex()
    return ReceiptView(
        code=row.code,
        genuine=genuine,
        matches=text_sha256 == found if text_sha256 else None,
        name=load_templates()[row.template].name,
        merchant=row.merchant,
        uscc=row.uscc,
        demo=row.demo,
        made_on=row.made_on,
        valid_until=row.valid_until,
        state=row.state,
        signed_at=signed_at(claims) if claims else None,
        signer=claims.by if claims else "",
        act=claims.act if claims else None,
        text_sha256=found,
        statement=row.statement,
    )


async def check_file(content: bytes) -> FileCheck:
    """Whether a PDF is one of ours, byte for byte, and what is stored under its code."""
    file = open_file(content, MARK)
    if file is None:
        return _worth(UNSIGNED, "文件里没有本平台的签名")
    try:
        claims = read_file(file.statement, await list_keys())
    except TokenRejected:
        return _worth(ALTERED, "签名不对：文件被改过，或不是本平台出具")
    if claims.body != file.body_sha256 or not file.clean:
        return _worth(ALTERED, "内容与签名不符：文件被改过")
    try:
        receipt = await check_receipt(claims.code, claims.text)
    except Problem:
        return _worth(ALTERED, "签名有效，但查不到这份承诺")
    if not (receipt.genuine and receipt.matches):
        return _worth(ALTERED, "签名有效，但与登记的承诺文本不符")
    return FileCheck(outcome=GENUINE, reason="与出具时一字不差", receipt=receipt)


def _find_claims(row: SignedRow, keys: Mapping[str, Jwk]) -> ActClaims | None:
    """What the statement says, if it is ours and belongs to this text; else None."""
    try:
        claims = read_act(row.statement, keys)
    except TokenRejected:
        return None
    said = (claims.code, claims.uscc, claims.text)
    return claims if said == (row.code, row.uscc, row.text.sha256.hex()) else None


def _worth(outcome: str, reason: str) -> FileCheck:
    return FileCheck(outcome=outcome, reason=reason, receipt=None)
