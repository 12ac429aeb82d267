"""The verify-path cache on a real server: each promise, and each way to break it."""

import asyncio
import contextvars
import time

import pytest
from redis.asyncio import Redis

from credit.kit.db import in_transaction, transaction
from credit.kit.hotcache import Entry, HotCache, Limits, Loaded
from credit.kit.invalidation import start_listening, stop_listening
from kit.cache_rig import own_redis, until


class Source:
    """A loader that counts, waits and fails on demand."""

    def __init__(self) -> None:
        self.calls = 0
        self.pause = 0.0
        self.value: bytes | None = b"one"
        self.version = 0
        self.failure: Exception | None = None
        self.gate: asyncio.Event | None = None

    async def load(self, key: str) -> Loaded | None:
        self.calls += 1
        value, version = self.value, self.version
        await asyncio.sleep(self.pause)
        if self.gate:
            await self.gate.wait()
        if self.failure:
            raise self.failure
        return None if value is None else Loaded(value + b":" + key.encode(), version)


@pytest.fixture
def source() -> Source:
    return Source()


def body(entry: Entry | None) -> bytes | None:
    return entry.body if entry else None


def twin(cache: HotCache, source: Source) -> HotCache:
    """What another process would have: the same name, its own memory."""
    return HotCache(cache.name, source.load, cache.limits)


async def test_200_misses_at_once_make_one_load(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load)
    source.pause = 0.05
    answers = await asyncio.gather(*(cache.get("k") for _ in range(200)))
    assert {body(a) for a in answers} == {b"one:k"}
    assert source.calls == 1


async def test_several_processes_make_one_load(redis: Redis, source: Source) -> None:
    caches = [HotCache("probe", source.load) for _ in range(3)]
    source.pause = 0.1
    answers = await asyncio.gather(*(c.get("k") for c in caches for _ in range(50)))
    assert {body(a) for a in answers} == {b"one:k"}
    assert source.calls == 1


async def test_a_cancelled_caller_cancels_nobody(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load)
    source.pause = 0.1
    first = asyncio.create_task(cache.get("k"))
    others = [asyncio.create_task(cache.get("k")) for _ in range(5)]
    await asyncio.sleep(0.03)
    first.cancel()
    assert {body(a) for a in await asyncio.gather(*others)} == {b"one:k"}
    assert source.calls == 1


async def test_the_load_starts_in_a_fresh_context(redis: Redis) -> None:
    mark: contextvars.ContextVar[str] = contextvars.ContextVar("mark", default="clean")

    async def load(key: str) -> Loaded:
        return Loaded(mark.get().encode())

    mark.set("inherited")
    assert body(await HotCache("probe", load).get("k")) == b"clean"


async def test_inside_a_transaction_the_cache_steps_aside(committed_db: None, redis: Redis) -> None:
    async def load(key: str) -> Loaded:
        return Loaded(b"inside" if in_transaction() else b"outside")

    cache = HotCache("probe", load)
    async with transaction():
        assert body(await cache.get("k")) == b"inside"
    assert body(await cache.get("k")) == b"outside"


async def test_reads_of_one_tick_travel_together(redis: Redis, source: Source) -> None:
    for cache in (HotCache("probe", source.load), HotCache("probe", source.load)):
        await redis.config_resetstat()
        await asyncio.gather(*(cache.get(f"k{i}") for i in range(100)))
        stats = await redis.info("commandstats")
        assert stats["cmdstat_mget"]["calls"] == 1
    assert source.calls == 100


async def test_l1_is_bounded_and_ends(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load, Limits(l1=0.05, entries=10))
    for number in range(50):
        await cache.get(str(number))
    assert len(cache._l1) == 10
    await cache.get("49")
    assert source.calls == 50
    await redis.flushall()
    await asyncio.sleep(0.07)
    await cache.get("49")
    assert source.calls == 51


async def test_the_second_process_reads_redis(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load)
    first, second = await cache.get("k"), await twin(cache, source).get("k")
    assert first and second
    assert first.body == second.body
    assert abs(first.as_of - second.as_of) < 0.01
    assert source.calls == 1


async def test_life_times_are_jittered(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load, Limits(fresh=100, stale=1))
    await asyncio.gather(*(cache.get(f"k{i}") for i in range(60)))
    left = [await redis.pttl(k) for k in await redis.keys("*")]
    assert min(left) < 97_000 < 105_000 < max(left)
    assert min(left) > 89_000 and max(left) < 112_000


async def test_nothing_there_is_remembered_briefly(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load, Limits(negative=0.2))
    source.value = None
    for _ in range(5):
        assert await cache.get("k") is None
    assert await twin(cache, source).get("k") is None
    assert source.calls == 1
    source.value = b"new"
    await cache.forget("k")  # what issuing a code does
    assert body(await cache.get("k")) == b"new:k"


async def test_a_negative_answer_never_covers_a_value(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load)
    await cache.get("k")
    token = await cache._store.lease("k")
    assert token
    await cache._put("k", token, None, 0)
    assert body(await twin(cache, source).get("k")) == b"one:k"


async def test_forgetting_reaches_every_process(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load, Limits(l1=30, fresh=100))
    await start_listening()
    try:
        await asyncio.sleep(0.1)
        await cache.get("k")
        source.value = b"two"
        writer = CacheInAnotherProcess(source)
        await writer.forget("k")
        await until(lambda: "k" not in cache._l1, 1.0)
        assert body(await cache.get("k")) == b"two:k"
    finally:
        await stop_listening()


class CacheInAnotherProcess(HotCache):
    """Writes like the same cache elsewhere: its bus does not replace ours in this process."""

    def __init__(self, source: Source) -> None:
        from credit.kit import invalidation

        ours = dict(invalidation._buses)
        super().__init__("probe", source.load)
        invalidation._buses.clear()
        invalidation._buses.update(ours)


async def test_a_load_under_way_cannot_bring_the_old_value_back(
    redis: Redis, source: Source
) -> None:
    cache = HotCache("probe", source.load)
    source.gate = asyncio.Event()
    before = asyncio.create_task(cache.get("k"))  # has read "one" already
    await asyncio.sleep(0.05)
    source.value = b"two"
    await cache.forget("k")
    source.gate.set()
    assert body(await before) == b"one:k"  # asked before the change
    assert body(await cache.get("k")) == b"two:k"
    assert body(await twin(cache, source).get("k")) == b"two:k"


async def test_forgetting_thousands_is_a_few_commands(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load)
    keys = [f"k{number}" for number in range(1200)]
    await asyncio.gather(*(cache.get(key) for key in keys))
    assert await redis.dbsize() == 1200
    await cache.forget(*keys)
    assert await redis.dbsize() == 0
    assert len(cache._l1) == 0


async def test_no_stale_value_survives_many_races(redis: Redis) -> None:
    truth = {"k": 0}

    async def load(key: str) -> Loaded:
        seen = truth[key]
        await asyncio.sleep(0.001 * (seen % 3))
        return Loaded(str(seen).encode())

    cache = HotCache("probe", load)
    other = twin(cache, Source())
    other._load = load
    for number in range(1, 150):
        readers = [asyncio.create_task(c.get("k")) for c in (cache, other) for _ in range(3)]
        await asyncio.sleep(0.001 * (number % 4))
        truth["k"] = number
        await cache.forget("k")
        other._drop("k")
        assert body(await cache.get("k")) == str(number).encode()
        await asyncio.gather(*readers)
        assert body(await other.get("k")) == str(number).encode()


async def test_an_older_version_is_never_stored_over_a_newer(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load)
    source.version = 7
    await cache.forget("k", version=8)  # version 8 was committed; the replica still shows 7
    assert body(await cache.get("k")) == b"one:k"
    source.version, source.value = 8, b"two"
    assert body(await twin(cache, source).get("k")) == b"two:k"
    source.version, source.value = 7, b"one"
    assert body(await twin(cache, source).get("k")) == b"two:k"


async def test_when_loading_fails_the_last_answer_is_served_with_its_time(
    redis: Redis, source: Source
) -> None:
    cache = HotCache("probe", source.load, Limits(l1=0.01, fresh=0.05))
    first = await cache.get("k")
    assert first and not first.stale
    await asyncio.sleep(0.1)
    source.failure = ConnectionError("database is down")
    for _ in range(3):
        answer = await cache.get("k")
        assert answer and answer.stale
        assert (answer.body, answer.as_of) == (first.body, first.as_of)
        await asyncio.sleep(0.02)
    with pytest.raises(ConnectionError):
        await cache.get("never seen")
    source.failure = None
    await asyncio.sleep(1.2)
    again = await cache.get("k")
    assert again and not again.stale


async def test_a_forgotten_answer_is_not_served_stale(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load)
    await cache.get("k")
    await cache.forget("k")
    source.failure = ConnectionError("database is down")
    with pytest.raises(ConnectionError):
        await cache.get("k")


async def test_a_failed_load_gives_its_lease_back(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load)
    source.failure = RuntimeError("once")
    with pytest.raises(RuntimeError):
        await cache.get("k")
    await asyncio.sleep(0.02)
    source.failure = None
    begun = time.monotonic()
    await cache.get("k")
    assert time.monotonic() - begun < 0.5
    assert await redis.keys("*") == [b"dev:public:probe:{k}"]


async def test_a_hanging_source_is_given_up(
    redis: Redis, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credit.kit.hotcache.LOAD_SECONDS", 0.1)
    cache = HotCache("probe", source.load)
    source.pause = 60
    with pytest.raises(TimeoutError):
        await cache.get("k")


async def test_a_busy_key_is_refreshed_before_it_ends(redis: Redis, source: Source) -> None:
    cache = HotCache("probe", source.load, Limits(l1=0.0001, fresh=0.5))
    source.pause = 0.05
    answers = []
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        begun = time.monotonic()
        await cache.get("k")
        answers.append(time.monotonic() - begun)
        await asyncio.sleep(0.005)
    assert source.calls >= 3
    slow = [seconds for seconds in answers if seconds > 0.045]
    assert len(slow) <= source.calls - 1  # most refreshes kept nobody waiting


@pytest.mark.parametrize(
    "junk", [b"", b"junk", b"0" * 51, b"\xff" * 60, b"0" * 16 + b"x" * 34 + b"+"]
)
async def test_bytes_that_are_not_ours_are_a_miss(
    redis: Redis, source: Source, junk: bytes
) -> None:
    await redis.set("dev:public:probe:{k}", junk)
    assert body(await HotCache("probe", source.load).get("k")) == b"one:k"


async def test_redis_killed_is_slower_but_right_and_comes_back(
    source: Source, services: object
) -> None:
    async with own_redis() as server:
        cache = HotCache("probe", source.load, Limits(l1=0.01))
        await cache.get("k")
        server.kill()
        begun = time.monotonic()
        for number in range(20):
            assert body(await cache.get(f"x{number}")) == f"one:x{number}".encode()
        assert time.monotonic() - begun < 2
        server.start()
        await asyncio.sleep(1.1)
        await cache.get("k")
        calls = source.calls
        await asyncio.sleep(0.02)
        await twin(cache, source).get("k")
        assert source.calls == calls


async def test_a_frozen_redis_costs_a_moment_not_the_answer(
    source: Source, services: object
) -> None:
    async with own_redis() as server:
        cache = HotCache("probe", source.load)
        await cache.get("k")
        server.stop()
        begun = time.monotonic()
        answers = await asyncio.gather(*(cache.get(f"x{i}") for i in range(30)))
        assert all(answers)
        assert time.monotonic() - begun < 2.5
        begun = time.monotonic()
        assert await cache.get("y")  # the breaker is open now
        assert time.monotonic() - begun < 1.5
        server.go_on()


async def test_what_could_not_be_forgotten_is_forgotten_later(
    source: Source, services: object
) -> None:
    async with own_redis() as server:
        cache = HotCache("probe", source.load)
        await cache.get("k")
        server.stop()
        source.value = b"two"
        await cache.forget("k")
        assert body(await cache.get("k")) == b"two:k"
        server.go_on()
        await asyncio.sleep(2.0)
        assert body(await twin(cache, source).get("k")) == b"two:k"


async def test_forgetting_waits_for_the_commit(
    committed_db: None, redis: Redis, source: Source
) -> None:
    cache = HotCache("probe", source.load)
    await cache.get("k")
    with pytest.raises(RuntimeError, match="undo"):
        async with transaction():
            await cache.forget_on_commit("k")
            raise RuntimeError("undo")
    assert "k" in cache._l1
    async with transaction():
        await cache.forget_on_commit("k")
        assert "k" in cache._l1
    assert "k" not in cache._l1
