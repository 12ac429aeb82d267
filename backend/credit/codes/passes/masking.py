"""The masked name (脱敏姓名) in a pass: `*` and the last character, if the citizen wants it. Pure.

Masked by default (PIPL Art. 6: no more than the purpose needs). A name of one character would
be shown whole, so it is not shown at all.
"""

import unicodedata

from credit.codes.core.names import is_masked_name


def mask_name(name: str) -> str | None:
    """`李晓明` → `*明`, `才让·卓玛` → `*玛`; None for a name that cannot be masked.

    The last letter counts without the marks and selectors that follow it: a signed name has
    room for one code point. Dots, spaces and brackets are no part of a name.
    """
    letters = [char for char in unicodedata.normalize("NFC", name) if _is_letter(char)]
    if len(letters) < 2:
        return None
    masked = f"*{letters[-1]}"
    return masked if is_masked_name(masked) else None


def _is_letter(char: str) -> bool:
    category = unicodedata.category(char)
    return category.startswith("L") or category == "Nl"  # 〇 is a number to Unicode
