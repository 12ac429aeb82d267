"""Rows that come twice in one file: dropped when equal, refused when they contradict. Pure.

The keys seen so far are kept as 64-bit prefixes in a few sorted arrays: 8 MB for a million rows.
A prefix that was seen only marks the row; the database compares the whole key.
"""

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]


class SeenKeys:
    """A growing set of key prefixes; merges arrays of like size, as a log-structured store does."""

    def __init__(self) -> None:
        self._levels: list[Keys] = []

    def add(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Adds a block's keys; True where an earlier block already had the key."""
        found = np.zeros(len(keys), bool)
        for level in self._levels:
            places = np.searchsorted(level, keys)
            places[places == len(level)] = 0
            found |= level[places] == keys
        self._levels.append(np.sort(keys))
        while len(self._levels) > 1 and len(self._levels[-2]) < 2 * len(self._levels[-1]):
            last = self._levels.pop()
            self._levels[-1] = np.sort(np.concatenate((self._levels[-1], last)))
        return found


def key_prefixes(hex_keys: list[str]) -> Keys:
    """The first 64 bits of each hexadecimal key of 32 characters."""
    raw = np.frombuffer(bytes.fromhex("".join(hex_keys)), np.dtype(">u8"))
    return raw[::2].astype(np.uint64)
