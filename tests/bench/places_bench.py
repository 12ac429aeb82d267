"""Counties from real addresses: how many, how right, how fast, beside forty lines of regex.

    ./just bench places FILE

FILE is a CSV of registrations with the columns address, prefecture and uscc. The figures of the
project are from the public sample kinginsun/Enterprise-Registration-Data-of-Chinese-Mainland
(CC BY-NC-SA 4.0, not part of this repository). *Right* is the share of addresses whose county is
also that of the code, among those where the address alone names one and the code has one: a lower
bound, since companies move and keep their code. Rates are the best of three passes over distinct
addresses, each with empty memories.

Aims: county ≥ 98 %, right ≥ 98 %, `county_at` ≤ 100 µs.
"""

import csv
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from credit.places.boundaries import county_at, in_lake
from credit.places.divisions import current_code, list_counties
from credit.places.geocode import geocode
from credit.places.locate import county_of_uscc, locate_division

PASSES = 3
POINTS = 20_000
AIM_COUNTY, AIM_RIGHT, AIM_MICROSECONDS = 0.98, 0.98, 100.0


class Row(NamedTuple):
    """One registration."""

    address: str
    prefecture: str
    uscc: str


def main(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
) -> None:
    """Measure and print; exits with 1 when an aim is missed."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = [Row(r["address"], r["prefecture"], r["uscc"]) for r in csv.DictReader(source)]
    print(f"{len(rows):,} addresses")
    share = compare(rows)
    right = judge(rows)
    slowest = points()
    missed = share < AIM_COUNTY or right < AIM_RIGHT or slowest > AIM_MICROSECONDS
    sys.exit(1 if missed else 0)


def compare(rows: list[Row]) -> float:
    """County share and rate of ours and of the baseline; the share of ours."""
    baseline = Baseline()
    theirs = sum(1 for row in rows if baseline.county(row)) / len(rows)
    found = [geocode(*row) for row in rows]
    ours = sum(1 for one in found if one.county) / len(rows)
    distinct = list(dict.fromkeys(rows))
    rates = {
        "regex": rate(lambda: [baseline.county(row) for row in distinct], len(distinct)),
        "county only": rate(lambda: [locate_division(*row) for row in distinct], len(distinct)),
        "all parts": rate(lambda: [geocode(*row) for row in distinct], len(distinct)),
    }
    print(f"county: {ours:.2%} (regex {theirs:.2%}; aim {AIM_COUNTY:.0%})")
    for part in ("town", "village", "road", "number"):
        print(f"  {part}: {sum(bool(getattr(one, part)) for one in found) / len(rows):.2%}")
    finer = sum(one.level not in ("none", "county") for one in found) / len(rows)
    print(f"  finer than the county: {finer:.2%}")
    for name, value in rates.items():
        print(f"{name}: {value:,.0f} addresses/s, {value / rates['regex']:.2f} of regex")
    return ours


def judge(rows: list[Row]) -> float:
    """The share of agreement between address and code; prints the baseline's, too."""
    baseline = Baseline()
    coded = [(row, code) for row in rows if (code := county_of_uscc(row.uscc))]
    ours = agreement([(locate_division(row.address).code, code) for row, code in coded])
    theirs = agreement([(baseline.county(Row(row.address, "", "")), code) for row, code in coded])
    print(f"right by the code: {ours:.2%} (regex {theirs:.2%}; aim {AIM_RIGHT:.0%})")
    return ours


def agreement(pairs: list[tuple[str | None, str]]) -> float:
    known = [(said, code) for said, code in pairs if said]
    return sum(said == code for said, code in known) / len(known)


def points() -> float:
    """Microseconds of `county_at` and `in_lake` on points all over the province; the slower."""
    chance = random.Random("points")
    places = [(chance.uniform(89.4, 103.1), chance.uniform(31.6, 39.3)) for _ in range(POINTS)]
    start = time.perf_counter()
    county_at(101.0, 36.0), in_lake(101.0, 36.0)
    print(f"boundaries: {time.perf_counter() - start:.2f} s to load")
    counties = 1e6 / rate(lambda: [county_at(*place) for place in places], POINTS)
    lakes = 1e6 / rate(lambda: [in_lake(*place) for place in places], POINTS)
    print(f"county_at: {counties:.1f} µs, in_lake: {lakes:.1f} µs (aim {AIM_MICROSECONDS:.0f})")
    return max(counties, lakes)


def rate(work: Callable[[], object], count: int) -> float:
    """Pieces of work a second, the best of the passes."""
    best = float("inf")
    for _ in range(PASSES):
        geocode.cache_clear()
        locate_division.cache_clear()
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return count / best


class Baseline:
    """What one writes first: county names in full, in short, then the digits of the code."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        for county in list_counties():
            self.names[county.name] = county.code
            if not county.name.startswith("城"):
                for end in ("县", "市", "区"):
                    self.names.setdefault(county.short_name + end, county.code)
        self.codes = {county.code for county in list_counties()}
        longest_first = sorted(self.names, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, longest_first)))

    def county(self, row: Row) -> str | None:
        """The first name found, else the county of the code."""
        text = re.sub(r"\s+", "", row.address)
        if match := self.pattern.search(text):
            return self.names[match[0]]
        code = current_code(row.uscc[2:8])
        return code if code in self.codes else None


if __name__ == "__main__":
    typer.run(main)
