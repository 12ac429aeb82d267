"""The transaction helper: every promise of `credit.kit.db` on a real PostgreSQL."""

import asyncio

import asyncpg
import pytest

from credit.kit.db import DB, acquire, connection, on_commit, transaction

pytestmark = pytest.mark.usefixtures("committed_db")


async def _audit_rows() -> int:
    async with acquire() as held:
        return int(await held.fetchval("SELECT count(*) FROM commitment_serial"))


async def _insert(day: str = "2026-01-01", last: int = 1) -> None:
    async with connection() as held:
        await held.execute(
            "INSERT INTO commitment_serial (division, day, last)"
            " VALUES ('630102', $1::text::date, $2)",
            day,
            last,
        )


async def test_commit_keeps_and_error_undoes() -> None:
    async with transaction():
        await _insert()
    with pytest.raises(ValueError, match="stop"):
        async with transaction():
            await _insert("2026-01-02")
            raise ValueError("stop")
    assert await _audit_rows() == 1


async def test_inner_rollback_keeps_the_outer_work() -> None:
    async with transaction():
        await _insert()
        with pytest.raises(asyncpg.UniqueViolationError):
            async with transaction():
                await _insert()
        await _insert("2026-01-02")
    assert await _audit_rows() == 2


async def test_failed_commits_return_their_connections() -> None:
    assert DB.pool is not None
    async with acquire() as held:
        await held.execute(
            "CREATE TABLE deferred_check (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)"
        )
    try:
        for _ in range(DB.pool.get_max_size() + 1):
            with pytest.raises(asyncpg.UniqueViolationError):
                async with transaction() as held:
                    await held.execute("INSERT INTO deferred_check VALUES (1), (1)")
        assert DB.current_transaction.get() is None
    finally:
        async with acquire() as held:
            await held.execute("DROP TABLE deferred_check")


async def test_hooks_run_after_commit_only_and_one_failure_is_contained() -> None:
    ran: list[str] = []

    def fail() -> None:
        raise RuntimeError("hook")

    async with transaction():
        on_commit(fail)
        on_commit(lambda: ran.append("outer"))
        with pytest.raises(ValueError, match="inner"):
            async with transaction():
                on_commit(lambda: ran.append("undone"))
                raise ValueError("inner")
        assert ran == []
    assert ran == ["outer"]


async def test_hooks_of_a_rolled_back_transaction_never_run() -> None:
    ran: list[str] = []
    with pytest.raises(ValueError, match="stop"):
        async with transaction():
            on_commit(lambda: ran.append("no"))
            raise ValueError("stop")
    assert ran == []


async def test_a_spawned_task_cannot_use_the_transaction() -> None:
    async def intruder() -> None:
        async with transaction():
            await _insert()

    async with transaction():
        with pytest.raises(RuntimeError, match="one task"):
            await asyncio.create_task(intruder())


async def test_nested_isolation_is_refused() -> None:
    async with transaction():
        with pytest.raises(RuntimeError, match="isolation"):
            async with transaction(isolation="serializable"):
                pass


async def test_exhausted_pool_times_out_instead_of_waiting_for_ever() -> None:
    assert DB.pool is not None
    held = [await DB.pool.acquire() for _ in range(DB.pool.get_max_size())]
    try:
        with pytest.raises(TimeoutError):
            async with transaction(acquire_timeout=0.1):
                pass
    finally:
        for one in held:
            await DB.pool.release(one)


async def test_serialisation_conflict_surfaces() -> None:
    await _insert()

    async def bump() -> None:
        async with transaction(isolation="serializable") as held:
            last = await held.fetchval("SELECT last FROM commitment_serial")
            await asyncio.sleep(0.05)
            await held.execute("UPDATE commitment_serial SET last = $1", last + 1)

    results = await asyncio.gather(bump(), bump(), return_exceptions=True)
    assert [type(r) for r in results].count(asyncpg.SerializationError) == 1
