"""An address as people in its county say it: without province, prefecture and county. Pure."""

from functools import cache
from typing import Final

from credit.places.divisions import divisions

PROVINCE_NAME: Final = "青海省"


def street_of(address: str, adcode: str) -> str:
    """What follows the names of the county's divisions: 五四大街 1 号; without any, all of it."""
    rest = address.strip()
    for name in _before(adcode):
        rest = rest.removeprefix(name).lstrip()
    return rest


@cache
def _before(adcode: str) -> tuple[str, ...]:
    """The names that may come first, from large to small. In full only: 青海大道 is a street."""
    county = divisions().get(adcode)
    if county is None:
        return (PROVINCE_NAME,)
    return PROVINCE_NAME, divisions()[county.parent].name, county.name
