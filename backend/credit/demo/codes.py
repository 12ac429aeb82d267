"""Codes of fictitious merchants: right in every digit, and certain to be nobody's."""

from credit.demo.model import Kind
from credit.kit.uscc import ALPHABET, make_uscc

ORG_PREFIX = "MAY"
"""Org codes of real entities run from MA0 to about MAG so far; MAY stays clear of them."""

_CATEGORY: dict[Kind, str] = {"organisation": "1", "sole_trader": "2", "cooperative": "3"}
_SCRAMBLE = 7_654_321
_ORG_CODES = len(ALPHABET) ** 5


def make_demo_uscc(kind: Kind, division: str, serial: int) -> str:
    """A valid code 91/92/93 + division, unique for serials below 31^5, in no visible order."""
    rest = serial * _SCRAMBLE % _ORG_CODES
    letters = ""
    for _ in range(5):
        rest, place = divmod(rest, len(ALPHABET))
        letters += ALPHABET[place]
    return make_uscc("9", _CATEGORY[kind], division, ORG_PREFIX + letters)
