"""Checks a whole column of uscc at once: a million codes in a fraction of a second. Pure."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from credit.kit.uscc import ALPHABET, CATEGORIES, LENGTH

_BAD = 255
_VALUES = np.full(256, _BAD, np.uint8)
for _value, _letter in enumerate(ALPHABET):
    _VALUES[ord(_letter)] = _value
_WEIGHTS = np.array([pow(3, i, 31) for i in range(LENGTH - 1)], np.int32)
_CATEGORY_OK = np.zeros((256, 256), bool)
for _department, _categories in CATEGORIES.items():
    for _category in _categories:
        _CATEGORY_OK[ord(_department), ord(_category)] = True


def sound_codes(codes: Sequence[str]) -> npt.NDArray[np.bool_]:
    """For each text whether it is, as it stands, a uscc that passes the outer check."""
    if not codes:
        return np.zeros(0, bool)
    whole = "".join(codes)
    if len(whole) == LENGTH * len(codes) and whole.isascii() and set(map(len, codes)) == {LENGTH}:
        return _check(whole)
    sound = np.zeros(len(codes), bool)
    right = [i for i, code in enumerate(codes) if len(code) == LENGTH and code.isascii()]
    if right:
        sound[right] = _check("".join([codes[i] for i in right]))
    return sound


def _check(whole: str) -> npt.NDArray[np.bool_]:
    raw = np.frombuffer(whole.encode("ascii"), np.uint8).reshape(-1, LENGTH)
    values = _VALUES[raw]
    total = values[:, :-1].astype(np.int32) @ _WEIGHTS
    digits = (raw[:, 2:8] >= ord("0")) & (raw[:, 2:8] <= ord("9"))
    sound: npt.NDArray[np.bool_] = (
        (values < len(ALPHABET)).all(axis=1)
        & digits.all(axis=1)
        & ((31 - total % 31) % 31 == values[:, -1])
        & _CATEGORY_OK[raw[:, 0], raw[:, 1]]
    )
    return sound
