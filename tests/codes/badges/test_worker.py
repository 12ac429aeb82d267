"""A grade change by the whole real path: record → job → worker process → badge, phone, web badge.

Nothing is called by hand between the record and what people see; the limit is one minute.
"""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from redis.asyncio import Redis

from codes.trust.phone import Phone
from conftest import BASE_URL
from credit.codes.badges.actions import issue_badge
from credit.codes.verdicts import cache as verdict_cache
from credit.codes.verdicts.queries import BadgeRow
from credit.evaluation.actions import recompute_subjects
from credit.evaluation.rules import Evidence
from credit.kit import clock
from credit.kit.db import acquire, transaction
from credit.kit.invalidation import start_listening, stop_listening
from credit.kit.jobs import enqueue
from evaluation.evidence import add_records, evidence
from factories.subjects import make_subject

LIMIT = 60.0
WORKER = "import asyncio; from credit import worker; asyncio.run(worker.work())"


@pytest.fixture
async def web(app: Litestar, committed_db: None, redis: Redis) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP with real commits, listening to other processes as the server does."""
    for cache in verdict_cache._CACHES.values():
        cache.clear()
    await start_listening()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url=BASE_URL
    ) as client:
        yield client
    await stop_listening()


@pytest.fixture
async def worker(web: httpx.AsyncClient) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER)
    yield
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 30) == 0


def good_record(number: int) -> Evidence:
    day, key = clock.today(), str(UUID(int=number))
    kind = "licence" if number % 2 else "inspection"
    facet = "qualification" if number % 2 else "kept"
    return evidence(kind, facet=facet, record_id=key, decided_on=day)


async def tell(subject_id: int, record: Evidence) -> None:
    """What an importer does: the record and its job, in one transaction."""
    async with transaction() as held:
        await add_records(held, {subject_id: [record]})
        await enqueue("evaluation.recompute", {"subject_ids": [subject_id]})


async def graded_shop() -> tuple[int, str, BadgeRow]:
    subject = await make_subject("湟水源牦牛酸奶坊")
    async with acquire() as held:
        await add_records(held, {subject.id: [good_record(n) for n in range(1, 8)]})
    await recompute_subjects([subject.id])
    badge = await issue_badge(subject.id)
    assert badge and subject.uscc
    return subject.id, subject.uscc, badge


async def until(what: str, holds: Callable[[], Awaitable[bool]]) -> None:
    end = time.monotonic() + LIMIT
    while not await holds():
        assert time.monotonic() < end, f"not within a minute: {what}"
        await asyncio.sleep(0.3)


@pytest.mark.slow
async def test_a_grade_change_reaches_everybody_within_the_minute(
    web: httpx.AsyncClient, worker: None
) -> None:
    subject_id, uscc, old = await graded_shop()
    phone = Phone(web)

    async def offline(verdict: str, fault: str | None) -> bool:
        if (await web.get("/api/trust/bundle")).status_code != 200:
            return False
        await phone.synchronise()
        found = phone.verify(old.digits)
        return (found.verdict, found.fault) == (verdict, fault)

    await until("the first lists", lambda: offline("valid", None))
    severe = evidence("penalty", 3, decided_on=clock.today(), record_id=str(UUID(int=99)))
    await tell(subject_id, severe)

    async def renewed() -> bool:
        fresh = (await web.get(f"/api/subjects/{uscc}/badge")).json()
        return bool(fresh["grade"] != old.grade)

    await until("a new badge", renewed)
    fresh = (await web.get(f"/api/subjects/{uscc}/badge")).json()
    assert fresh["grade"] > old.grade
    image = (await web.get(f"/api/subjects/{uscc}/web-badge.svg")).text
    assert f"信用等级 {fresh['grade']} ·" in image
    page = (await web.get(f"/api/verdicts/{old.digits}")).json()
    assert page["verdict"] == "valid"
    assert page["merchant"]["evaluation"]["grade"] == fresh["grade"]
    await until("the phone knows", lambda: offline("unverifiable", "superseded"))
    assert phone.verify(fresh["digits"]).verdict == "valid"
