"""The job queue: enqueued within our transaction, run at least once, held when it keeps failing."""

import asyncio
import signal
import sys
import time

import pytest

from credit.kit.db import acquire, transaction
from credit.kit.jobs import enqueue

pytestmark = pytest.mark.usefixtures("committed_db")


async def _waiting(name: str) -> int:
    async with acquire() as held:
        return int(await held.fetchval("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", name))


async def test_a_job_exists_exactly_when_its_transaction_committed() -> None:
    async with transaction():
        await enqueue("t.kept", {"n": 1})
        with pytest.raises(ValueError, match="inner"):
            async with transaction():
                await enqueue("t.lost", {})
                raise ValueError("inner")
    with pytest.raises(ValueError, match="outer"):
        async with transaction():
            await enqueue("t.lost", {})
            raise ValueError("outer")
    assert await _waiting("t.kept") == 1
    assert await _waiting("t.lost") == 0


async def test_dedupe_keeps_one_waiting_job() -> None:
    async with transaction():
        await enqueue("t.once", {}, dedupe="k")
        await enqueue("t.once", {}, dedupe="k")
    assert await _waiting("t.once") == 1


WORKER = """
import asyncio
from credit.kit.db import transaction
from credit.kit.jobs import job
from credit import worker

@job("t.serial")
async def serial(args):
    async with transaction() as held:
        await held.execute(
            "INSERT INTO commitment_serial (division, day, last) VALUES ('630102', current_date, 1)"
            " ON CONFLICT (division, day) DO UPDATE SET last = commitment_serial.last + 1")
        await asyncio.sleep(args["sleep"])

asyncio.run(worker.work())
"""


async def _done() -> int:
    async with acquire() as held:
        return int(await held.fetchval("SELECT coalesce(max(last), 0) FROM commitment_serial"))


async def test_a_worker_process_runs_jobs_and_stops_on_sigterm() -> None:
    for _ in range(5):
        await enqueue("t.serial", {"sleep": 0})
    worker = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER)
    try:
        end = time.monotonic() + 20
        while await _done() < 5:
            assert time.monotonic() < end, "jobs did not run"
            await asyncio.sleep(0.1)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(worker.wait(), 15) == 0
    assert await _waiting("t.serial") == 0
