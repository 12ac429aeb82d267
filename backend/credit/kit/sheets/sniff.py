"""What a file is: XLSX or delimited text, and in which encoding, judged by content alone."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from credit.kit.sheets.faults import Limits, SheetFault

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
UTF8_BOM = codecs.BOM_UTF8
FOREIGN_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CANDIDATES = ("utf-8", "gb18030")
CHUNK = 1 << 20


class _Failure(msgspec.Struct, frozen=True):
    place: int  # bytes before the fault
    byte: int
    at_end: bool


def sniff_format(path: Path, limits: Limits) -> str:
    """`xlsx` or `text`; raises `SheetFault` for empty, too large and foreign files."""
    size = path.stat().st_size
    if size == 0:
        raise SheetFault("文件是空的")
    if size > limits.file_bytes:
        raise SheetFault(f"文件有 {size:,} 字节，上限是 {limits.file_bytes:,} 字节")
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(ZIP_MAGIC):
        return "xlsx"
    if head.startswith(OLE_MAGIC):
        raise SheetFault("这是旧版 Excel（.xls）文件，请另存为 .xlsx 或 CSV")
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")):
        raise SheetFault("这不是表格文件，只接受 CSV 和 XLSX")
    if head.startswith(FOREIGN_BOMS):
        raise SheetFault("文件是 UTF-16 编码，请另存为 UTF-8 或 GB18030")
    return "text"


def detect_encoding(path: Path) -> tuple[str, int]:
    """(encoding, length of the byte order mark); the whole file decodes strictly in it.

    When no candidate fits, the one that came furthest tells the place of the fault.
    """
    with path.open("rb") as file:
        bom = len(UTF8_BOM) if file.read(3) == UTF8_BOM else 0
        failures: dict[str, _Failure] = {}
        for encoding in CANDIDATES[:1] if bom else CANDIDATES:
            file.seek(bom)
            failure = _first_failure(file, encoding, bom)
            if failure is None:
                return encoding, bom
            failures[encoding] = failure
        encoding, worst = max(failures.items(), key=lambda item: item[1].place)
        raise _encoding_fault(file, encoding, worst)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
    yield b""


def _first_failure(file: BinaryIO, encoding: str, done: int) -> _Failure | None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for chunk in _chunks(file):
        pending = decoder.getstate()[0]
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            place = done - len(pending) + error.start
            return _Failure(place, error.object[error.start], at_end=not chunk)
        done += len(chunk)
    return None


def _encoding_fault(file: BinaryIO, encoding: str, failure: _Failure) -> SheetFault:
    line = _line_at(file, failure.place)
    name = "UTF-8" if encoding == "utf-8" else "GB18030"
    if failure.at_end:
        reason = f"文件在一个字的中间断开（按 {name} 读），可能没有传完"
    else:
        reason = f"字节 0x{failure.byte:02X} 不是有效的 {name}，文件既不是 UTF-8 也不是 GB18030"
    return SheetFault(reason, line=line, byte=failure.place + 1)


def _line_at(file: BinaryIO, place: int) -> int:
    file.seek(0)
    line, left = 1, place
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        line += chunk.count(b"\n")
        left -= len(chunk)
    return line
