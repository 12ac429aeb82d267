"""The typed fallback under every QR code (手输编号): eight characters and a check character.

31 characters, a prime, without 0 O 1 I L: a weighted sum modulo 31 finds every single
wrong character and every swap of two. The first character is always a letter and the
length is nine, so it can never be taken for a payment code (16–24 digits) or a uscc (18).
"""

import re
import secrets
import unicodedata

from credit.codes.core.faults import CodeFault, Fault

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LETTERS = ALPHABET[8:]
LENGTH = 9
_VALUE = {char: value for value, char in enumerate(ALPHABET)}
_SEPARATORS = re.compile(r"[\s\-‐‑–—·.]+")
_ATTEMPT = re.compile(r"[0-9A-Z]{9}", re.ASCII)


def make_short_code() -> str:
    """A fresh random code of nine characters (6×10¹¹ of them); uniqueness is the table's."""
    body = secrets.choice(LETTERS) + "".join(secrets.choice(ALPHABET) for _ in range(7))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The ninth character for eight."""
    total = sum(weight * _VALUE[char] for weight, char in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]


def normalise_short_code(text: str) -> str:
    """Nine canonical characters; ``CodeFault(MISTYPED)`` when the check does not hold."""
    code = _fold(text)
    if len(code) != LENGTH or code[0] not in LETTERS or any(c not in _VALUE for c in code):
        raise CodeFault(Fault.MISTYPED)
    if check_character(code[:-1]) != code[-1]:
        raise CodeFault(Fault.MISTYPED)
    return code


def is_attempt(text: str) -> bool:
    """Does this look like somebody typing a short code (right length, some letter)?"""
    code = _fold(text)
    return bool(_ATTEMPT.fullmatch(code)) and not code.isdigit()


def show_short_code(code: str) -> str:
    """Grouped for reading aloud: ``ABCD-EFGH-J``."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def _fold(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
