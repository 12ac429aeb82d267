"""The general cache: one load for many, nobody's data for another, Redis not needed."""

import asyncio
import time

import msgspec
import pytest
from redis.asyncio import Redis

from credit.kit import cache
from credit.kit.cache import cached, forget, forget_on_commit, user_key
from credit.kit.db import transaction
from kit.cache_rig import own_redis


class Tally(msgspec.Struct):
    """What these tests keep."""

    number: int
    name: str = ""


class Counter:
    def __init__(self) -> None:
        self.calls = 0
        self.pause = 0.0

    async def load(self) -> Tally:
        self.calls += 1
        number = self.calls
        await asyncio.sleep(self.pause)
        return Tally(number, "青海")


async def test_200_misses_at_once_make_one_load(redis: Redis) -> None:
    source = Counter()
    source.pause = 0.05
    asked = (cached("public:t", Tally, 60, source.load) for _ in range(200))
    assert await asyncio.gather(*asked) == [Tally(1, "青海")] * 200
    assert await cached("public:t", Tally, 60, source.load) == Tally(1, "青海")


async def test_a_cancelled_caller_cancels_nobody(redis: Redis) -> None:
    source = Counter()
    source.pause = 0.1
    first = asyncio.create_task(cached("public:t", Tally, 60, source.load))
    second = asyncio.create_task(cached("public:t", Tally, 60, source.load))
    await asyncio.sleep(0.02)
    first.cancel()
    assert (await second).number == 1


async def test_a_value_ends_about_when_it_should(redis: Redis) -> None:
    await cached("public:t", Tally, 100, Counter().load)
    (key,) = await redis.keys("*")
    assert 89_000 < await redis.pttl(key) <= 110_000
    assert key.startswith(b"dev:cached:")  # the release comes first


async def test_another_shape_under_the_key_is_a_miss(redis: Redis) -> None:
    async def load_text() -> str:
        return "old release"

    await cached("public:t", str, 60, load_text)
    assert (await cached("public:t", Tally, 60, Counter().load)).number == 1


async def test_b_never_sees_what_is_as(redis: Redis) -> None:
    async def of(name: str) -> str:
        async def load() -> str:
            return f"{name}'s file"

        return await cached(user_key(name, "file"), str, 60, load)

    answers = await asyncio.gather(*(of(name) for name in ["a", "b"] * 20))
    assert answers == ["a's file", "b's file"] * 20


async def test_a_key_must_say_for_whom_it_is(redis: Redis) -> None:
    with pytest.raises(ValueError, match="public"):
        await cached("file", Tally, 60, Counter().load)


async def test_a_load_under_way_stores_nothing_after_forget(redis: Redis) -> None:
    source = Counter()
    source.pause = 0.1
    old = asyncio.create_task(cached("public:t", Tally, 60, source.load))
    await asyncio.sleep(0.03)
    await forget("public:t")
    assert (await cached("public:t", Tally, 60, source.load)).number == 2
    assert (await old).number == 1
    assert (await cached("public:t", Tally, 60, source.load)).number == 2


async def test_inside_a_transaction_nothing_is_cached(committed_db: None, redis: Redis) -> None:
    source = Counter()
    async with transaction():
        await cached("public:t", Tally, 60, source.load)
        forget_on_commit("public:t")
    assert await redis.keys("*") == []
    assert (await cached("public:t", Tally, 60, source.load)).number == 2


async def test_redis_killed_is_served_from_the_loader(
    services: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_store", cache.CacheStore("cached"))
    source = Counter()
    async with own_redis() as server:
        assert (await cached("public:t", Tally, 60, source.load)).number == 1
        server.kill()
        begun = time.monotonic()
        for number in range(2, 12):
            assert (await cached("public:t", Tally, 60, source.load)).number == number
        assert time.monotonic() - begun < 0.5
        await forget("public:t")
        server.start()
        await asyncio.sleep(1.1)
        kept = await cached("public:t", Tally, 60, source.load)
        assert await cached("public:t", Tally, 60, source.load) == kept
