"""Hand-written merchants that show one thing each; the first three are those of the look."""

from functools import cache

import msgspec

from credit.demo.codes import make_demo_uscc
from credit.demo.geography import demo_data
from credit.demo.model import Kind, Profile


class Showcase(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant by hand. `shows` names the story that `stories` tells about it.

    `place` is longitude and latitude, WGS-84: the street is real, the shop is not.
    """

    shows: str
    name: str
    kind: Kind
    trade: str
    division: str
    address: str
    age_days: int
    scope: str
    profile: Profile
    place: tuple[float, float]
    short_name: str = ""


def showcase_uscc(shows: str) -> str:
    """The code of a showcase merchant; raises StopIteration for an unknown story."""
    number, show = next(
        (number, show) for number, show in enumerate(list_showcases(), 1) if show.shows == shows
    )
    return make_demo_uscc(show.kind, show.division, number)


@cache
def list_showcases() -> tuple[Showcase, ...]:
    """Excellent, good, insufficient, repaired, C with reasons, D on the list, revoked code…"""
    return msgspec.convert(demo_data("showcases.toml")["showcase"], tuple[Showcase, ...])
