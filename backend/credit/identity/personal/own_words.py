"""What a person wrote elsewhere: the slices above add how to read it, for the copy of the data.

The database's foreign keys find whatever hangs on an account (`holdings`). Texts that belong to a
shop's case, or are sealed, are known to their slice only: it registers a reader at import.
"""

from collections.abc import Awaitable, Callable
from typing import Any

Reader = Callable[[str], Awaitable[list[dict[str, Any]]]]
_readers: dict[str, Reader] = {}


def contribute(title: str, read: Reader) -> None:
    """Adds to copies what `read` gives for an account (public id): rows of Chinese names and texts.

    Raises ValueError for a title that another reader has.
    """
    if _readers.get(title, read) is not read:
        raise ValueError(f"own words {title}: registered twice")
    _readers[title] = read


async def read_own_words(account_id: str) -> list[dict[str, Any]]:
    """`{"title", "rows"}` of each reader that has something, in the order of registration."""
    found = [{"title": title, "rows": await read(account_id)} for title, read in _readers.items()]
    return [part for part in found if part["rows"]]
