"""What a poster says, apart from how it is drawn (which brings the heavy PDF libraries)."""

from datetime import date
from typing import Literal, NamedTuple

PosterSize = Literal["A4", "A5"]


class PosterText(NamedTuple):
    """What stands on a poster."""

    headline: str
    name: str
    address: str
    url: str
    short_code: str
    expires_on: date
    commitments: tuple[str, ...]
    demo: bool
