"""统一社会信用代码 (uscc) by GB 32100-2015, with the inner digit of GB 11714.

The outer check digit (18) rejects. The inner one (17) only warns: published codes
exist that fail it. Look-alike letters get a hint and are never changed silently.
A natural person's 身份证 also has 18 characters; the check digit tells them apart,
the shape does not.
"""

import re
import unicodedata
from typing import Literal

import msgspec

Outcome = Literal["ok", "warn", "reject"]

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_OUTER_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PERSON_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))
_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_PERSON_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
_LOOK_ALIKE = str.maketrans("OIZS", "0125")
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
LENGTH = 18

# Registering department → categories (GB 32100-2015 table and its later notices).
CATEGORIES = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129",
    "8": "19", "9": "123", "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip


class UsccCheck(msgspec.Struct, frozen=True):
    """The verdict on one code: normalised `code`, outcome, reason and hint in Chinese."""

    code: str
    outcome: Outcome
    reason: str = ""
    hint: str = ""


def normalise_uscc(text: str) -> str:
    """Full width to ASCII, upper case, without spaces and invisible marks; changes no letter."""
    if text.isascii() and text.isalnum():
        return text.upper()
    # Only the full-width forms: NFKC would also turn ² or ① into digits, a silent fix.
    narrow = text.translate(_FULL_WIDTH).upper()
    return "".join(c for c in narrow if not c.isspace() and unicodedata.category(c) != "Cf")


def outer_digit(body: str) -> str:
    """Check character 18 over the first 17 characters (weights 3^i mod 31)."""
    total = sum(_VALUE[c] * w for c, w in zip(body, _OUTER_WEIGHTS, strict=False))
    return ALPHABET[(31 - total % 31) % 31]


def inner_digit(org8: str) -> str:
    """GB 11714 check character over eight; letters count A=10 … Z=35, unlike the outer sum."""
    total = sum(int(c, 36) * w for c, w in zip(org8, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def is_citizen_id(text: str) -> bool:
    """Whether normalised `text` is a 身份证 number by its ISO 7064 MOD 11-2 check digit."""
    if not _PERSON_SHAPE.fullmatch(text):
        return False
    total = sum(int(c) * w for c, w in zip(text, _PERSON_WEIGHTS, strict=False))
    return text[17] == "10X98765432"[total % 11]


def check_uscc(text: str) -> UsccCheck:
    """Checks one code as written; never raises. `warn` means usable but worth a look."""
    code = normalise_uscc(text)
    if reason := _fault(code):
        return UsccCheck(code, "reject", reason, _hint(code))
    if inner_digit(code[8:16]) != code[16]:
        return UsccCheck(code, "warn", "主体标识码（第 9–17 位）的校验位不符，请核对")
    return UsccCheck(code, "ok")


def is_uscc(text: str) -> bool:
    """Whether `text` is, as it stands, a code that is not rejected."""
    return not _fault(text)


def make_uscc(department: str, category: str, division: str, org8: str) -> str:
    """A code with correct check digits for fictitious merchants; raises ValueError on bad parts."""
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{8}", org8):
        raise ValueError("org8 must be eight characters of the uscc alphabet")
    body = f"{department}{category}{division}{org8}{inner_digit(org8)}"
    code = body + outer_digit(body) if _SHAPE.fullmatch(body + "0") else body
    if reason := _fault(code):
        raise ValueError(reason)
    return code


def _fault(code: str) -> str:
    """Why `code` is no uscc, in Chinese; empty when it is one."""
    if not _SHAPE.fullmatch(code):
        return _shape_fault(code)
    if outer_digit(code) != code[17]:
        return "这是个人证件号码，不是统一社会信用代码" if is_citizen_id(code) else "校验码不符"
    if code[1] not in CATEGORIES.get(code[0], ""):
        return "登记管理部门或机构类别代码（第 1–2 位）不存在"
    return ""


def _shape_fault(code: str) -> str:
    if not code:
        return "代码为空"
    if len(code) != LENGTH:
        return f"应为 18 位，现为 {len(code)} 位"
    for place, letter in enumerate(code, 1):
        if letter not in _VALUE:
            shown = letter if letter.isprintable() else f"U+{ord(letter):04X}"
            return f"第 {place} 位的字符“{shown}”不会出现在代码中"
        if 3 <= place <= 8 and not letter.isdigit():
            return f"第 {place} 位应为数字（行政区划）"
    return "格式不符"


def _hint(code: str) -> str:
    """Tells which letters look like digits; says so when that reading passes all checks."""
    places = [
        f"第 {i} 位 {c}→{c.translate(_LOOK_ALIKE)}" for i, c in enumerate(code, 1) if c in "OIZS"
    ]
    if not places or len(code) != LENGTH:
        return ""
    read = code.translate(_LOOK_ALIKE)
    ending = f"；这样读作 {read}，校验通过，请对照原件确认" if not _fault(read) else "，请对照原件"
    return "可能看错：" + "、".join(places) + ending
