"""Where ready-made answers are kept, and how a change makes every process forget them."""

import hashlib
from typing import Literal

from credit.codes.digits import DigitsCode, TypedCode
from credit.codes.queries import list_codes

Kind = Literal["json", "page"]


def cache_key(code: DigitsCode | TypedCode, kind: Kind) -> str:
    """Short whatever the length of the code; equal codes share it."""
    if isinstance(code, TypedCode):
        return f"{kind}:s:{code.code}"
    return f"{kind}:d:{hashlib.sha256(code.digits.encode()).hexdigest()[:32]}"


def keys_of(digits: str, short_code: str) -> list[str]:
    """Every key under which the answers to a badge may be kept."""
    codes: list[DigitsCode | TypedCode] = [DigitsCode(digits), TypedCode(short_code)]
    kinds: list[Kind] = ["json", "page"]
    return [cache_key(code, kind) for code in codes for kind in kinds]


async def forget_subjects(subject_ids: list[int]) -> None:
    """After the commit, forget what is kept about the codes of these subjects, everywhere."""
    codes = await list_codes(subject_ids)
    _keys = [key for digits, code in codes for key in keys_of(digits, code)]
