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


def write_pack(adcode: int, version: int, keys: Keys, looks: NDArray[np.uint8]) -> bytes:
    """The gzip file of a county; `keys` ascending, of the index's level."""
    coarse = keys >> np.uint64(2 * (LEVEL - PACK_LEVEL))
    deltas = np.diff(coarse, prepend=np.uint64(0))
    head = b"".join(map(_number, (PACK_LEVEL, adcode, version, len(keys))))
    return gzip.compress(MAGIC + head + varints(deltas) + looks.tobytes(), 9, mtime=0)


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
