"""A client that does not give up: the same request with the same key, to any server, until one
says what became of it. That is what an honest till or phone does when a reply is lost.
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from random import Random
from typing import Any

import msgspec

ATTEMPT_SECONDS = 3.0
GIVE_UP_SECONDS = 60.0
# Says nothing about the effect: ask again.
UNSETTLED = {"request-in-flight", "rate-limited", "service-unavailable", "internal"}


class Reply(msgspec.Struct, frozen=True):
    """A settled answer, its body, and how often it had to be asked for."""

    status: int
    body: bytes
    tries: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def slug(self) -> str:
        """The problem's name; empty for a success."""
        return "" if self.status < 300 else self.json["type"].rsplit("/", 1)[-1]


class Client:
    """One keep-alive line to each server's proxy."""

    def __init__(self, ports: Sequence[int], random: Random) -> None:
        self.ports, self.random = ports, random
        self.lines: dict[int, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = {}
        self.unsettled = 0

    async def post(self, path: str, body: dict[str, Any], token: str, key: str) -> Reply | None:
        """A settled answer; None when none came within a minute."""
        loop = asyncio.get_running_loop()
        end, tries = loop.time() + GIVE_UP_SECONDS, 0
        while loop.time() < end:
            tries += 1
            answer = await self.try_once(path, body, token, key, tries)
            if answer is not None and answer.slug not in UNSETTLED:
                return answer
            self.unsettled += 1
            await asyncio.sleep(self.random.uniform(0.02, 0.3))
        return None

    async def try_once(
        self, path: str, body: dict[str, Any], token: str, key: str, tries: int = 1
    ) -> Reply | None:
        """One attempt at a random server; None when its answer is lost."""
        port = self.random.choice(self.ports)
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                status, answer = await self._ask(port, _request(path, body, token, key))
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError, IndexError):
            self._drop(port)
            return None
        if status >= 500 and b"problems/" not in answer:
            return None
        return Reply(status, answer, tries)

    async def _ask(self, port: int, request: bytes) -> tuple[int, bytes]:
        if port not in self.lines:
            self.lines[port] = await asyncio.open_connection("127.0.0.1", port)
        reader, writer = self.lines[port]
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        return int(head[9:12]), await reader.readexactly(length)

    def _drop(self, port: int) -> None:
        line = self.lines.pop(port, None)
        if line:
            with suppress(RuntimeError):
                line[1].transport.abort()

    def close(self) -> None:
        for port in list(self.lines):
            self._drop(port)


def _request(path: str, body: dict[str, Any], token: str, key: str) -> bytes:
    content = msgspec.json.encode(body)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content
