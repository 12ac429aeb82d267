"""Writes: store what the rule gives for a few subjects, or for everybody in one run."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import msgspec

from credit.evaluation import bulk
from credit.evaluation.model import Model
from credit.evaluation.model_file import model_on
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, connection, transaction
from credit.kit.jobs import enqueue

Report = Callable[[str, int, int], None]
LOCK = 20260401
"""Advisory lock: a few subjects take it alone, the parts of a full run share it."""
ACTOR = "system"
"""Nobody decides a grade. Each change is a row of `evaluation` for good; runs are audited too."""
SUBJECTS_A_PART = 50_000
LANES = 2
SUBJECTS_A_JOB = 1_000
WORK_MEMORY = "64MB"


class RunSummary(msgspec.Struct, frozen=True):
    """What a full run did; `resumed_from` is the subject id it went on after (0 = none)."""

    run_id: int
    model_version: str
    as_of: date
    subjects: int
    changed: int
    resumed_from: int


class _Run(msgspec.Struct):
    """A full run under way; `ended` holds parts that are done ahead of the checkpoint."""

    id: int
    model: Model
    as_of: date
    checkpoint: int
    last: int
    changed: int
    ended: set[int]


async def recompute_subjects(subject_ids: Sequence[int], *, as_of: date | None = None) -> int:
    """Evaluate these subjects under the model in force today and store what changed.

    Returns how many changed. Jobs `codes.reissue` and `districts.regrade` for changed grades join
    the transaction.
    """
    if not subject_ids:
        return 0
    day = as_of or clock.today()
    async with transaction() as held:
        await held.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        return await _store(held, model_on(day), day, bulk.CHOSEN, list(subject_ids))


async def recompute_all(
    *,
    as_of: date | None = None,
    report: Report | None = None,
    part: int = SUBJECTS_A_PART,
    lanes: int = LANES,
) -> RunSummary:
    """Evaluate every subject; each part commits with its checkpoint, a killed run goes on there.

    `report` is called with (what, subject ids done, subject ids in all).
    """
    day = as_of or clock.today()
    run = await _open_run(model_on(day), day)
    resumed_from = run.checkpoint
    parts = iter(range(run.checkpoint, run.last, part))
    workers = (_lane(run, parts, part, report) for _ in range(lanes))
    async with asyncio.TaskGroup() as group:
        for worker in workers:
            group.create_task(worker)
    subjects = await _close_run(run)
    return RunSummary(run.id, run.model.version, day, subjects, run.changed, resumed_from)


async def _open_run(model: Model, day: date) -> _Run:
    """Go on with the unfinished run of this day and model, else begin one."""
    async with transaction() as held:
        last = await held.fetchval("SELECT coalesce(max(id), 0) FROM subject")
        row = await held.fetchrow(
            """SELECT id, checkpoint, changed FROM evaluation_run
               WHERE status = 'running' AND model_version = $1 AND as_of = $2
               ORDER BY id DESC LIMIT 1""",
            model.version,
            day,
        )
        if row is None:
            await held.execute(
                """UPDATE evaluation_run SET status = 'failed', finished_at = $1
                   WHERE status = 'running'""",
                clock.now(),
            )
            row = await held.fetchrow(
                """INSERT INTO evaluation_run (model_version, as_of) VALUES ($1, $2)
                   RETURNING id, checkpoint, changed""",
                model.version,
                day,
            )
    return _Run(row["id"], model, day, row["checkpoint"], last, row["changed"], set())


async def _lane(run: _Run, parts: Iterator[int], part: int, report: Report | None) -> None:
    """Take parts off the shared list until none is left."""
    for start in parts:
        end = min(start + part, run.last)
        async with transaction() as held:
            await held.execute("SELECT pg_advisory_xact_lock_shared($1)", LOCK)
            await held.execute("SELECT pg_advisory_xact_lock($1, $2)", LOCK, start // part)
            changed = await _store(held, run.model, run.as_of, bulk.RANGE, start, end)
        run.changed += changed
        await _advance(run, start, end, part)
        if report:
            report("subjects evaluated", run.checkpoint, run.last)


async def _advance(run: _Run, start: int, end: int, part: int) -> None:
    """Move the checkpoint over every part that is done without a gap."""
    run.ended.add(start)
    while run.checkpoint in run.ended:
        run.ended.remove(run.checkpoint)
        run.checkpoint = min(run.checkpoint + part, run.last)
    async with connection() as held:
        await held.execute(
            """UPDATE evaluation_run
               SET checkpoint = greatest(checkpoint, $2), changed = greatest(changed, $3)
               WHERE id = $1""",
            run.id,
            run.checkpoint,
            run.changed,
        )


async def _close_run(run: _Run) -> int:
    async with transaction() as held:
        subjects: int = await held.fetchval("SELECT count(*) FROM subject")
        await held.execute(
            """UPDATE evaluation_run
               SET status = 'done', finished_at = $2, subjects_done = $3, checkpoint = $4
               WHERE id = $1""",
            run.id,
            clock.now(),
            subjects,
            run.last,
        )
        await append_audit(
            actor=ACTOR,
            action="evaluation.run",
            object_type="evaluation_run",
            object_id=str(run.id),
            detail={
                "model": run.model.version,
                "asOf": str(run.as_of),
                "subjects": subjects,
                "changed": run.changed,
            },
        )
    return subjects


async def _store(held: Connection, model: Model, day: date, which: str, *bounds: object) -> int:
    """Compute, write changed rows, pass changed grades on; the caller's transaction holds all."""
    await held.execute(f"SET LOCAL work_mem = '{WORK_MEMORY}'")
    # Rows come in the order of subjects from the index; a hash table would only spill.
    # The lanes are parallel enough.
    await held.execute(
        "SET LOCAL enable_hashagg = off; SET LOCAL jit = off; "
        "SET LOCAL max_parallel_workers_per_gather = 0"
    )
    await held.execute("DROP TABLE IF EXISTS evaluation_change")
    sql = bulk.changes_sql(model, day, which)
    await held.execute(f"CREATE TEMP TABLE evaluation_change ON COMMIT DROP AS {sql}", *bounds)
    changed = await held.fetchval("SELECT count(*) FROM evaluation_change")
    if changed:
        await _write(held, model, day)
        await _copy_grades(held, which, *bounds)
        await _pass_on(held)
    return int(changed)


async def _write(held: Connection, model: Model, day: date) -> None:
    await held.execute(
        """UPDATE evaluation SET is_current = false
           WHERE id IN (SELECT old_id FROM evaluation_change)"""
    )
    await held.execute(
        """INSERT INTO evaluation (subject_id, model_version, evaluated_on, evaluated_at, score,
                                   grade, points, record_count, cap, is_current)
           SELECT subject_id, $1, $2, $3, score, grade, points, record_count, cap, true
           FROM evaluation_change ORDER BY subject_id""",
        model.version,
        day,
        clock.now(),
    )


async def _copy_grades(held: Connection, which: str, *bounds: object) -> None:
    """Keep the copy for lists (decision 0005); the bounds spare a look at every subject."""
    await held.execute(
        f"""UPDATE subject SET grade = change.grade FROM evaluation_change AS change
           WHERE subject.id = change.subject_id AND subject.grade <> change.grade
             AND {which.format(column="subject.id")}""",  # noqa: S608 - one of two constants
        *bounds,
    )


async def _pass_on(held: Connection) -> None:
    """Badges show the grade, districts reckon with it: both are told whose grade changed."""
    rows = await held.fetch(
        "SELECT subject_id FROM evaluation_change WHERE grade <> old_grade ORDER BY subject_id"
    )
    ids = [row["subject_id"] for row in rows]
    for start in range(0, len(ids), SUBJECTS_A_JOB):
        news = {"subject_ids": ids[start : start + SUBJECTS_A_JOB]}
        await enqueue("codes.reissue", news)
        await enqueue("districts.regrade", news)
