"""The closed list of what a message may be about; each slice adds its own at import."""

import re

_KIND = re.compile(r"[a-z_]+\.[a-z_]+")
_names: dict[str, str] = {}


def register_kind(kind: str, name: str) -> str:
    """Adds a kind, `slice.word`, with its Chinese name, and gives it back for a constant.

    Raises ValueError for a malformed kind or one that another slice has under another name.
    """
    if not _KIND.fullmatch(kind) or _names.get(kind, name) != name:
        raise ValueError(f"message kind {kind} is malformed or taken")
    _names[kind] = name
    return kind


def is_registered(kind: str) -> bool:
    """Whether a slice has registered this kind."""
    return kind in _names


def kind_name(kind: str) -> str:
    """The Chinese name; that of a kind whose slice is gone is plain 通知."""
    return _names.get(kind, "通知")
