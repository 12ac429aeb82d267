"""Token bytes ↔ canonical digits.

Digits are the decimal of the integer of (0x01 ‖ token). Python's ``int()`` takes ``+1``,
``1_0``, spaces and full-width digits, so the canonical pattern is checked first.
"""

import re

from credit.codes.core.faults import CodeFault, Fault

MAX_DIGITS = 520  # about 215 token bytes, far above version 10-M
CANONICAL = re.compile(r"[1-9][0-9]*", re.ASCII)
_MARKER = b"\x01"


def token_to_digits(token: bytes) -> str:
    """The canonical digits of a token."""
    return str(int.from_bytes(_MARKER + token, "big"))


def digits_to_token(digits: str) -> bytes:
    """The token of canonical digits; ``CodeFault`` for any other spelling or length."""
    if len(digits) > MAX_DIGITS:
        raise CodeFault(Fault.TOO_LONG)
    if not CANONICAL.fullmatch(digits):
        raise CodeFault(Fault.NOT_CANONICAL)
    number = int(digits)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if data[:1] != _MARKER:
        raise CodeFault(Fault.NOT_CANONICAL)
    return data[1:]


def code_url(origin: str, digits: str) -> str:
    """The text in the QR image of a merchant code."""
    return f"{origin}/v/{digits}"


def pass_url(origin: str, digits: str) -> str:
    """The text in the QR image of a citizen's pass: after ``#``, so no server sees it."""
    return f"{origin}/v#{digits}"
