"""Numbers that a person reads out and types: ten random digits and two that check them.

ISO 7064 MOD 97-10: one wrong digit, two swapped ones and a wrong pair are all noticed. Shown in
groups of four. A number opens nothing by itself: who asks must also be entitled to the answer.
"""

import re
import secrets
from typing import Final

_DIGITS: Final = 10
_JUNK: Final = re.compile(r"[\s\-·]")
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９－", "0123456789-")


def make_number() -> str:
    """A new random number of twelve digits."""
    head = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    return head + _check(head)


def read_number(text: str) -> str | None:
    """The number as typed, without blanks and dashes; None when its check digits do not fit."""
    plain = _JUNK.sub("", text.translate(_FULL_WIDTH))
    whole = re.fullmatch(r"[0-9]{12}", plain) is not None
    return plain if whole and _check(plain[:_DIGITS]) == plain[_DIGITS:] else None


def _check(head: str) -> str:
    return f"{98 - int(head) * 100 % 97:02d}"
