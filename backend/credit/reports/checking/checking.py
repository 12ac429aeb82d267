"""The verdict on a report."""

from typing import Final

from credit.kit.signed_file import SignedFile, open_file
from credit.kit.tokens import TokenRejected
from credit.reports.checking.news import has_news
from credit.reports.checking.schemas import CheckedReport, ReportVerdict, Verdict
from credit.reports.issuing.queries import RegisterRow, find_registered
from credit.reports.issuing.statements import (
    KEYS,
    MARK,
    ReportClaims,
    ReportFileClaims,
    read_claims,
)
from credit.reports.paper.segments import changed_pages
from credit.reports.terms import purpose_name

NO_SUCH: Final = "登记簿里没有这个编号和摘要的报告"
SAVED_AGAIN: Final = "如果文件是打印后扫描、截图或另存的，请用原始文件核对，或扫首页的码。"


async def check_number(number: str, content: str) -> ReportVerdict:
    """By number and hash (whole, or its first 16 digits); a wrong hash is unknown."""
    row = await find_registered(number)
    if row is None or not row.content_sha256.hex().startswith(content):
        return _bad("unknown", NO_SUCH)
    return await _judge(row, "编号和摘要与登记一致")


async def check_report_file(content: bytes) -> ReportVerdict:
    """As a file, byte for byte. It is not kept."""
    file = open_file(content, MARK)
    if file is None:
        return _bad("unsigned", "文件里没有本平台的签名", SAVED_AGAIN)
    try:
        claims = read_claims(file.statement, await KEYS.list_all(), ReportFileClaims)
    except TokenRejected:
        return _bad("altered", "签名不对：签名被改过，或不是本平台出具")
    row = await find_registered(claims.number)
    if row is None or row.content_sha256.hex() != claims.content:
        return _bad("unknown", "签名有效，但登记簿里没有这份报告")
    if claims.body != file.body_sha256 or not file.clean:
        return _altered(file, claims, row)
    return await _judge(row, "与出具时一字不差")


def _altered(file: SignedFile, claims: ReportFileClaims, row: RegisterRow) -> ReportVerdict:
    """The signature is ours, the content is not what was signed: say what does not fit."""
    reasons = [f"内容与签名不符：编号 {row.number} 的报告出具后被改过"]
    pages = changed_pages(file.body, row.segments)
    if pages:
        reasons.append(f"与出具时不同的页：第 {'、'.join(map(str, pages[:10]))} 页")
    elif len(file.body) != claims.size:
        reasons.append(f"出具时 {claims.size:,} 字节，现在 {len(file.body):,} 字节")
    elif not file.clean:
        reasons.append("签名后面被加了内容")
    else:
        reasons.append("改动在字体或文件结构里")
    return ReportVerdict(verdict="altered", reasons=reasons, pages=pages, report=None)


async def _judge(row: RegisterRow, fits: str) -> ReportVerdict:
    """A report that is as issued: whether the register itself fits, then how fresh it is."""
    if not await _is_signed(row):
        return _bad("altered", "登记的内容与平台签名不符，请联系平台")
    if not row.current:
        return _good(row, "expired", fits, f"建议使用期到 {row.valid_until}，已经过期")
    if await has_news(row):
        return _good(row, "superseded", fits, "出具以后信息有变化，请索取新的报告")
    return _good(row, "genuine", fits, "截至现在，信息没有变化")


async def _is_signed(row: RegisterRow) -> bool:
    try:
        claims = read_claims(row.statement, await KEYS.list_all(), ReportClaims)
    except TokenRejected:
        return False
    said = (claims.number, claims.uscc, claims.content)
    return said == (row.number, row.uscc, row.content_sha256.hex())


def _good(row: RegisterRow, verdict: Verdict, *reasons: str) -> ReportVerdict:
    told = list(reasons)
    if row.audience == "own":
        told.append("这是本人查阅版，不作对外证明")
    return ReportVerdict(verdict=verdict, reasons=told, pages=[], report=_view(row))


def _bad(verdict: Verdict, *reasons: str) -> ReportVerdict:
    return ReportVerdict(verdict=verdict, reasons=list(reasons), pages=[], report=None)


def _view(row: RegisterRow) -> CheckedReport:
    searched = row.clearance
    return CheckedReport(
        number=row.number,
        kind=row.kind,
        audience=row.audience,
        name=row.subject_name,
        uscc=row.uscc,
        demo=row.demo,
        purpose_name=purpose_name(row.purpose),
        as_of=row.issued_at,
        valid_until=row.valid_until,
        content_sha256=row.content_sha256.hex(),
        statement=row.statement,
        fields=searched.fields if searched else [],
        period_from=searched.first if searched else None,
        period_until=searched.last if searched else None,
    )
