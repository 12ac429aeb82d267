"""What is refused as a whole, and the limits that decide it."""

import msgspec


class SheetFault(Exception):
    """The file as a whole cannot be read; says why and where, in words for the officer.

    `line` and `byte` count from 1; `byte` is the place in the file.
    """

    def __init__(self, reason: str, *, line: int | None = None, byte: int | None = None) -> None:
        self.reason = reason
        self.line = line
        self.byte = byte
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"第 {self.line} 行" if self.line else ""
        place += f"（文件第 {self.byte} 字节）" if self.byte else ""
        return f"{place}：{self.reason}" if place else self.reason


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Caps that keep a hostile file from filling memory or disk."""

    file_bytes: int = 2 << 30
    rows: int = 5_000_000
    columns: int = 200
    record_bytes: int = 1 << 20
    block_bytes: int = 128 << 10  # what stays in the processor's cache: a fifth faster than 2 MB
    xlsx_entries: int = 500
    xlsx_inflated_bytes: int = 1 << 30
    xlsx_shared_bytes: int = 96 << 20
    xlsx_ratio: int = 150
