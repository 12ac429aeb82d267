"""What print says, apart from how it is drawn (which brings the heavy PDF libraries)."""

from datetime import date
from typing import Literal, NamedTuple

PosterSize = Literal["A4", "A5", "card", "sticker"]


class PosterText(NamedTuple):
    """What stands on a poster, a table card or a sticker."""

    headline: str
    name: str
    short_name: str
    address: str
    url: str
    short_code: str
    expires_on: date
    commitments: tuple[str, ...]
    demo: bool
    district: str = ""

    @property
    def chips(self) -> tuple[str, ...]:
        """What stands in the row of chips: the district first, then promises."""
        member = (f"{self.district}成员",) if self.district else ()
        return (*member, *self.commitments)

    @property
    def until(self) -> str:
        day = self.expires_on
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
