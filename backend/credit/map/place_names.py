"""Divisions as hits of a search: by name, code, pinyin or initials.

`data/place_names.csv` holds the pinyin of the 53 names, from `subjects.pinyin` (whose tables are
60 MB, too much for every process) with 都兰 and 称多 put right by hand, and the county in which a
prefecture has its seat.
"""

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from credit.map.hits import Ranked, metres_between
from credit.map.ranking import Texts, order, rate
from credit.map.schemas import MapHit
from credit.places.datum import Place
from credit.places.divisions import divisions
from credit.places.seats import county_seats


def find_divisions(words: Sequence[str], at: Place | None) -> list[Ranked]:
    """The divisions that the words, put together, may mean."""
    whole = "".join(words)
    hits = []
    for code, texts in _texts().items():
        quality = rate([whole], texts)
        if quality is not None:
            division, place = divisions()[code], place_of(code)
            parent = divisions().get(division.parent)
            hit = MapHit(
                kind="division",
                code=code,
                name=division.name,
                detail=parent.name if parent else "青海省",
                lng=place.lng,
                lat=place.lat,
                metres=metres_between(at, place),
                match=quality.match,
                demo=False,
            )
            hits.append((order(quality.points, None, division.name, code), hit))
    return hits


def place_of(code: str) -> Place:
    """Where a division has its seat, WGS-84, to about a kilometre."""
    seat = county_seats()[_rows()[code]["seat"]]
    return Place(seat.lng, seat.lat)


@cache
def _rows() -> dict[str, dict[str, str]]:
    path = files("credit.map").joinpath("data", "place_names.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    return {row["code"]: row for row in csv.DictReader(lines)}


@cache
def _texts() -> dict[str, Texts]:
    return {
        code: Texts((division.name, division.short_name), code, row["pinyin"], row["initials"])
        for code, row in _rows().items()
        for division in (divisions()[code],)
    }
