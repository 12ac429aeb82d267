"""What the payloads of all our signed objects have in common: labels and ranges. Pure.

CWT labels (RFC 8392) where there is one, and one private label that holds an array: each
private label costs five bytes, and a printed code has none to spare.
"""

from credit.codes.core.cose import Sign1
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.keys import read_kid

SUB, EXP, IAT = 2, 4, 6
PRIVATE = -65537
MAX_NUMBER = (1 << 32) - 1  # also the last Unix time that we write

_SHAPES = frozenset(
    {
        frozenset({SUB, EXP, PRIVATE}),  # merchant token
        frozenset({EXP, IAT, PRIVATE}),  # pass, bundle
        frozenset({SUB, EXP, IAT, PRIVATE}),  # pass with a name, status list, delta
    }
)


def check_labels(sign1: Sign1, *wanted: frozenset[int]) -> None:
    """Header and labels: WRONG_KIND for another object of ours, BAD_SHAPE for anything else."""
    read_kid(sign1.protected)
    labels = frozenset(sign1.payload)
    if labels not in wanted:
        raise CodeFault(Fault.WRONG_KIND if labels in _SHAPES else Fault.BAD_SHAPE)


def are_naturals(*values: object) -> bool:
    """True for integers from 0 to 2³²−1; ``True`` is no integer here."""
    return all(type(value) is int and 0 <= value <= MAX_NUMBER for value in values)
