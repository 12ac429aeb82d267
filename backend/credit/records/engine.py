"""The import engine: batches in single transactions, checkpointed, validation one step ahead.

A batch's facts, rejects, counters, checkpoint and jobs commit together, so a killed import
resumes where it stopped, without doubles or loss. The file is checked as a whole before the
first write; what was done already is read again at parsing speed to know its keys.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from credit.kit.clock import now
from credit.kit.db import Connection, is_retryable, transaction
from credit.kit.jobs import enqueue
from credit.kit.sheets import Limits, Reject, Sheet, open_sheet
from credit.records.ahead import Order, blocks_ahead
from credit.records.queries import ImportRow, get_import_row
from credit.records.target import RecordTarget, Target
from credit.records.upsert import RetryBatch, Stored

BATCH_ROWS = 10_000
MAX_TRIES = 4
HUGE_LINES = 50_000  # above this, one recomputation of everybody is cheaper than many lists
TOUCHED_PER_JOB = 1_000
Progress = Callable[[str, int, int], None]


class Superseded(Exception):
    """Another process has carried this import on; leave it alone."""


class Step(msgspec.Struct, frozen=True):
    """Prepared blocks that go into one transaction; `end` counts the file's rows up to here."""

    parts: list[Any]
    end: int

    @property
    def rejects(self) -> list[Reject]:
        """Rows that validation refused."""
        return [reject for part in self.parts for reject in part.rejects]


async def run_file(
    import_id: int, path: Path, spool: Path, target: Target, progress: Progress
) -> None:
    """Imports the file behind a run; raises SheetFault when the file as a whole is refused."""
    run = await get_import_row(import_id)
    sheet = await asyncio.to_thread(
        open_sheet, path, count_known=target.count_known, limits=Limits(), spool=spool
    )
    target.open(sheet)
    await _start(run, sheet, target)
    await _run_batches(run, sheet, target, progress)


async def _run_batches(run: ImportRow, sheet: Sheet, target: Target, progress: Progress) -> None:
    huge = sheet.lines > HUGE_LINES
    total = max(sheet.lines - sheet.header_line, 0)
    done = run.checkpoint
    async with aclosing(_steps(run, sheet, target, huge=huge)) as steps:
        async for step in steps:
            await _store_batch(run.id, target, step, done, huge=huge)
            done = step.end
            progress("rows", min(done, total), total)
    await _finish(run.id, huge=huge)


async def _steps(
    run: ImportRow, sheet: Sheet, target: Target, *, huge: bool
) -> AsyncGenerator[Step, None]:
    """Steps after the checkpoint. Blocks before it are prepared too: their keys are needed."""
    parts: list[Any] = []
    rows = end = 0
    async with aclosing(_blocks(sheet, target, huge=huge)) as blocks:
        async for prepared in blocks:
            end += prepared.rows_seen
            if end <= run.checkpoint:
                continue
            parts.append(prepared)
            rows += prepared.rows_seen
            if rows >= BATCH_ROWS:
                yield Step(parts, end)
                parts, rows = [], 0
    if parts:
        yield Step(parts, end)


async def _blocks(sheet: Sheet, target: Target, *, huge: bool) -> AsyncGenerator[Any, None]:
    """Prepared blocks; those of a large file of facts come from a process of their own."""
    if huge and isinstance(target, RecordTarget):
        order = Order(sheet, target.record_class, target.today, target.person_key)
        async with aclosing(blocks_ahead(order)) as blocks:
            async for prepared in blocks:
                yield prepared
        return
    here = map(target.prepare, sheet.blocks())
    while (block := await asyncio.to_thread(next, here, None)) is not None:
        yield block


async def _store_batch(
    import_id: int, target: Target, batch: Step, done: int, *, huge: bool
) -> None:
    for attempt in range(1, MAX_TRIES + 1):
        try:
            async with transaction(acquire_timeout=30) as connection:
                await _write(connection, import_id, target, batch, done, huge=huge)
            return
        except (RetryBatch, asyncpg.PostgresError) as error:
            if attempt == MAX_TRIES or not (isinstance(error, RetryBatch) or is_retryable(error)):
                raise
            await asyncio.sleep(0.05 * attempt)


async def _write(
    connection: Connection, import_id: int, target: Target, batch: Step, done: int, *, huge: bool
) -> None:
    stored = await target.store(connection, batch.parts, import_id, want_touched=not huge)
    rejects = batch.rejects + stored.rejects
    await _move_checkpoint(connection, import_id, batch, done, stored, len(rejects))
    await write_rejects(connection, import_id, rejects)
    if not huge:
        await enqueue_recompute(stored.touched)
        await enqueue_notices(stored.touched)


async def _move_checkpoint(
    connection: Connection, import_id: int, batch: Step, done: int, stored: Stored, refused: int
) -> None:
    moved = await connection.fetchval(
        "UPDATE import_run SET checkpoint = $3, rows_read = $3,"
        " rows_accepted = rows_accepted + $4, rows_unchanged = rows_unchanged + $5,"
        " rows_rejected = rows_rejected + $6"
        " WHERE id = $1 AND checkpoint = $2 AND status = 'running' RETURNING id",
        import_id, done, batch.end, stored.accepted, stored.unchanged, refused,
    )  # fmt: skip
    if moved is None:
        raise Superseded(f"import {import_id} was carried on or cancelled elsewhere")


async def write_rejects(connection: Connection, import_id: int, rejects: list[Reject]) -> None:
    """Keeps refused rows for the officer's rejects file."""
    if rejects:
        await connection.copy_records_to_table(
            "import_reject",
            columns=("import_id", "line", "field", "value", "reason"),
            records=[(import_id, max(r.line, 1), r.field, r.value, r.reason) for r in rejects],
        )


async def enqueue_recompute(touched: set[int]) -> None:
    """News for the evaluation, in lists of bounded length."""
    ids = sorted(touched)
    for start in range(0, len(ids), TOUCHED_PER_JOB):
        await enqueue("evaluation.recompute", {"subject_ids": ids[start : start + TOUCHED_PER_JOB]})


async def enqueue_notices(touched: set[int]) -> None:
    """News for repair: owners learn of a negative fact together with how to repair it."""
    ids = sorted(touched)
    for start in range(0, len(ids), TOUCHED_PER_JOB):
        await enqueue("repair.notify", {"subject_ids": ids[start : start + TOUCHED_PER_JOB]})


async def _start(run: ImportRow, sheet: Sheet, target: Target) -> None:
    async with transaction(acquire_timeout=30) as connection:
        await connection.execute(
            "UPDATE import_run SET status = 'running', encoding = $2, problem = '' WHERE id = $1",
            run.id, sheet.encoding,
        )  # fmt: skip
        if run.checkpoint == 0 and run.status == "queued":
            reason = "这一列不在目录内，没有读取也没有保存（最小必要）"
            unknown = [Reject(sheet.header_line, name, "", reason) for name in target.unknown]
            await write_rejects(connection, run.id, unknown)


async def _finish(import_id: int, *, huge: bool) -> None:
    async with transaction(acquire_timeout=30) as connection:
        await connection.execute(
            "UPDATE import_run SET status = 'done', finished_at = $2 WHERE id = $1",
            import_id, now(),
        )  # fmt: skip
        if huge:
            await enqueue("evaluation.recompute_all", {}, dedupe="evaluation.recompute_all")
            await enqueue("repair.notify", {}, dedupe="repair.notify")


async def fail_run(import_id: int, problem: str) -> None:
    """Closes a run whose file was refused as a whole."""
    async with transaction(acquire_timeout=30) as connection:
        await connection.execute(
            "UPDATE import_run SET status = 'failed', problem = $2, finished_at = $3 WHERE id = $1",
            import_id, problem, now(),
        )  # fmt: skip
