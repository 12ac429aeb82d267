"""The offline pack of a county: positions and grades in about two bytes a merchant. Pure.

Before gzip: `XYQHMAP1`, then unsigned LEB128 numbers: level (22), adcode, version, count; then
count differences of ascending Morton keys (LEB128), then count look bytes (see `marks`). The
companion with the names is JSON lines in the same order and of the same version.
"""

import gzip
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credit.map.morton import LEVEL, Keys

MAGIC: Final = b"XYQHMAP1"
PACK_LEVEL: Final = 22
_LONGEST: Final = 10


def pack_keys(keys: Keys) -> Keys:
    """Keys of the index at the level of packs."""
    return keys >> np.uint64(2 * (LEVEL - PACK_LEVEL))


def pack_body(adcode: int, version: int, coarse: Keys, looks: NDArray[np.uint8]) -> bytes:
    """The unpacked file of a county; `coarse` ascending, of the packs' level."""
    deltas = np.diff(coarse, prepend=np.uint64(0))
    head = b"".join(map(_number, (PACK_LEVEL, adcode, version, len(coarse))))
    return MAGIC + head + varints(deltas) + looks.tobytes()


def zipped(body: bytes, level: int = 9) -> bytes:
    """A gzip file that is the same for the same body."""
    return gzip.compress(body, level, mtime=0)


def varints(values: Keys) -> bytes:
    """Unsigned LEB128, all at once."""
    if not values.size:
        return b""
    shifts = np.arange(_LONGEST, dtype=np.uint64) * np.uint64(7)
    parts = (values[:, None] >> shifts).astype(np.uint64)
    septets = (parts & np.uint64(0x7F)).astype(np.uint8)
    more = np.zeros(parts.shape, np.bool_)
    more[:, :-1] = parts[:, 1:] != 0
    used = np.ones(parts.shape, np.bool_)
    used[:, 1:] = more[:, :-1]
    return (septets | (more.astype(np.uint8) << 7))[used].tobytes()


def _number(value: int) -> bytes:
    return varints(np.array([value], np.uint64))
