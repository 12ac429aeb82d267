"""Handlers of checking; public, limited, nothing noted."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import JSONBody

from credit.commitments.receipts.schemas import KeySet, PublicKey
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.reports.checking.checking import check_number, check_report_file
from credit.reports.checking.schemas import CheckReport, ReportVerdict
from credit.reports.issuing.statements import KEYS

FRESH: Final = {"cache-control": "no-store"}
PUBLIC: Final = {"cache-control": "public, max-age=60"}
MAX_FILE: Final = 8_000_000
CHECKS: Final = Limit(name="report-check", count=30, seconds=60)
FILES: Final = Limit(name="report-file", count=20, seconds=60)


@post(
    "/api/credit-reports/check",
    status_code=200,
    opt={"public": True},
    guards=[limits(CHECKS)],
    responses=problem_responses("invalid-input", "rate-limited"),
)
async def check_credit_report(data: JSONBody[CheckReport]) -> Response[ReportVerdict]:
    """Whether a report with this number and hash was issued, and whether there is news."""
    return Response(await check_number(data.number, data.content), headers=FRESH)


@post(
    "/api/credit-reports/check-file",
    status_code=200,
    opt={"public": True},
    guards=[limits(FILES)],
    request_max_body_size=MAX_FILE + 1,
    responses=problem_responses("invalid-input", "too-large", "rate-limited"),
)
async def check_credit_report_file(request: Request[Any, Any, Any]) -> Response[ReportVerdict]:
    """Whether a report file (the PDF as the body) is as it was issued. It is not kept."""
    content = await request.body()
    if not content.startswith(b"%PDF-"):
        raise Problem("invalid-input", detail="请选择信用报告的 PDF 文件")
    if len(content) > MAX_FILE:
        raise Problem("too-large", detail="文件太大，不是本平台的信用报告")
    return Response(await check_report_file(content), headers=FRESH)


@get(
    "/api/credit-report-keys",
    opt={"public": True, "bounded": "keys are turned every few years"},
)
async def list_report_keys() -> Response[KeySet]:
    """The public keys of reports as a JSON Web Key Set; old ones stay."""
    keys = [PublicKey(**jwk) for jwk in (await KEYS.list_all()).values()]
    return Response(KeySet(keys=keys), headers=PUBLIC)


routes = [check_credit_report, check_credit_report_file, list_report_keys]
