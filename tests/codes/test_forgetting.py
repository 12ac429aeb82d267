"""A revocation reaches every process, whatever fails on the way."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from redis.asyncio import Redis

from codes.test_verdict_cache import committed_badge
from credit.codes.badges.actions import end_badges
from credit.codes.core.code_text import DigitsCode
from credit.codes.verdicts import cache as verdict_cache
from credit.codes.verdicts.cache import find_answer
from credit.kit.invalidation import start_listening, stop_listening
from kit.cache_rig import own_redis

ASKER = Path(__file__).with_name("asker.py")
NOTICED_WITHIN = 2.0
# Revokes, and dies when the commit is done but nobody has been told on Redis.
DYING = """
import asyncio, os, sys
from credit.codes.badges.actions import end_badges
from credit.kit import db

async def main():
    db.run_hooks = lambda hooks: os._exit(9)
    await db.start_pool(size=2)
    await end_badges(int(sys.argv[1]), "revoked", "冒用", actor="officer", basis="示例规定第八条")

asyncio.run(main())
"""


class Asker:
    """Another process, asked by its standard input."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    async def ask(self, digits: str) -> str:
        return await asyncio.to_thread(self._ask, digits)

    def _ask(self, digits: str) -> str:
        assert self.process.stdin and self.process.stdout
        print(digits, file=self.process.stdin, flush=True)
        answer: dict[str, Any] = msgspec.json.decode(self.process.stdout.readline())
        return answer["reason"] or answer["verdict"]


@contextmanager
def asker() -> Iterator[Asker]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, ASKER], stdin=pipe, stdout=pipe, text=True) as process:
        yield Asker(process)
        process.kill()


@pytest.fixture
async def listening(committed_db: None, redis: Redis) -> AsyncIterator[None]:
    for cache in verdict_cache._CACHES.values():
        cache.clear()
    await start_listening()
    yield
    await stop_listening()


async def test_without_redis_another_process_notices_a_revocation(committed_db: None) -> None:
    async with own_redis() as server:
        server.kill()
        badge = await committed_badge()
        with asker() as other:
            assert await other.ask(badge.digits) == "valid"
            await asyncio.sleep(1)  # it listens by now; its memory would last a minute
            assert await other.ask(badge.digits) == "valid"
            await end_badges(
                badge.subject_id, "revoked", "冒用店名", actor="officer", basis="示例规定第八条"
            )
            begun = time.monotonic()
            while await other.ask(badge.digits) != "revoked":
                assert time.monotonic() - begun < NOTICED_WITHIN
                await asyncio.sleep(0.05)
        await stop_listening()  # ends the retries that wait for Redis


async def test_a_writer_that_dies_after_its_commit_has_told_everybody(listening: None) -> None:
    badge = await committed_badge()
    code = DigitsCode(badge.digits)
    assert b'"valid"' in (await find_answer(code, "json")).body
    command = [sys.executable, "-c", DYING, str(badge.subject_id)]
    died = await asyncio.to_thread(subprocess.run, command, check=False)
    assert died.returncode == 9
    for cache in verdict_cache._CACHES.values():  # only Redis remembers now
        cache.clear()
    begun = time.monotonic()
    while b'"revoked"' not in (await find_answer(code, "json")).body:
        assert time.monotonic() - begun < NOTICED_WITHIN
        await asyncio.sleep(0.05)
