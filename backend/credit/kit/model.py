"""Bases of every API Struct: camelCase outside, snake_case inside.

`Model` reads input and refuses unknown fields, so that a misspelt field is an
error and not silently ignored. `Out` is what we send: frozen, and never strict,
so that stored or cached data of an older release can still be decoded.
"""

from typing import Final

import msgspec

# What people type and others read: nothing unseen (zero width, direction marks, controls, and so
# no NUL, which PostgreSQL does not store). LINE is one line, TEXT may have several.
_UNSEEN: Final = (
    r"\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
)
LINE: Final = rf"^[^\x00-\x1f{_UNSEEN}]*$"
TEXT: Final = rf"^[^\x00-\x08\x0b\x0c\x0e-\x1f{_UNSEEN}]*$"


class Model(msgspec.Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """Base of request bodies; an unknown field is refused."""


class Out(msgspec.Struct, rename="camel", kw_only=True, frozen=True):
    """Base of answers; immutable, tolerant when decoded again."""
