"""Fictitious merchants: names, codes, addresses. Pure and deterministic.

Nothing here depends on the day except dates, so names and codes are always the same.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from credit.demo.codes import make_demo_uscc
from credit.demo.geography import county_quotas, demo_data, list_counties, make_address
from credit.demo.model import County, Kind, Merchant, Profile
from credit.demo.showcase import Showcase, list_showcases
from credit.demo.words import SEED

MERCHANTS = 3200
PROFILE_SHARES: dict[Profile, float] = {"A": 30, "B": 40, "C": 15, "D": 2, "N": 13}
MAX_SHORT_NAME = 8
# The showcases' own: nobody should land on a namesake when looking for them.
RESERVED_BRANDS = frozenset(
    ("湟水源", "昆仑晴雪", "青稞人家", "格桑源", "花海听风", "雪豹行旅", "河湟安康", "日月山下")
)


def make_merchants(today: date, total: int = MERCHANTS) -> list[Merchant]:
    """`total` merchants over all 45 counties, the showcase ones first."""
    showcases = [_by_hand(show, n, today) for n, show in enumerate(list_showcases(), 1)]
    used = {text for merchant in showcases for text in (merchant.name, merchant.short_name)}
    quotas = county_quotas(total)
    for merchant in showcases:
        quotas[merchant.division] -= 1
    return showcases + list(_others(today, quotas, used, len(showcases)))


def _by_hand(show: Showcase, serial: int, today: date) -> Merchant:
    return Merchant(
        uscc=make_demo_uscc(show.kind, show.division, serial),
        name=show.name,
        short_name=show.short_name or show.name,
        kind=show.kind,
        trade=show.trade,
        division=show.division,
        address=show.address,
        registered_on=today - timedelta(days=show.age_days),
        scope=show.scope,
        profile=show.profile,
        showcase=show.shows,
    )


def _others(today: date, quotas: dict[str, int], used: set[str], serial: int) -> Iterator[Merchant]:
    rng = random.Random(f"{SEED}/merchants")
    for county in list_counties():
        for _ in range(quotas[county.code]):
            serial += 1
            yield _merchant(rng, county, serial, used, today)


def _merchant(
    rng: random.Random, county: County, serial: int, used: set[str], today: date
) -> Merchant:
    trade, table = _pick_trade(rng, county)
    kinds: list[Kind] = ["organisation", "sole_trader", "cooperative"]
    kind = rng.choices(kinds, table["kinds"])[0]
    name, short_name = _unused_name(rng, county, table, kind, used)
    profile = rng.choices(list(PROFILE_SHARES), list(PROFILE_SHARES.values()))[0]
    youngest = 720 if profile in ("C", "D") else 120
    return Merchant(
        uscc=make_demo_uscc(kind, county.code, serial),
        name=name,
        short_name=short_name,
        kind=kind,
        trade=trade,
        division=county.code,
        address=make_address(county, rng),
        registered_on=today - timedelta(days=int(youngest + 6500 * rng.betavariate(1.2, 2.6))),
        scope=table["scope"],
        profile=profile,
    )


def _pick_trade(rng: random.Random, county: County) -> tuple[str, dict[str, Any]]:
    """A trade by its weight; rural ones keep out of the urban districts."""
    urban = "" in county.towns
    trades = demo_data("trades.toml")
    weights = [
        table["weight"] * (0.25 if urban and table.get("rural") else 1) for table in trades.values()
    ]
    trade = rng.choices(list(trades), weights)[0]
    return trade, trades[trade]


def _unused_name(
    rng: random.Random, county: County, table: dict[str, Any], kind: Kind, used: set[str]
) -> tuple[str, str]:
    while True:
        brand, suffix = _brand(rng), rng.choice(table["suffixes"])
        short_name = brand + suffix
        name = _full_name(rng, county, table, kind, brand, short_name)
        fits = len(short_name) <= MAX_SHORT_NAME and brand not in RESERVED_BRANDS
        if fits and not used & {name, short_name}:
            used.update((name, short_name))
            return name, short_name


def _brand(rng: random.Random) -> str:
    words = demo_data("words.toml")
    ending = words["poems"] if rng.random() < 0.12 else words["tails"]
    return str(rng.choice(words["places"]) + rng.choice(ending))


def _full_name(
    rng: random.Random,
    county: County,
    table: dict[str, Any],
    kind: Kind,
    brand: str,
    short_name: str,
) -> str:
    """A sole trader goes by its shop name; companies and cooperatives have a legal form."""
    if kind == "sole_trader":
        return short_name
    if kind == "cooperative":
        trade = table.get("cooperative", "种植")
        return f"{county.name}{brand}{trade}专业合作社"
    place = rng.choice(["青海", "青海", county.short_name])
    return f"{place}{brand}{table['business']}有限公司"
