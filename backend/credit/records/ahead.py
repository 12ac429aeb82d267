"""Prepares the blocks of a large file in a process of its own, a few blocks ahead.

In a thread the validation would hold the interpreter while the database waits for the next
piece of COPY. The child only reads the file and writes frames to its output; it has no
database (and none of its libraries) and ends when its parent does.

    python -m credit.records.ahead   (started by the engine, never by hand)
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec

from credit.kit.sheets import Sheet
from credit.records.catalogue import RecordClass
from credit.records.layout import resolve_layout
from credit.records.lines import Prepared
from credit.records.preparer import Preparer
from credit.records.stage_text import prepare

FRAME_BYTES = 8
READ_AHEAD = 4 << 20  # the next blocks wait here while the database is busy


class Order(msgspec.Struct, frozen=True):
    """What the child is to prepare."""

    sheet: Sheet
    record_class: RecordClass
    today: date
    person_key: bytes


def prepare_sheet(order: Order) -> Iterator[Prepared]:
    """All blocks of the sheet, prepared in order."""
    sheet = order.sheet
    layout = resolve_layout(order.record_class, sheet.header, sheet.header_line)
    preparer = Preparer(order.record_class, layout, order.today, order.person_key)
    for block in sheet.blocks():
        yield prepare(preparer, block)


async def blocks_ahead(order: Order) -> AsyncGenerator[Prepared, None]:
    """The same from a child process. Raises RuntimeError when the child fails."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "credit.records.ahead",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=READ_AHEAD,
    )  # fmt: skip
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("the reader process has no pipes")
    try:
        child.stdin.write(msgspec.msgpack.encode(order, enc_hook=_path_text))
        child.stdin.write_eof()
        while True:
            head = await child.stdout.readexactly(FRAME_BYTES)
            size = int.from_bytes(head, "big")
            if not size:
                return
            yield msgspec.msgpack.decode(await child.stdout.readexactly(size), type=Prepared)
    except asyncio.IncompleteReadError as error:
        raise RuntimeError("the reader process ended early") from error
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def _path_text(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value))


def _text_path(kind: type, value: object) -> object:
    return Path(str(value)) if issubclass(kind, Path) else value


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """The child: one order in, frames out, an empty frame at the end."""
    order = msgspec.msgpack.decode(source.read(), type=Order, dec_hook=_text_path)
    for prepared in prepare_sheet(order):
        frame = msgspec.msgpack.encode(prepared)
        target.write(len(frame).to_bytes(FRAME_BYTES, "big"))
        target.write(frame)
        target.flush()
    target.write(bytes(FRAME_BYTES))
    target.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
