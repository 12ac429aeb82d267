"""A large world for benchmarks: COPY straight into the tables, everything in one transaction.

Unlike the demo province it takes no detour through importers. Indexes are dropped and made
again inside the transaction, so a killed run leaves the database as it was.
"""

import time
from collections.abc import AsyncIterator, Iterable

import msgspec

from credit.demo.large_districts import spread_memberships
from credit.demo.large_records import RECORD_COLUMNS, record_lines
from credit.demo.large_subjects import SUBJECT_COLUMNS, LargeSubjects, make_large_subjects
from credit.kit import clock
from credit.kit.db import Connection, transaction
from credit.kit.progress import Report

COPY_TIMEOUT = 3600.0
BLOCK_BYTES = 1 << 20

# Constraints of `record` are checked again as a whole, which is far quicker than row by row.
_LIFTED = """
SELECT format('ALTER TABLE record DROP CONSTRAINT %I', conname) AS lift,
       format('ALTER TABLE record ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid))
         AS again
FROM pg_constraint WHERE conrelid = 'record'::regclass AND contype IN ('f', 'u')
UNION ALL
SELECT format('DROP INDEX %I', c.relname), pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid IN ('subject'::regclass, 'record'::regclass)
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
ORDER BY 1
"""


class LargeWorld(msgspec.Struct, frozen=True):
    """What was made, and in how many seconds."""

    subjects: int
    records: int
    seconds: float


async def make_large_world(
    subjects: int = 600_000,
    records: int = 5_000_000,
    progress: Report = lambda what, done, total: None,
    seed: int = 2026,
) -> LargeWorld:
    """Add that many fictitious subjects with valid codes and records about them.

    The same numbers and seed give the same world on the same day. Rows already there stay.
    """
    started = time.monotonic()
    async with transaction() as held:
        await held.execute("SET LOCAL statement_timeout = 0")
        await held.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await held.execute("SET LOCAL maintenance_work_mem = '256MB'")
        statements = await _lift_indexes(held)
        world = await _fill_subjects(held, subjects, seed, progress)
        lines = record_lines(world, records, clock.today(), seed)
        await spread_memberships(held, world.first_id, subjects)
        await _copy(held, "record", RECORD_COLUMNS, lines, records, progress)
        await _restore_indexes(held, statements, progress)
    await _analyse()
    return LargeWorld(subjects, records, time.monotonic() - started)


async def _fill_subjects(
    held: Connection, count: int, seed: int, progress: Report
) -> LargeSubjects:
    first = 1 + await held.fetchval("SELECT coalesce(max(id), 0) FROM subject")
    world = make_large_subjects(count, first, clock.today(), seed)
    await _copy(held, "subject", SUBJECT_COLUMNS, world.lines(), count, progress)
    await held.execute(
        "SELECT setval(pg_get_serial_sequence('subject', 'id'), $1)", first + max(count, 1) - 1
    )
    return world


async def _lift_indexes(held: Connection) -> list[str]:
    """Drops indexes and constraints; returns the statements that make them again."""
    rows = await held.fetch(_LIFTED)
    for row in rows:
        await held.execute(row["lift"])
    return [row["again"] for row in rows]


async def _restore_indexes(held: Connection, statements: list[str], progress: Report) -> None:
    for done, statement in enumerate(statements):
        progress("indexes", done, len(statements))
        await held.execute(statement, timeout=COPY_TIMEOUT)
    progress("indexes", len(statements), len(statements))


async def _copy(
    held: Connection,
    table: str,
    columns: tuple[str, ...],
    lines: Iterable[str],
    total: int,
    progress: Report,
) -> None:
    async def blocks() -> AsyncIterator[bytes]:
        block: list[str] = []
        done = size = 0
        for line in lines:
            block.append(line)
            size += len(line)
            if size > BLOCK_BYTES:
                yield "".join(block).encode()
                done += len(block)
                progress(table, done, total)
                block, size = [], 0
        yield "".join(block).encode()
        progress(table, total, total)

    await held.copy_to_table(table, source=blocks(), columns=columns, timeout=COPY_TIMEOUT)


async def _analyse() -> None:
    """Fresh statistics and visibility maps, as autovacuum would bring them later."""
    from credit.kit.db import acquire

    async with acquire() as held:
        await held.execute("SET statement_timeout = 0")
        try:
            for table in ("subject", "record"):
                await held.execute(f"VACUUM (ANALYZE) {table}", timeout=COPY_TIMEOUT)
        finally:
            await held.execute("RESET statement_timeout")
