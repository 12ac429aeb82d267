"""Reads offline packs as a phone does (docs/map-packs.md), strictly."""

import gzip
import zlib
from typing import NamedTuple

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
