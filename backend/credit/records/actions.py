"""Importing files: take one in, run it, carry an interrupted one on."""

import csv
import hashlib
import time
from asyncio import to_thread
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import msgspec

from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.crypto import derive
from credit.kit.db import transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.kit.sheets import SheetFault
from credit.records.catalogue import (
    COMMITMENT_KIND,
    KINDS,
    REGISTRY_KIND,
    check_kind,
    get_record_class,
)
from credit.records.commitment_target import CommitmentTarget
from credit.records.engine import Progress, Superseded, fail_run, run_file
from credit.records.queries import (
    ImportRow,
    find_unfinished_import,
    get_import_row,
    iterate_rejects,
)
from credit.records.rejects import REJECT_HEADER, reject_line
from credit.records.target import RecordTarget, RegistryTarget, Target
from credit.settings import get_settings

DEMO_ACTOR = "demo"  # only the demo's own loader signs with this, and production refuses the demo
CHUNK = 1 << 20
UPLOAD_SUFFIX = ".upload"


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file; `rejects_path` is None when no row was refused."""

    import_id: int
    public_id: str
    rows_read: int
    rows_accepted: int
    rows_unchanged: int
    rows_rejected: int
    seconds: float
    rejects_path: Path | None


def _silent(what: str, done: int, total: int) -> None:
    """Progress nobody watches."""


async def start_import(kind: str, path: Path, file_name: str, started_by: str) -> ImportRow:
    """Records a file to be imported, or finds the interrupted import of the same file.

    Raises Problem `not-in-catalogue` for a kind outside the catalogue. Enqueues nothing.
    """
    check_kind(kind)
    digest, size = await to_thread(_digest, path)
    async with transaction() as connection:
        unfinished = await find_unfinished_import(kind, digest)
        if unfinished:
            if not await to_thread(Path(unfinished.file_path).exists):
                await connection.execute(
                    "UPDATE import_run SET file_path = $2 WHERE id = $1", unfinished.id, str(path)
                )
            return await get_import_row(unfinished.id)
        import_id = await connection.fetchval(
            "INSERT INTO import_run (public_id, kind, file_name, file_path, file_sha256, file_size,"
            " started_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
            uuid4(), kind, Path(file_name).name[:200], str(path), digest, size, started_by[:64],
            clock.now(),
        )  # fmt: skip
        await append_audit(
            actor=started_by,
            action="import.start",
            object_type="import_run",
            object_id=str(import_id),
            detail={"kind": kind, "sha256": digest},
        )
    return await get_import_row(import_id)


async def start_queued_import(kind: str, path: Path, file_name: str, started_by: str) -> ImportRow:
    """`start_import`, to be run by the worker."""
    async with transaction():
        run = await start_import(kind, path, file_name, started_by)
        await enqueue("records.import", {"import_id": run.id}, dedupe=f"records.import:{run.id}")
    if run.file_path != str(path):  # the same file is being imported already
        await to_thread(path.unlink, missing_ok=True)
    return run


async def run_import(import_id: int, progress: Progress = _silent) -> ImportRow:
    """Runs an import to its end; a refused file ends as `failed` with its problem.

    Raises Problem `import-refused` then, and `conflict` when another process has carried the
    same import on. Safe to call again after a crash.
    """
    run = await get_import_row(import_id)
    if run.status in ("done", "cancelled"):
        return run
    spool = _folder() / f"{run.public_id}.rows.csv"
    await to_thread(spool.parent.mkdir, parents=True, exist_ok=True)
    try:
        await run_file(import_id, Path(run.file_path), spool, make_target(run), progress)
    except (SheetFault, FileNotFoundError) as fault:
        reason = str(fault) if isinstance(fault, SheetFault) else "文件已不在原处"
        await fail_run(import_id, reason)
        await to_thread(_discard, Path(run.file_path), spool)
        raise Problem("import-refused", detail=reason) from fault
    except Superseded as error:
        raise Problem("conflict", detail="这次导入正由另一个进程继续") from error
    await to_thread(_discard, Path(run.file_path), spool)
    return await get_import_row(import_id)


def _folder() -> Path:
    return get_settings().data_dir / "imports"


def _discard(path: Path, spool: Path) -> None:
    """Uploads may hold ID numbers: none is kept longer than needed (PIPL Art. 19)."""
    spool.unlink(missing_ok=True)
    if path.suffix == UPLOAD_SUFFIX and path.parent == _folder():
        path.unlink(missing_ok=True)


async def import_path(
    path: Path, kind: str, *, started_by: str, progress: Callable[[str, int, int], None] = _silent
) -> ImportReport:
    """Imports a local file at once (CLI, demo); writes refused rows beside the data.

    Raises Problem `not-in-catalogue` or `import-refused`.
    """
    began = time.perf_counter()
    run = await start_import(kind, await to_thread(path.resolve), path.name, started_by)
    run = await run_import(run.id, progress)
    return ImportReport(
        import_id=run.id,
        public_id=str(run.public_id),
        rows_read=run.rows_read,
        rows_accepted=run.rows_accepted,
        rows_unchanged=run.rows_unchanged,
        rows_rejected=run.rows_rejected,
        seconds=time.perf_counter() - began,
        rejects_path=await _write_rejects(run) if run.rows_rejected else None,
    )


def make_target(run: ImportRow) -> Target:
    """Where the rows of a run go."""
    if run.kind == REGISTRY_KIND:
        demo = run.started_by == DEMO_ACTOR
        return RegistryTarget(clock.today(), demo=demo, source="示例数据" if demo else "registry")
    if run.kind == COMMITMENT_KIND:
        return CommitmentTarget(clock.today(), actor=run.started_by)
    key = derive(get_settings().master_key, "records.person-key")
    return RecordTarget(get_record_class(run.kind), clock.today(), key)


async def _write_rejects(run: ImportRow) -> Path:
    path = _folder() / f"{run.public_id}.rejects.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REJECT_HEADER)
        async for page in iterate_rejects(run.id):
            writer.writerows(reject_line(reject) for reject in page)
    return path


def _digest(path: Path) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


__all__ = [
    "KINDS",
    "ImportReport",
    "import_path",
    "run_import",
    "start_import",
    "start_queued_import",
]
