"""Bases of every API Struct: camelCase outside, snake_case inside.

`Model` reads input and refuses unknown fields, so that a misspelt field is an
error and not silently ignored. `Out` is what we send: frozen, and never strict,
so that stored or cached data of an older release can still be decoded.
"""

import msgspec


class Model(msgspec.Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """Base of request bodies; an unknown field is refused."""


class Out(msgspec.Struct, rename="camel", kw_only=True, frozen=True):
    """Base of answers; immutable, tolerant when decoded again."""
