"""Counties, their streets and their share of the fictitious merchants."""

import csv
import random
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from credit.demo.model import County

MERCHANTS_PER_COUNTY = 14
"""No county is empty on the map, however few people live there."""

_PEOPLES = "回族|土族|撒拉族|蒙古族|藏族"


@cache
def demo_data(name: str) -> dict[str, Any]:
    """A data file of this package, parsed once."""
    return tomllib.loads((files("credit") / "demo" / "data" / name).read_text(encoding="utf-8"))


@cache
def list_counties() -> tuple[County, ...]:
    """All 45 county-level divisions, in code order, with population weights."""
    divisions = _divisions()
    shares = _share_totals(divisions)
    return tuple(
        _county(row, divisions[row["parent"]], shares)
        for row in divisions.values()
        if row["level"] == "county"
    )


def _divisions() -> dict[str, dict[str, str]]:
    text = files("credit") / "places" / "data" / "qinghai_divisions.csv"
    return {
        row["code"]: row for row in csv.DictReader(text.read_text(encoding="utf-8").splitlines())
    }


def _share_totals(divisions: dict[str, dict[str, str]]) -> dict[str, float]:
    """Sum of the shares of the counties whose population the census table leaves open."""
    totals: dict[str, float] = {}
    for code, table in demo_data("streets.toml").items():
        parent = divisions[code]["parent"]
        totals[parent] = totals.get(parent, 0) + table.get("weight", 0)
    return totals


def _county(row: dict[str, str], parent: dict[str, str], shares: dict[str, float]) -> County:
    table = demo_data("streets.toml")[row["code"]]
    population = row["pop_2020_census"] or (
        float(parent["pop_2020_census"]) * table["weight"] / shares[parent["code"]]
    )
    return County(
        code=row["code"],
        name=row["name"],
        short_name=shorten_county(row["name"]),
        prefecture=parent["name"],
        abbreviation=table["abbreviation"],
        weight=float(population),
        towns={town: streets for town, streets in table.items() if isinstance(streets, list)},
    )


def shorten_county(name: str) -> str:
    """门源回族自治县 → 门源, 城西区 → 城西, 大柴旦行政委员会 → 大柴旦."""
    bare = re.sub(rf"(?:{_PEOPLES})*(?:自治县|行政委员会)$", "", name)
    return bare if bare != name else re.sub(r"[市区县]$", "", name)


def county_quotas(total: int) -> dict[str, int]:
    """How many of `total` merchants each county gets: by population, with a floor, exact sum."""
    counties = list_counties()
    spare = total - MERCHANTS_PER_COUNTY * len(counties)
    weight = sum(county.weight for county in counties)
    quotas = {c.code: MERCHANTS_PER_COUNTY + int(spare * c.weight / weight) for c in counties}
    largest = max(counties, key=lambda county: county.weight)
    quotas[largest.code] += total - sum(quotas.values())
    return quotas


def make_address(county: County, rng: random.Random) -> str:
    """A street address inside the county; the first town (its seat) holds two thirds."""
    towns = list(county.towns)
    weights = [2 * len(towns) if i == 0 else len(towns) / 2 for i in range(len(towns))]
    town = rng.choices(towns, weights)[0]
    street = rng.choice(county.towns[town])
    number = rng.randint(1, 188)
    annex = rng.choice(["", "", "", "", f"-{rng.randint(1, 9)}", "附1", "1单元102室", "一层商铺"])
    return f"{county.prefecture}{county.name}{town}{street}{house_number(number, annex)}"


def house_number(number: int, annex: str) -> str:
    """12号, 12-3号, 12号附1: an annex with a dash belongs inside the number."""
    return f"{number}{annex}号" if annex.startswith("-") else f"{number}号{annex}"
