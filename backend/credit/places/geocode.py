"""An address taken apart: county, town, village, road, number; each with how, or why not.

Our own gazetteer only (`data/`), no service: an address of a shop is nobody else's business,
and the answer is the same tomorrow. A name that is not in the gazetteer is kept as written and
said to be unlisted; nothing is filled in that the address (or the uscc) does not say.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, Literal

import msgspec

from credit.places.divisions import division_name, divisions
from credit.places.locate import (
    ROADS_OF_NAMES,
    How,
    bare_town,
    county_names,
    locate_division,
    town_names,
)

Level = Literal["number", "road", "village", "town", "county", "none"]
LEVEL_NAMES: Final[dict[Level, str]] = {
    "number": "门牌", "road": "道路", "village": "村社区", "town": "乡镇街道", "county": "县区",
    "none": "未定位",
}  # fmt: skip
HOW_NAMES: Final[dict[How, str]] = {
    "county_name": "写明县区", "hint": "园区或地名", "town": "乡镇名", "road": "道路名",
    "short_name": "县区简称", "uscc": "信用代码", "prefecture_only": "", "none": "",
}  # fmt: skip

_NARROW: Final = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF1A)} | {
    ord(mark): "-" for mark in "－—–"
}
_SPACES: Final = re.compile(r"\s+")
_ROAD_END: Final = "(?:(?:大街|大道|公路|国道|街(?!道|办)|(?<!铁)路(?![口边旁灯政段])|巷)(?!村))"
_STEM: Final = r"(?:[一-龥]{1,8}?[0-9]?|[GSX]?[0-9]{2,3})"
# 福路巷 is one name, 西关大街青年巷 a lane of a road; of 黄河路与金川路 the first counts.
_ROADS: Final = re.compile(
    rf"{_STEM}{_ROAD_END}{{1,2}}(?:(?![以与和至及]|[东南西北]侧)[一-龥]{{1,4}}?{_ROAD_END}{{1,2}})*"
)
_NO_NAMES: Final = frozenset(("公路", "大路", "道路", "马路", "临街", "大街", "号路"))
_NUMBER: Final = re.compile(
    r"(?:[东南西北中]段|[东南西北]侧|以?[东南西北])?(?:[(（][^)）]{1,12}[)）])?"
    r"([附付副]?[A-Z]?[0-9]+[A-Z]?(?:[-、,，/][0-9]+)*|[一二三四五六七八九十百]+)[号#]"
)
# What stands before a road's name without being part of it.
_BEFORE_ROAD: Final = re.compile(
    r".*(?:开发区|园区|工业园|产业园|新区|社区|小区|家属院|广场|办事处|[东南西北]侧|村|镇|乡|区|县|市)(?=..)"
)
_VILLAGE: Final = re.compile(r"([一-龥]{1,8}?(?:村委会|居委会|牧委会|社区|村(?!镇)))")
_UNLISTED: Final = re.compile(r"^([一-龥]{1,6}?(?:街道办事处|街道|镇(?!政)|乡(?!政)))")


class Geocoded(msgspec.Struct, frozen=True, kw_only=True):
    """`county` and `town` are codes of today, empty when not known; `why` says each miss."""

    county: str = ""
    how: How = "none"
    town: str = ""
    town_name: str = ""
    village: str = ""
    road: str = ""
    number: str = ""
    why: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """The finest part that is known, within a known county."""
        if not self.county:
            return "none"
        parts: tuple[Level, ...] = ("number", "road", "village", "town")
        return next((part for part in parts if getattr(self, part)), "county")

    @property
    def county_name(self) -> str:
        return division_name(self.county)


class _Town(msgspec.Struct, frozen=True):
    code: str
    name: str


class _Named(msgspec.Struct, frozen=True):
    """The town that a text names (listed or not), and what stands before and after it."""

    town: _Town | None
    unlisted: str
    before: str
    after: str


@lru_cache(maxsize=100_000)
def geocode(address: str, prefecture_hint: str = "", uscc: str = "") -> Geocoded:
    """Take an address apart; the hint and the code help with the county only."""
    text = _SPACES.sub("", address).translate(_NARROW)
    found = locate_division(text, prefecture_hint, uscc)
    if found.code is None:
        return Geocoded(how=found.how, why=(found.reason,))
    named = _take_town(found.code, _head().sub("", text))
    road, number, village = _take_road(named)
    parts = Geocoded(
        county=found.code,
        how=found.how,
        town=named.town.code if named.town else "",
        town_name=named.town.name if named.town else "",
        village=village,
        road=road,
        number=number,
    )
    return msgspec.structs.replace(parts, why=tuple(_misses(parts, named.unlisted)))


def _misses(parts: Geocoded, unlisted: str) -> list[str]:
    """Why the town, the road and the number are not known, for those that are not."""
    why = []
    if not parts.town:
        gone = f"「{unlisted}」不在{parts.county_name}现有的乡镇街道里（可能撤并或写错）"
        why.append(gone if unlisted else "没有写乡镇或街道")
    if not parts.road:
        why.append(f"只写到{parts.village}，没有道路" if parts.village else "没有写道路")
    elif not parts.number:
        why.append("有道路，没有门牌号")
    return why


def _take_town(county: str, text: str) -> _Named:
    """The town of the county that is named, or one that is not listed, and the text around it."""
    names, anywhere, at_start = _towns_of(county)
    if match := anywhere.search(text) or at_start.match(text):
        return _Named(names[match[1]], "", text[: match.start()], text[match.end() :])
    if match := _UNLISTED.match(text):
        return _Named(None, match[1], "", text[match.end() :])
    return _Named(None, "", "", text)


def _take_road(named: _Named) -> tuple[str, str, str]:
    """Road, number and village, whichever comes first of road and village."""
    for text in (named.after, named.before):
        match = _ROADS.search(text)
        road = _BEFORE_ROAD.sub("", match[0]) if match else ""
        if match and road not in _NO_NAMES:
            number = _NUMBER.match(text, match.end())
            before, after = text[: match.end() - len(road)], text[match.end() :]
            return road, number[1] if number else "", _village(before) or _village(after)
    return "", "", _village(named.after)


def _village(text: str) -> str:
    match = _VILLAGE.match(text)
    return match[1] if match else ""


@cache
def _head() -> re.Pattern[str]:
    """What an address begins with down to the county, in any order people write it."""
    names = {"中国", "青海省", *county_names()}
    for division in divisions().values():
        if division.level == "prefecture":
            ends = ("市", "地区") if division.name.endswith("市") else ("州", "藏族自治州")
            names |= {division.name, *(division.short_name + end for end in ends)}
    # 格尔木黄河中路 begins with its city; 格尔木路 and 平安镇 do not.
    short = [
        f"{one.short_name}(?!{ROADS_OF_NAMES}|镇|乡|街道|办|村)" for one in divisions().values()
    ]
    return re.compile(f"^(?:{_any_of(names)}|{'|'.join(short)}|青海(?!湖)|[,，、（(])*")


@cache
def _towns_of(county: str) -> tuple[dict[str, _Town], re.Pattern[str], re.Pattern[str]]:
    """Names of the towns of a county as written; patterns for all, and for bare ones in front."""
    names = {name: _Town(*town) for name, town in town_names(county).items()}
    # Not of 街道: those are called after a street.
    rural = {name: town for name, town in names.items() if town.name.endswith(("镇", "乡"))}
    bare = {bare_town(name): town for name, town in rural.items()}
    bare = {name: town for name, town in bare.items() if len(name) >= 3 and name not in names}
    return (
        names | bare,
        re.compile(f"({_any_of(names)})"),
        re.compile(f"({_any_of(bare)})(?!{ROADS_OF_NAMES})"),
    )


def _any_of(names: Iterable[str]) -> str:
    """A pattern's alternatives, longest first; one that never matches for no names."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(map(re.escape, longest_first)) or "(?!)"
