"""Rate limits: exact over processes, no edge to slip through, and the right way to fail."""

import asyncio
import multiprocessing
from multiprocessing.queues import Queue
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.types import Scope
from redis.asyncio import Redis

from credit.kit import ratelimit
from credit.kit import redis as redis_module
from credit.kit.breaker import Breaker
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit, client_ip, client_network
from credit.settings import get_settings
from kit.cache_rig import own_redis

FAST = Limit(name="fast", count=5, seconds=0.5)


async def passes(limit: Limit, who: str = "one") -> bool:
    try:
        await check_limit(limit, who)
    except Problem as problem:
        assert problem.slug == "rate-limited"
        return False
    return True


def hammer(results: "Queue[int]") -> None:
    """One process's 60 calls; the parent's connections stay the parent's."""
    redis_module._client = None

    async def calls() -> int:
        limit = Limit(name="probe", count=20, seconds=600, closed=True)
        return sum(
            [sum(await asyncio.gather(*(passes(limit) for _ in range(10)))) for _ in range(6)]
        )

    results.put(asyncio.run(calls()))


async def test_exact_over_four_processes(redis: Redis) -> None:
    fork = multiprocessing.get_context("fork")
    results: Queue[int] = fork.Queue()
    processes = [fork.Process(target=hammer, args=(results,)) for _ in range(4)]
    for process in processes:
        process.start()
    passed = [await asyncio.to_thread(results.get, timeout=30) for _ in processes]
    for process in processes:
        process.join()
    assert sum(passed) == 20


async def test_a_burst_then_an_even_flow(redis: Redis) -> None:
    assert [await passes(FAST) for _ in range(7)] == [True] * 5 + [False] * 2
    await asyncio.sleep(0.11)  # one interval: room for one
    assert [await passes(FAST) for _ in range(2)] == [True, False]


async def test_no_double_portion_at_a_window_edge(redis: Redis) -> None:
    """A fixed window lets twice the limit through around its edge; this one never does."""
    allowed, moments, loop = 0, [], asyncio.get_running_loop()
    end = loop.time() + 1.2
    while loop.time() < end:
        if await passes(FAST):
            moments.append(loop.time())
        await asyncio.sleep(0.01)
    for start in moments:
        allowed = max(allowed, sum(start <= moment < start + 0.5 for moment in moments))
    assert allowed <= 10  # the burst and what flows in meanwhile, never a second burst
    later = [moment for moment in moments if moment > moments[0] + 0.5]
    assert len(later) <= 8


async def test_callers_do_not_share_a_limit(redis: Redis) -> None:
    for _ in range(5):
        await passes(FAST, "a")
    assert not await passes(FAST, "a")
    assert await passes(FAST, "b")


async def test_the_refusal_says_when_to_come_back(redis: Redis) -> None:
    hourly = Limit(name="hourly", count=1, seconds=3600)
    await check_limit(hourly, "one")
    with pytest.raises(Problem) as caught:
        await check_limit(hourly, "one")
    assert caught.value.status == 429
    assert 3590 <= int(caught.value.headers["retry-after"]) <= 3600


async def test_weight_and_expiry(redis: Redis) -> None:
    heavy = Limit(name="heavy", count=10, seconds=60)
    await check_limit(heavy, "one", weight=9)
    assert await passes(heavy)
    assert not await passes(heavy)
    (key,) = await redis.keys("*")
    assert 0 < await redis.pttl(key) <= 60_000


async def test_without_redis_reads_stay_open_and_sign_in_is_closed(
    services: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratelimit, "_breaker", Breaker())
    closed = Limit(name="sign-in", count=5, seconds=60, closed=True)
    async with own_redis() as server:
        server.kill()
        for _ in range(10):
            assert await passes(FAST)
        with pytest.raises(Problem) as caught:
            await check_limit(closed, "one")
        assert caught.value.status == 503


def scope(forwarded: str | None, peer: str = "10.0.0.9") -> Scope:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded is not None else []
    return cast(Scope, {"type": "http", "client": (peer, 1234), "headers": headers})


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> Any:
    def trust(count: int) -> None:
        monkeypatch.setenv("CREDIT_TRUSTED_PROXIES", str(count))
        get_settings.cache_clear()

    yield trust
    monkeypatch.undo()
    get_settings.cache_clear()


def test_without_a_proxy_the_header_is_only_a_claim(proxies: Any) -> None:
    proxies(0)
    assert client_ip(scope("1.2.3.4")) == "10.0.0.9"


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),  # the client wrote 6.6.6.6 itself
        (2, "6.6.6.6, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.9"),
        (1, None, "10.0.0.9"),
        (1, "not an address", ""),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_the_address_our_own_proxy_saw(
    proxies: Any, hops: int, forwarded: str | None, expected: str
) -> None:
    proxies(hops)
    assert client_ip(scope(forwarded)) == expected


def test_one_line_of_ipv6_counts_once(proxies: Any) -> None:
    proxies(1)
    assert client_network(scope("2001:db8:1:2:3::4")) == "2001:db8:1:2::/64"
    assert client_network(scope("2001:db8:1:2:ffff::1")) == "2001:db8:1:2::/64"
    assert client_network(scope("junk")) == "unknown"


@given(st.text(st.characters(codec="latin-1"), max_size=60))
def test_any_header_gives_an_address_or_nothing(text: str) -> None:
    headers = [(b"x-forwarded-for", text.encode("latin-1"))]
    assert client_ip(cast(Scope, {"client": None, "headers": headers})) is not None
