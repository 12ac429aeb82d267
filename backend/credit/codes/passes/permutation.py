"""A keyed permutation of [0, 2³⁰): the secret place of every pass in its day's list. Pure.

A balanced Feistel network over two halves of 15 bits; the domain is exactly 2³⁰, so no cycle
walking is needed. Each round takes AES-256 of (round ‖ half) as its function; 12 rounds (NIST
SP 800-38G asks for 10 with FF1). AES runs over blocks that never repeat within a key and only
as a function, so ECB hides nothing here: nothing is encrypted with it.
"""

from collections.abc import Iterable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BITS = 30
SIZE = 1 << BITS
ROUNDS = 12
_HALF_BITS = BITS // 2
_MASK = (1 << _HALF_BITS) - 1
_BLOCK = 16


class Permutation:
    """The permutation of one 32-byte key; `to_places` and `to_values` undo each other."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("a permutation needs a key of 32 bytes")
        self._cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - see above

    def to_places(self, values: Iterable[int]) -> list[int]:
        """The places of values, in the same order; ValueError outside [0, 2³⁰)."""
        left, right = _split(values)
        for number in range(ROUNDS):
            left, right = right, _xor(left, self._round(number, right))
        return _join(left, right)

    def to_values(self, places: Iterable[int]) -> list[int]:
        """The values behind places, in the same order; ValueError outside [0, 2³⁰)."""
        left, right = _split(places)
        for number in reversed(range(ROUNDS)):
            left, right = _xor(right, self._round(number, left)), left
        return _join(left, right)

    def _round(self, number: int, halves: list[int]) -> list[int]:
        """One call of AES for all values of a round."""
        head = bytes([number]) + bytes(_BLOCK - 3)
        blocks = b"".join(head + half.to_bytes(2, "big") for half in halves)
        out = self._cipher.encryptor().update(blocks)
        starts = range(0, len(out), _BLOCK)
        return [int.from_bytes(out[start : start + 2], "big") & _MASK for start in starts]


def _split(numbers: Iterable[int]) -> tuple[list[int], list[int]]:
    whole = list(numbers)
    if any(not 0 <= number < SIZE for number in whole):
        raise ValueError("outside the permutation's range")
    return [n >> _HALF_BITS for n in whole], [n & _MASK for n in whole]


def _join(left: list[int], right: list[int]) -> list[int]:
    return [high << _HALF_BITS | low for high, low in zip(left, right, strict=True)]


def _xor(a: list[int], b: list[int]) -> list[int]:
    return [x ^ y for x, y in zip(a, b, strict=True)]
