"""Imports for officers, facts for everybody."""

from asyncio import to_thread
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import msgspec
from litestar import get, post
from litestar.datastructures import CacheControlHeader, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, QueryParameter
from litestar.response import Stream

from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import Problem, problem_responses
from credit.records.actions import UPLOAD_SUFFIX, start_queued_import
from credit.records.catalogue import check_kind
from credit.records.queries import (
    MAX_PAGE,
    ImportRow,
    get_import,
    iterate_rejects,
    list_facts,
    list_imports,
    list_rejects,
)
from credit.records.rejects import rejects_csv
from credit.records.schemas import FactPage, ImportRun, ImportRunPage
from credit.settings import get_settings
from credit.subjects.queries import get_subject_by_uscc

MAX_UPLOAD = 1 << 30
CHUNK = 1 << 20
PageSize = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
After = Annotated[str | None, QueryParameter(max_length=64, description="上一页的 next")]


class ImportUpload(msgspec.Struct, kw_only=True):
    """The form of an upload."""

    kind: str
    file: UploadFile


@post(
    "/api/imports",
    guards=[requires_kind("officer")],
    request_max_body_size=MAX_UPLOAD,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-in-catalogue", "too-large"
    ),
)
async def upload_import(
    data: MultipartBody[ImportUpload], caller: NamedDependency[Caller]
) -> ImportRun:
    """Takes a CSV or XLSX file in; the worker imports it."""
    check_kind(data.kind)
    path = get_settings().data_dir / "imports" / f"{uuid4()}{UPLOAD_SUFFIX}"
    await _save(data.file, path)
    run = await start_queued_import(data.kind, path, data.file.filename, caller.id)
    return await view_import(run)


async def _save(file: UploadFile, path: Path) -> None:
    """Streams the upload to disk; nothing of an empty or oversized one stays."""
    await to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    size = 0
    try:
        with path.open("wb") as target:
            while chunk := await file.read(CHUNK):
                size += len(chunk)
                if size > MAX_UPLOAD:
                    raise Problem("too-large", detail=f"文件上限是 {MAX_UPLOAD >> 20} MB")
                target.write(chunk)
        if not size:
            raise Problem("invalid-input", errors=[("file", "文件是空的")])
    except BaseException:
        await to_thread(path.unlink, missing_ok=True)
        raise


async def view_import(run: ImportRow) -> ImportRun:
    """A run as the API shows it, with its first refused rows."""
    return ImportRun(
        id=str(run.public_id),
        kind=run.kind,
        file_name=run.file_name,
        file_size=run.file_size,
        encoding=run.encoding,
        status=run.status,
        rows_read=run.rows_read,
        rows_accepted=run.rows_accepted,
        rows_unchanged=run.rows_unchanged,
        rows_rejected=run.rows_rejected,
        problem=run.problem,
        created_at=run.created_at,
        finished_at=run.finished_at,
        first_rejects=await list_rejects(run.id) if run.rows_rejected else [],
    )


@get(
    "/api/imports",
    guards=[requires_kind("officer")],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden"),
)
async def list_import_runs(limit: PageSize = 20, after: After = None) -> ImportRunPage:
    """Imports, newest first."""
    before = (await get_import(_uuid(after))).id if after else None
    runs = await list_imports(limit, before)
    return ImportRunPage(
        items=[await view_import(run) for run in runs],
        next=str(runs[-1].public_id) if len(runs) == limit else None,
    )


@get(
    "/api/imports/{public_id:uuid}",
    guards=[requires_kind("officer")],
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def get_import_run(public_id: FromPath[UUID]) -> ImportRun:
    """One import."""
    return await view_import(await get_import(public_id))


@get(
    "/api/imports/{public_id:uuid}/rejects.csv",
    guards=[requires_kind("officer")],
    media_type="text/csv",
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def download_rejects(public_id: FromPath[UUID]) -> Stream:
    """The refused rows as CSV with a byte order mark, safe to open in a spreadsheet."""
    run = await get_import(public_id)
    return Stream(
        _reject_pages(run.id),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="rejects-{public_id}.csv"'},
    )


async def _reject_pages(import_id: int) -> AsyncIterator[str]:
    yield "\ufeff" + rejects_csv([], header=True)
    async for page in iterate_rejects(import_id):
        yield rejects_csv(page, header=False)


@get(
    "/api/subjects/{uscc:str}/records",
    opt={"public": True},
    cache_control=CacheControlHeader(public=True, max_age=30),
    responses=problem_responses("invalid-input", "unknown-subject"),
)
async def list_subject_records(
    uscc: FromPath[str], limit: PageSize = 20, after: After = None
) -> FactPage:
    """Public facts about a subject, newest first."""
    subject = await get_subject_by_uscc(uscc)
    last = str(_uuid(after)) if after else None
    facts = await list_facts(subject.id, limit, last)
    return FactPage(items=facts, next=facts[-1].id if len(facts) == limit else None)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Problem(
            "invalid-input", errors=[("after", "分页位置无效，请从第一页重新查询")]
        ) from error


routes: list[Any] = [
    upload_import,
    list_import_runs,
    get_import_run,
    download_rejects,
    list_subject_records,
]
