"""Pinyin of names, computed once when a name is written."""

from typing import NamedTuple

MAX_INITIALS = 200


class Pinyin(NamedTuple):
    """`full` is mashengmianguan for 马盛面馆, `initials` is msmg; letters and digits only."""

    full: str
    initials: str


def pinyin_of(name: str) -> Pinyin:
    """Pinyin without tones, lower case; about 80 µs a name. ü is written v, as it is typed."""
    from pypinyin import lazy_pinyin  # 60 MB of tables: only processes that write names pay

    full: list[str] = []
    initials: list[str] = []
    for part in lazy_pinyin(name):
        letters = "".join(c for c in part.lower() if c.isascii() and c.isalnum())
        # A part with non-letters passed through is Latin text: typed as it stands.
        is_latin = part in name
        full.append(letters)
        initials.append(letters if is_latin else letters[:1])
    return Pinyin("".join(full), "".join(initials)[:MAX_INITIALS])
