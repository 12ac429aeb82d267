"""Golomb-Rice coding of a sparse set of indices: near the entropy, exact, no tables. Pure.

Gaps between ascending indices are written as a quotient in unary and ``k`` low bits. One
set has exactly one encoding: ``k`` is the smallest that gives the fewest bytes, the padding
is zero. The decoder reads each bit once, so its cost is bounded by the bytes it is given.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from credit.codes.core.faults import CodeFault, Fault

MAX_SIZE = 1 << 30


class RiceSet(NamedTuple):
    """A coded set: ``n`` indices, ``k`` low bits each, bits MSB first."""

    k: int
    n: int
    data: bytes


def encode_rice(indices: Iterable[int], size: int) -> RiceSet:
    """The canonical coding of distinct indices below ``size``; ``ValueError`` for others."""
    ordered = sorted(indices)
    gaps = [after - before - 1 for before, after in pairwise([-1, *ordered])]
    if not ordered:
        return RiceSet(0, 0, b"")
    if min(gaps) < 0 or ordered[-1] >= size or size > MAX_SIZE:
        raise ValueError(f"indices must be distinct and below {size}")
    k = _best_k(gaps)
    low = f"0{k}b"
    mask = (1 << k) - 1
    bits = "".join("1" * (gap >> k) + "0" + (format(gap & mask, low) if k else "") for gap in gaps)
    length = (len(bits) + 7) // 8
    return RiceSet(k, len(gaps), int(bits.ljust(8 * length, "0"), 2).to_bytes(length, "big"))


def decode_rice(coded: RiceSet, size: int) -> list[int]:
    """Ascending indices; ``CodeFault(BAD_SHAPE)`` unless this is the one coding of its set."""
    k, n, data = coded
    if n == 0:
        if k or data:
            raise CodeFault(Fault.BAD_SHAPE)
        return []
    # k first: a shift by a huge number would be a bomb of its own.
    if not 0 <= k <= MAX_SIZE.bit_length() or n * (k + 1) > 8 * len(data):
        raise CodeFault(Fault.BAD_SHAPE)
    gaps = _read_gaps(coded)
    indices = [end - 1 for end in accumulate(gap + 1 for gap in gaps)]
    if indices[-1] >= size or _best_k(gaps) != k:
        raise CodeFault(Fault.BAD_SHAPE)
    return indices


def _read_gaps(coded: RiceSet) -> list[int]:
    """The gaps; the bits must end with the last one, but for a zero padding below a byte."""
    k, n, data = coded
    bits = f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}"
    gaps, place = [], 0
    for _ in range(n):
        zero = bits.find("0", place)
        end = zero + 1 + k
        if zero < 0 or end > len(bits):
            raise CodeFault(Fault.BAD_SHAPE)
        gaps.append((zero - place << k) | (int(bits[zero + 1 : end], 2) if k else 0))
        place = end
    if len(bits) - place >= 8 or "1" in bits[place:]:
        raise CodeFault(Fault.BAD_SHAPE)
    return gaps


def _best_k(gaps: Sequence[int]) -> int:
    """The smallest k of the fewest bytes. Bits over k are convex: stop where they rise."""
    sizes: list[int] = []
    for k in range(MAX_SIZE.bit_length() + 1):
        bits = sum(gap >> k for gap in gaps) + len(gaps) * (k + 1)
        if sizes and bits > sizes[-1]:
            break
        sizes.append(bits)
    lengths = [(bits + 7) // 8 for bits in sizes]
    return lengths.index(min(lengths))
