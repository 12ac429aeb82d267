"""公民身份号码 (GB 11643-1999): place (6), birth date (8), 3 digits, check character. Pure."""

from datetime import date
from typing import Final

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
LENGTH: Final = 18


def normalise_id_number(text: str) -> str:
    """Without spaces, with a capital X."""
    return "".join(text.split()).upper()


def check_character(first17: str) -> str:
    """The last character that 17 digits ask for (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def birth_of(number: str) -> date | None:
    """The birth date within a normalised number; None for what is no such number."""
    head = number[:17]
    if len(number) != LENGTH or not (head.isascii() and head.isdigit()):
        return None
    if number[17] != check_character(head) or head[0] == "0":
        return None
    try:
        return date(int(head[6:10]), int(head[10:12]), int(head[12:14]))
    except ValueError:
        return None
