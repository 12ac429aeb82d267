"""The line for reads in bulk, against the real server: order, failures, other event loops."""

import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from credit.kit.redis_line import RedisLine
from credit.kit.services import ServiceUrls
from credit.settings import get_settings


def make_line() -> RedisLine:
    return RedisLine(get_settings().redis_url or "", connect_timeout=1.0)


async def test_values_come_in_the_order_of_the_names(redis: Redis) -> None:
    line = make_line()
    await redis.mset({"line:a": b"1", "line:b": b"x" * 300_000})
    assert await line.read_many(["line:b", "line:none", "line:a"]) == [b"x" * 300_000, None, b"1"]
    line.close()


async def test_reads_under_way_at_once_get_their_own_answers(redis: Redis) -> None:
    line = make_line()
    await redis.mset({f"line:{n}": str(n) for n in range(200)})
    answers = await asyncio.gather(*[line.read_many([f"line:{n}"]) for n in range(200)])
    assert answers == [[str(n).encode()] for n in range(200)]
    line.close()


async def test_a_read_that_was_given_up_does_not_answer_the_next(redis: Redis) -> None:
    line = make_line()
    await redis.mset({"line:first": b"first", "line:second": b"second"})
    await line.read_many(["line:first"])
    given_up = asyncio.create_task(line.read_many(["line:first"]))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await line.read_many(["line:second"]) == [b"second"]
    line.close()


async def test_a_server_that_hangs_costs_one_wait_and_a_new_connection(redis: Redis) -> None:
    line = make_line()
    await redis.set("line:a", b"1")
    await line.read_many(["line:a"])
    first = line._opened
    first._writer.transport.pause_reading()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await line.read_many(["line:a"])
    assert await line.read_many(["line:a"]) == [b"1"]
    assert line._opened is not first
    line.close()


async def test_a_lost_connection_fails_who_waits_and_opens_anew(redis: Redis) -> None:
    line = make_line()
    await redis.set("line:a", b"1")
    await line.read_many(["line:a"])
    waiting = asyncio.create_task(line.read_many(["line:a"]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    line._opened._writer.transport.abort()
    with pytest.raises(RedisConnectionError):
        await waiting
    assert await line.read_many(["line:a"]) == [b"1"]
    line.close()


async def test_the_servers_own_error_is_told(redis: Redis) -> None:
    line = make_line()
    with pytest.raises(ResponseError, match="wrong number"):
        await line.read_many([])
    line.close()


def test_each_event_loop_gets_a_line_of_its_own(services: ServiceUrls) -> None:
    line = make_line()
    for _ in range(2):
        assert asyncio.run(line.read_many(["line:never"])) == [None]


async def test_without_a_server_it_says_so() -> None:
    line = RedisLine("unix:///no/such/redis.sock", connect_timeout=0.2)
    with pytest.raises((OSError, RedisConnectionError)):
        await line.read_many(["line:a"])
