"""Handlers of receipts: the file for who signed, the check for everybody, the public keys."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from credit.commitments.receipts.checking import check_file, check_receipt
from credit.commitments.receipts.issuing import issue_receipt
from credit.commitments.receipts.queries import list_keys
from credit.commitments.receipts.schemas import FileCheck, KeySet, PublicKey, ReceiptView
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits

PUBLIC: Final = {"cache-control": "public, max-age=60"}
FRESH: Final = {"cache-control": "no-store"}
PRIVATE: Final = {"cache-control": "private, no-store"}
PDF: Final = "application/pdf"
MAX_FILE: Final = 1_000_000
CHECKS: Final = Limit(name="receipt-check", count=60, seconds=60)
FILES: Final = Limit(name="receipt-file", count=20, seconds=60)
TextHash = Annotated[
    str, QueryParameter(pattern="^([0-9a-f]{64})?$", description="回执上的文本指纹 SHA-256")
]


@get(
    "/api/commitments/{code:str}/receipt",
    opt={"public": True},
    guards=[limits(CHECKS)],
    responses=problem_responses("not-found", "invalid-input", "rate-limited"),
)
async def check_commitment_receipt(
    code: FromPath[str], text: TextHash = ""
) -> Response[ReceiptView]:
    """Whether the receipt of this code is genuine, and whether this hash is that of its text."""
    return Response(await check_receipt(code, text), headers=FRESH)


@get(
    "/api/commitments/{code:str}/receipt.pdf",
    guards=[requires_kind("merchant", "officer"), limits(FILES)],
    media_type=PDF,
    responses=problem_responses("not-found", "unauthenticated", "forbidden", "rate-limited"),
)
async def get_commitment_receipt(
    code: FromPath[str], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """The receipt as a PDF, for who acts for the subject."""
    content = await issue_receipt(caller, code)
    headers = PRIVATE | {"content-disposition": f'attachment; filename="receipt-{code}.pdf"'}
    return Response(content, headers=headers, media_type=PDF)


@post(
    "/api/commitment-receipts/check",
    status_code=200,
    opt={"public": True},
    guards=[limits(FILES)],
    responses=problem_responses("invalid-input", "too-large", "rate-limited"),
)
async def check_receipt_file(request: Request[Any, Any, Any]) -> Response[FileCheck]:
    """Whether a receipt file (the PDF as the body) is as it was issued. It is not kept."""
    content = await request.body()
    if not content.startswith(b"%PDF-"):
        raise Problem("invalid-input", detail="请选择回执的 PDF 文件")
    if len(content) > MAX_FILE:
        raise Problem("too-large", detail="文件太大，不是本平台的回执")
    return Response(await check_file(content), headers=FRESH)


@get("/api/commitment-keys", opt={"public": True, "bounded": "keys are turned every few years"})
async def list_commitment_keys() -> Response[KeySet]:
    """The public keys of statements and receipts as a JSON Web Key Set; old ones stay."""
    keys = [PublicKey(**jwk) for jwk in (await list_keys()).values()]
    return Response(KeySet(keys=keys), headers=PUBLIC)


routes = [
    check_commitment_receipt,
    get_commitment_receipt,
    check_receipt_file,
    list_commitment_keys,
]
