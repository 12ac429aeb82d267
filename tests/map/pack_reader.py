"""Reads offline packs as a phone does (docs/map-packs.md), strictly."""

import gzip
import hashlib
import json
import zlib
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credit.map.morton import Keys
from credit.map.pack import MAGIC, PACK_LEVEL

LONGEST = 10


class Pack(NamedTuple):
    """What a pack says; keys at level 22, ascending."""

    adcode: int
    version: int
    keys: Keys
    looks: NDArray[np.uint8]


def read_pack(body: bytes) -> Pack:
    """The pack in a gzip file; ValueError when it is not one, or damaged."""
    try:
        raw = gzip.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("not a gzip file") from error
    if not raw.startswith(MAGIC):
        raise ValueError("not a pack")
    head, rest = read_numbers(raw[len(MAGIC) :], 4)
    level, adcode, version, count = (int(number) for number in head)
    if level != PACK_LEVEL:
        raise ValueError("a pack of another kind")
    deltas, looks = read_numbers(rest, count)
    if len(looks) != count:
        raise ValueError("cut short or too long")
    return Pack(adcode, version, np.cumsum(deltas, dtype=np.uint64), np.frombuffer(looks, np.uint8))


class Offline:
    """A county as a phone keeps it: merchants by uscc, as `[key, look, name, trade, …]`."""

    def __init__(self, positions: bytes, names: bytes) -> None:
        pack = read_pack(positions)
        self.head, *lines = read_lines(names)
        if self.head["positions"] != hashlib.sha256(positions).hexdigest():
            raise ValueError("names of another pack")
        places = zip(pack.keys.tolist(), pack.looks.tolist(), lines, strict=True)
        self.rows = {line[0]: [key, look, *line[1:]] for key, look, line in places}

    def apply(self, delta: bytes) -> None:
        """Takes a delta over; ValueError when it is none for what is here."""
        head, *lines = read_lines(delta)
        if (head["adcode"], head["from"]) != (self.head["adcode"], self.head["version"]):
            raise ValueError("a delta of another pack")
        for uscc, *rest in lines:
            if rest:
                self.rows[uscc] = rest
            else:
                self.rows.pop(uscc, None)
        self.head = head
        if hashlib.sha256(self.body()).hexdigest() != head["positions"]:
            raise ValueError("the delta does not lead to the pack that it names")

    def names(self) -> list[list[Any]]:
        """The lines of the names, in their order."""
        return [[uscc, *rest[2:]] for uscc, rest in self._ordered()]

    def body(self) -> bytes:
        """The unpacked `.bin`, written again."""
        rows = self._ordered()
        keys = [int(rest[0]) for _, rest in rows]
        steps = (key - before for before, key in zip([0, *keys], keys, strict=False))
        numbers = (PACK_LEVEL, int(self.head["adcode"]), self.head["version"], len(rows), *steps)
        looks = bytes(int(rest[1]) for _, rest in rows)
        return MAGIC + b"".join(map(write_number, numbers)) + looks

    def _ordered(self) -> list[tuple[str, list[Any]]]:
        return sorted(self.rows.items(), key=lambda item: (item[1][0], item[0]))


def read_lines(body: bytes) -> list[Any]:
    """The JSON lines in a gzip file."""
    return [json.loads(line) for line in gzip.decompress(body).splitlines()]


def write_number(value: int) -> bytes:
    """Unsigned LEB128."""
    septets = bytearray()
    while value > 127:
        septets.append(value & 127 | 128)
        value >>= 7
    septets.append(value)
    return bytes(septets)


def read_numbers(raw: bytes, count: int) -> tuple[Keys, bytes]:
    """The first `count` LEB128 numbers, and the bytes after them."""
    values: list[int] = []
    value = shift = used = 0
    for byte in raw if count else b"":
        used += 1
        value |= (byte & 127) << 7 * shift
        shift += 1
        if shift > LONGEST:
            raise ValueError("a number that is too long")
        if byte < 128:
            values.append(value)
            value = shift = 0
        if len(values) == count:
            break
    if len(values) < count:
        raise ValueError("cut short")
    return np.array(values, np.uint64), raw[used:]
