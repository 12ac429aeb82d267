"""JSON objects in which every member appears once; for input whose readers must agree."""

import json
from typing import Any


class DuplicateMember(ValueError):
    """A member appears twice, so two readers could see different values."""


def decode_object(raw: bytes) -> dict[str, Any]:
    """The object; raises DuplicateMember, or ValueError for anything that is no JSON object."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DuplicateMember
    return members


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
