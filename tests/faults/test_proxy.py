"""The proxy does to a line what it says, and a reply that it drops was a request carried out."""

import asyncio

import pytest

from faults.proxy import Proxy, to_tcp


async def test_a_dropped_reply_was_carried_out() -> None:
    done: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            done.append(line)
            writer.write(b"ok " + line)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    proxy = Proxy(to_tcp(server.sockets[0].getsockname()[1]))
    port = await proxy.listen_tcp()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"one\n")
    assert await reader.readline() == b"ok one\n"
    proxy.set_mode("drop_replies")
    writer.write(b"two\n")
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    assert done == [b"one\n", b"two\n"] and proxy.dropped == 1
    proxy.set_mode("delay", delay=0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"three\n")
    before = asyncio.get_running_loop().time()
    assert await reader.readline() == b"ok three\n"
    assert asyncio.get_running_loop().time() - before >= 0.1
    proxy.set_mode("pass")
    proxy.reset()
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    await proxy.close()
    server.close()
