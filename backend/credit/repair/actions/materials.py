"""Proofs: photos made anew, PDFs kept as they are and only ever downloaded."""

import hashlib
import re
from typing import Any, Final
from uuid import UUID, uuid4

from litestar import Response

from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.crypto import get_keyring
from credit.kit.db import connection, transaction
from credit.kit.photos import HEADERS, MAX_SENT_BYTES, take_photos
from credit.kit.problems import Problem
from credit.repair.actions.moving import read_case
from credit.repair.queries.rows import CaseRow, count_materials

TABLE: Final = "repair_material"
MAX_MATERIALS: Final = 9
PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
# Scripts, programs and files inside a PDF have no place in a proof.
_ACTIVE: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|OpenAction|AA)\b"
)
_INSERT = """
INSERT INTO repair_material
  (public_id, repair_id, name, media_type, size, sha256, photo, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (repair_id, sha256) DO NOTHING
"""
_DELETE = "DELETE FROM repair_material WHERE repair_id = $1 AND public_id = $2 RETURNING id"
_FIND = """
SELECT public_id::text AS id, media_type, photo FROM repair_material
WHERE repair_id = $1 AND public_id = $2
"""


async def add_material(caller: Caller, case_id: UUID, name: str, sent: bytes) -> CaseRow:
    """Add a proof to a draft or to what is to be supplemented; the same file again is the same.

    Raises Problem invalid-input for what is no photo or PDF, conflict when the case takes none.
    """
    media_type, data = await _clean(sent)
    async with transaction() as held:
        case = await _writable(caller, case_id)
        if await count_materials(case.id) >= MAX_MATERIALS:
            raise Problem("conflict", detail=f"最多 {MAX_MATERIALS} 份证明")
        row = uuid4()
        sealed = get_keyring().seal(data, table=TABLE, column="photo", row=str(row))
        digest = hashlib.sha256(sent).digest()
        values: tuple[Any, ...] = (row, case.id, name, media_type, len(data), digest, sealed)
        await held.execute(_INSERT, *values, clock.now())
    return case


async def remove_material(caller: Caller, case_id: UUID, material_id: UUID) -> CaseRow:
    """Take a proof away again before it is submitted; Problem not-found."""
    async with transaction() as held:
        case = await _writable(caller, case_id)
        if await held.fetchval(_DELETE, case.id, material_id) is None:
            raise Problem("not-found", detail="没有这份证明")
    return case


async def open_material(caller: Caller, case_id: UUID, material_id: UUID) -> Response[bytes]:
    """A proof for who may see the case: kept by no cache, never taken for a page of ours."""
    case = await read_case(caller, case_id)
    async with connection() as held:
        row = await held.fetchrow(_FIND, case.id, material_id)
    if row is None:
        raise Problem("not-found", detail="没有这份证明")
    data = get_keyring().unseal(bytes(row["photo"]), table=TABLE, column="photo", row=row["id"])
    headers = dict(HEADERS)
    if row["media_type"] == PDF:
        headers["content-disposition"] = 'attachment; filename="material.pdf"'
    return Response(data, media_type=row["media_type"], headers=headers)


async def _writable(caller: Caller, case_id: UUID) -> CaseRow:
    case = await read_case(caller, case_id, lock=True)
    if case.state not in ("draft", "supplement"):
        raise Problem("conflict", detail="申请已经提交，不能再改材料")
    return case


async def _clean(sent: bytes) -> tuple[str, bytes]:
    """(media type, bytes as kept)."""
    if sent[:5] != b"%PDF-":
        photo = (await take_photos([sent], field="data"))[0]
        return JPEG, photo.data
    if len(sent) > MAX_SENT_BYTES:
        raise Problem("invalid-input", errors=[("data", "文件太大，最多 4 MB")])
    if b"%%EOF" not in sent[-2048:] or _ACTIVE.search(sent):
        raise Problem("invalid-input", errors=[("data", "PDF 损坏，或含有脚本、附件，不能上传")])
    return PDF, sent
