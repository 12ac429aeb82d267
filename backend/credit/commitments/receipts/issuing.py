"""Handing out a receipt to who acts for the subject."""

import asyncio
from datetime import date
from typing import Any, Final

from credit.commitments.receipts.checking import check_receipt
from credit.commitments.receipts.queries import get_signed
from credit.commitments.rules import Act
from credit.commitments.templates import find_version
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.problems import Problem
from credit.settings import get_settings

ACT_NAMES: Final = {
    Act.CONFIRMED: "登录后以密码确认",
    Act.SESSION: "登录会话中签署",
    Act.PAPER: "纸质承诺录入",
}


async def issue_receipt(caller: Caller, code: str) -> bytes:
    """The PDF, with the signature at its end. Raises Problem not-found or forbidden; conflict
    when what is stored does not fit its statement, since then there is nothing to certify."""
    row = await get_signed(code)
    await access_subject(caller, row.uscc)
    checked = await check_receipt(code)
    if not checked.genuine or checked.signed_at is None or checked.act is None:
        raise Problem("conflict", detail="这份承诺的登记内容与签名不符，不能出具回执")
    version = find_version(row.template, row.template_version)
    given: dict[str, Any] = {
        "code": row.code,
        "name": checked.name,
        "merchant": row.merchant,
        "uscc": row.uscc,
        "plain": row.plain_text,
        "content": row.content,
        "liability": row.liability,
        "legal_basis": "；".join(version.legal_basis if version else ()),
        "period": _period(row.made_on, row.signed_until),
        "signed_at": checked.signed_at.astimezone(clock.SHANGHAI),
        "act": ACT_NAMES[checked.act],
        "signer": checked.signer,
        "text_sha256": checked.text_sha256,
        "url": f"{get_settings().public_origin}/receipts/{code}?text={checked.text_sha256}",
        "demo": row.demo,
    }
    return await asyncio.to_thread(_draw, given)


def _draw(given: dict[str, Any]) -> bytes:
    """Imported on first use: the PDF and font libraries would double the time to start."""
    from credit.commitments.receipts.receipt import ReceiptText, receipt_pdf

    return receipt_pdf(ReceiptText(**given))


def _period(first: date, last: date | None) -> str:
    return f"{first} 至 {last or '长期'}"
