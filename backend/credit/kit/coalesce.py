"""Redis commands travel together, behind a breaker and a time limit: writes of one event-loop
tick, reads of one tick and of the round trip before it.

The Python client, not Redis, is the bottleneck: one MGET of many keys costs a fraction of many
GETs, and a burst of misses must not exhaust the connections.
"""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from redis.exceptions import NoScriptError, RedisError

from credit.kit.breaker import Breaker
from credit.kit.redis import Script, get_line, get_redis
from credit.kit.tasks import spawn

REDIS_SECONDS = 0.4
MAX_AT_ONCE = 500
log = logging.getLogger(__name__)
Result = TypeVar("Result")
Part = str | bytes | int
Reads = list[tuple[str, list[asyncio.Future[bytes | None]]]]


class Unavailable(Exception):
    """Redis did not answer in time, or the breaker is open."""


class Coalescer:
    """Collects reads and commands until the loop's next tick; chunks of at most 500."""

    def __init__(self) -> None:
        self.breaker = Breaker()
        self._reads: dict[str, list[asyncio.Future[bytes | None]]] = {}
        self._reading = False
        self._commands: list[tuple[Sequence[Part], asyncio.Future[Any]]] = []

    async def get(self, name: str) -> bytes | None:
        """The value of a key; None when there is none or Redis does not answer."""
        loop = asyncio.get_running_loop()
        if not self._reads and not self._reading:
            loop.call_soon(self._send_reads)
        # A future for each caller: who goes away cancels nobody else.
        waiting: asyncio.Future[bytes | None] = loop.create_future()
        self._reads.setdefault(name, []).append(waiting)
        return await waiting

    async def command(self, *parts: Part) -> Any:
        """The answer to one command; raises Unavailable, or Redis' error for this command."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Any] = loop.create_future()
        self._commands.append((parts, waiting))
        if len(self._commands) == 1:
            loop.call_soon(self._send_commands)
        answer = await waiting
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def script(self, script: Script, keys: Sequence[str], args: Sequence[Part]) -> Any:
        """Runs a script; its text travels only when the server does not know it."""
        try:
            return await self.command("EVALSHA", script.digest, len(keys), *keys, *args)
        except NoScriptError:
            return await self.command("EVAL", script.text, len(keys), *keys, *args)

    def _send_reads(self) -> None:
        asked, self._reads = list(self._reads.items()), {}
        parts = [asked[start : start + MAX_AT_ONCE] for start in range(0, len(asked), MAX_AT_ONCE)]
        self._reading = True
        spawn(self._read_all(parts))

    async def _read_all(self, parts: list[Reads]) -> None:
        """One round trip at a time: what is asked meanwhile travels in the next, together."""
        try:
            for part in parts:
                await self._read(part)
        finally:
            self._reading = False
            if self._reads:
                self._send_reads()

    def _send_commands(self) -> None:
        asked, self._commands = self._commands, []
        for start in range(0, len(asked), MAX_AT_ONCE):
            spawn(self._run(asked[start : start + MAX_AT_ONCE]))

    async def _read(self, asked: Reads) -> None:
        values: Sequence[bytes | None] = [None] * len(asked)
        try:
            with suppress(Unavailable):
                values = await self._limited(get_line().read_many([name for name, _ in asked]))
        finally:  # whatever happened: nobody may wait for ever
            for (_, futures), value in zip(asked, values, strict=True):
                for future in futures:
                    if not future.done():
                        future.set_result(value)

    async def _run(self, asked: list[tuple[Sequence[Part], asyncio.Future[Any]]]) -> None:
        answers: Sequence[Any]
        try:
            answers = await self._limited(_pipelined([parts for parts, _ in asked]))
        except Unavailable as error:
            answers = [error] * len(asked)
        for (_, future), answer in zip(asked, answers, strict=True):
            if not future.done():
                future.set_result(answer)

    async def _limited(self, request: Awaitable[Result]) -> Result:
        """The answer within the time limit; raises Unavailable and tells the breaker."""
        if not self.breaker.allows():
            if asyncio.iscoroutine(request):
                request.close()
            raise Unavailable
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                answer = await request
        except (RedisError, OSError, TimeoutError) as error:
            if self.breaker.failed():
                log.warning("cache store unavailable", extra={"reason": type(error).__name__})
            raise Unavailable from None
        self.breaker.succeeded()
        return answer


async def _pipelined(commands: list[Sequence[Part]]) -> Sequence[Any]:
    """All answers in order; an error of one command stands in its place."""
    async with get_redis().pipeline(transaction=False) as line:
        queue: Any = line
        for parts in commands:
            queue.execute_command(*parts)
        answers: Sequence[Any] = await line.execute(raise_on_error=False)
    return answers
