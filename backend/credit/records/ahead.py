"""Prepares the batches of a large file in a process of its own, one batch ahead.

In a thread the validation would hold the interpreter while the database waits for the next
piece of COPY. The child only reads the file and writes frames to its output; it has no
database and ends when its parent does.

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
from credit.records.stage_text import Prepared
from credit.records.target import RecordTarget

FRAME_BYTES = 8


class Order(msgspec.Struct, frozen=True):
    """What the child is to prepare."""

    sheet: Sheet
    record_class: RecordClass
    today: date
    person_key: bytes
    checkpoint: int
    batch_rows: int


class Batch(msgspec.Struct):
    """Prepared blocks that go into one transaction; `end` counts the file's rows up to here."""

    parts: list[Prepared]
    end: int


def prepare_batches(order: Order) -> Iterator[Batch]:
    """Batches after the checkpoint. Blocks before it are prepared too: their keys are needed."""
    target = RecordTarget(order.record_class, order.today, order.person_key)
    target.open(order.sheet)
    parts: list[Prepared] = []
    rows = end = 0
    for block in order.sheet.blocks():
        prepared = target.prepare(block)
        end += prepared.rows_seen
        if end <= order.checkpoint:
            continue
        parts.append(prepared)
        rows += prepared.rows_seen
        if rows >= order.batch_rows:
            yield Batch(parts, end)
            parts, rows = [], 0
    if parts:
        yield Batch(parts, end)


async def batches_ahead(order: Order) -> AsyncGenerator[Batch, None]:
    """The same from a child process. Raises RuntimeError when the child fails."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "credit.records.ahead",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 20,
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
            yield msgspec.msgpack.decode(await child.stdout.readexactly(size), type=Batch)
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
    for batch in prepare_batches(order):
        frame = msgspec.msgpack.encode(batch)
        target.write(len(frame).to_bytes(FRAME_BYTES, "big"))
        target.write(frame)
        target.flush()
    target.write(bytes(FRAME_BYTES))
    target.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
