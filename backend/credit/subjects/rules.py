"""Pure rules of subjects: how a search query is read."""

import re
from typing import Final

MAX_QUERY: Final = 60
GRADE_WORDS: Final = {"A": "优", "B": "良", "C": "中", "D": "差", "N": "信息不足"}

_WIDE: Final = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_FULL_WIDTH: Final = {wide: wide - 0xFEE0 for wide in _WIDE}
_LETTERS: Final = re.compile(r"[a-z][a-z' ]*")
_USCC_START: Final = re.compile(
    r"[0-9A-Z]{1,2}|[0-9A-Z]{2}[0-9]{1,6}|[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{1,10}"
)


def read_query(text: str) -> str:
    """A typed query in the form that is searched: narrow letters and digits, lower case."""
    visible = "".join(c if c.isprintable() else " " for c in text.translate(_FULL_WIDTH))
    narrow = " ".join(visible.split()).lower()
    return narrow.replace(" ", "").replace("'", "") if _LETTERS.fullmatch(narrow) else narrow


def search_pattern(query: str) -> str:
    """The LIKE pattern of a read query over `subject.search_text`.

    There each Chinese character is a word of its own (migrations/indexes.sql), so one
    character has trigrams too. One or two letters have none inside a word: they match
    only where a word starts, which for initials and pinyin is the start of the name.
    """
    safe = re.sub(r"([\\%_])", r"\\\1", query)
    spaced = re.sub(r"([^ -~])", r" \1 ", safe)
    start = " " if len(query) <= 2 and query.isascii() else ""
    return f"%{start}{spaced}%"


def uscc_range(query: str) -> tuple[str, str] | None:
    """The codes [low, high) that start with the query; None when no code can."""
    start = query.upper().replace(" ", "")
    if not _USCC_START.fullmatch(start) or start.isalpha():
        return None
    return start, start + "~"  # "~" sorts after every letter of a code


def division_prefix(division: str) -> str:
    """What the codes inside a division start with: 630000 → 63, 630100 → 6301."""
    return division.removesuffix("00").removesuffix("00") if division.endswith("00") else division
