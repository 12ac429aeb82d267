"""One connection to Redis for reads in bulk, parsed by hiredis as the bytes arrive.

redis-py opens it (address, TLS, AUTH, SELECT), then its transport is taken over: on redis-py's
own way from a reply to the caller a verdict costs twice as much, and the verify path is little
else than such reads (`docs/decisions/0006`).
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any, Final

import hiredis
from redis.asyncio import ConnectionPool
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

PATIENCE: Final = 0.2  # seconds without a byte
_MORE: Final = object()


class _Replies(asyncio.Protocol):
    """Hands each reply to who asked first, also when nobody waits for it any more."""

    def __init__(self) -> None:
        self.waiting: deque[asyncio.Future[Any]] = deque()
        self.lost = False
        self.heard_at = 0.0
        self._reader = hiredis.Reader(notEnoughData=_MORE)

    def data_received(self, data: bytes) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        self._reader.feed(data)
        while (reply := self._reader.gets()) is not _MORE:
            future = self.waiting.popleft()
            if not future.done():
                future.set_result(reply)

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        for future in self.waiting:
            if not future.done():
                future.set_exception(RedisConnectionError("the connection to Redis was lost"))
        self.waiting.clear()


class RedisLine:
    """Opens on first use, and anew after a failure or in another event loop.

    No limit of its own: whoever reads sets one around the whole. A read that was given up while
    nothing at all was heard closes the line (a server that hangs, a half-open connection).
    """

    def __init__(self, url: str, *, connect_timeout: float) -> None:
        self._pool: Any = ConnectionPool.from_url(url, socket_connect_timeout=connect_timeout)
        self._opened: Any = None  # kept: redis-py closes a connection that nobody holds
        self._replies = _Replies()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening = asyncio.Lock()

    async def read_many(self, names: Sequence[str]) -> list[bytes | None]:
        """The values in order, None where there is none; raises RedisError or OSError."""
        transport, replies = await self._ready()
        loop = asyncio.get_running_loop()
        future, asked_at = loop.create_future(), loop.time()
        replies.waiting.append(future)
        command: Any = ("MGET", *names)  # its type stub knows commands of one word only
        transport.write(hiredis.pack_command(command))
        try:
            answer = await future
        except asyncio.CancelledError:
            if replies.heard_at < asked_at and loop.time() - asked_at > PATIENCE:
                transport.abort()
                replies.lost = True
            raise
        if isinstance(answer, hiredis.HiredisError):
            raise ResponseError(str(answer))
        values: list[bytes | None] = answer
        return values

    def close(self) -> None:
        """Ends the line at once; the next read opens another."""
        opened, self._opened = self._opened, None
        if opened is not None and self._loop is not None and not self._loop.is_closed():
            opened._writer.transport.abort()

    async def _ready(self) -> tuple[asyncio.WriteTransport, _Replies]:
        async with self._opening:
            loop = asyncio.get_running_loop()
            if self._opened is None or self._replies.lost or self._loop is not loop:
                self.close()
                self._opened, self._replies = await self._open()
                self._loop = loop
            return self._opened._writer.transport, self._replies

    async def _open(self) -> tuple[Any, _Replies]:
        opened: Any = self._pool.make_connection()
        await opened.connect()
        replies = _Replies()
        # Not public in redis-py 7; tests/kit/test_redis_line.py tells when that changes.
        opened._writer.transport.set_protocol(replies)
        return opened, replies
