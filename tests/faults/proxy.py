"""A line between two programs that can be bad on purpose: TCP or Unix sockets, any protocol.

Modes: `pass`, `delay` (seconds each way), `drop_replies` (what the server answers is thrown away
and the line is cut: the request was carried out, nobody hears of it), `half_open` (nothing
passes, nothing is closed). `reset` cuts every line at once.
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

Mode = Literal["pass", "delay", "drop_replies", "half_open"]
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Dial = Callable[[], Awaitable[Streams]]
CHUNK = 65536
_LOST = (OSError, asyncio.IncompleteReadError)


class Proxy:
    """Forwards every connection it gets to a fresh one made by `dial`."""

    def __init__(self, dial: Dial) -> None:
        self._dial = dial
        self._mode: Mode = "pass"
        self._delay = 0.0
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.dropped = 0

    async def listen_tcp(self) -> int:
        """Starts on a free port of this machine; returns it."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def listen_unix(self, path: Path) -> None:
        """Starts on a socket file."""
        self._server = await asyncio.start_unix_server(self._serve, path)

    def set_mode(self, mode: Mode, *, delay: float = 0.0) -> None:
        """Applies to living lines too, from their next bytes on."""
        self._mode, self._delay = mode, delay

    def reset(self) -> None:
        """Cuts all lines; TCP ones with RST, as a crashing router would."""
        for writer in list(self._writers):
            self._cut(writer)

    async def close(self) -> None:
        if self._server:
            self._server.close()
        self.reset()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await self._dial()
        except OSError:
            self._cut(writer)
            return
        self._writers |= {writer, back}
        try:
            await asyncio.gather(
                self._forward(reader, back, reply=False), self._forward(there, writer, reply=True)
            )
        except asyncio.CancelledError:  # the run is over
            return
        finally:
            self._writers -= {writer, back}
            self._cut(back)
            self._cut(writer)

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, reply: bool
    ) -> None:
        """Bytes in one direction until the line ends; then the other direction ends as well."""
        with suppress(*_LOST):
            while data := await reader.read(CHUNK):
                if self._mode == "delay":
                    await asyncio.sleep(self._delay)
                while self._mode == "half_open":  # noqa: ASYNC110 - a mode has no event
                    await asyncio.sleep(0.05)
                if self._mode == "drop_replies" and reply:
                    self.dropped += 1
                    break
                writer.write(data)
                await writer.drain()
        self._cut(writer)

    @staticmethod
    def _cut(writer: asyncio.StreamWriter) -> None:
        line = writer.get_extra_info("socket")
        with suppress(OSError, AttributeError):
            if line.family != socket.AF_UNIX:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with suppress(OSError, RuntimeError):
            writer.transport.abort()


def to_tcp(port: int) -> Dial:
    """Dials a port of this machine."""

    async def dial() -> Streams:
        return await asyncio.open_connection("127.0.0.1", port)

    return dial


def to_unix(path: Path) -> Dial:
    """Dials a socket file."""

    async def dial() -> Streams:
        return await asyncio.open_unix_connection(path)

    return dial
