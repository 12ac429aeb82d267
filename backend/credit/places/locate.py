"""Which county an address lies in, and how we know; never a guess without a reason.

The order of trust: a county named in full, an area or street that lies in one county only
(`place_hints.csv`), a town named, a road of Xining that lies in one district, a county named in
short, the division in the uscc. Where
clues of one rank point to different counties, the one named first wins, as Chinese addresses go
from large to small.
"""

import re
from functools import cache, lru_cache
from typing import Literal

import msgspec

from credit.places.divisions import current_code, divisions, list_counties, read_data

How = Literal[
    "county_name", "hint", "town", "road", "short_name", "uscc", "prefecture_only", "none"
]

_SPACES = re.compile(r"\s+")
_OUTSIDE = re.compile(
    r"^(?:中国)?(?:(?:北京|天津|上海|重庆)市|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南"
    r"|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃)省|(?:广西|西藏|宁夏|新疆|内蒙古)(?:自治区|壮族|回族|维吾尔))"
)
_TOWN_END = re.compile(
    r"(?:街道办事处|街道|镇|乡|(?:蒙古|回|藏|土|撒拉)+族乡|(?:蒙古|回|藏|土)+族(?=乡))$"
)


# 互助东路 and 乐都路 are roads in Xining: a short name only counts before other words.
ROADS_OF_NAMES = r"[东南西北中一二三]{0,2}(?:路|街|巷|大街|大道|公路|广场)"


class Located(msgspec.Struct, frozen=True):
    """`code` is a county of today, or None with `reason` in Chinese. `how` names the clue."""

    code: str | None
    how: How
    reason: str = ""


class _Clues(msgspec.Struct, frozen=True):
    """One kind of clue: a pattern, and what each match means (counties by prefecture)."""

    how: How
    pattern: re.Pattern[str]
    counties: dict[str, tuple[str, ...]]


@lru_cache(maxsize=100_000)
def locate_division(address: str, prefecture_hint: str = "", uscc: str = "") -> Located:
    """The county of `address`.

    `prefecture_hint` is a prefecture's name or code and only narrows down what the address
    says; `uscc` is the last resort, since a company may move away from where it registered.
    """
    text = _SPACES.sub("", address)
    if _OUTSIDE.match(text):
        return Located(None, "none", "地址在青海省外")
    hint = prefecture_code(prefecture_hint)
    said = _prefecture_said(text)
    for clues in _all_clues():
        if code := _first_match(clues, text, said or hint, strict=bool(said)):
            return Located(code, clues.how)
    return _from_uscc(uscc, said or hint)


@lru_cache(maxsize=1000)
def prefecture_code(name: str) -> str:
    """The code for 西宁, 西宁市, 海西州, 海西蒙古族藏族自治州 or 630100; empty when unknown."""
    text = name.strip().removesuffix("州")
    for division in divisions().values():
        if division.level == "prefecture" and text in (
            division.code,
            division.name.removesuffix("州"),
            division.short_name,
        ):
            return division.code
    return ""


def _prefecture_said(text: str) -> str:
    """The prefecture the address itself begins with, if any."""
    pattern, codes = _prefecture_starts()
    match = pattern.match(text)
    return codes[match[1]] if match else ""


@cache
def _prefecture_starts() -> tuple[re.Pattern[str], dict[str, str]]:
    """What addresses begin with: 西宁市, 海东地区, 海西州, 海西蒙古族…"""
    codes = {
        division.short_name + end: division.code
        for division in divisions().values()
        if division.level == "prefecture"
        for end in (("市", "地区") if division.name.endswith("市") else ("州", "藏族", "蒙古族"))
    }
    return re.compile(f"(?:中国)?(?:青海省?)?({'|'.join(codes)})"), codes


def _first_match(clues: _Clues, text: str, prefecture: str, *, strict: bool) -> str | None:
    """The first clue in the text that means one county; `strict` believes the prefecture."""
    for match in clues.pattern.finditer(text):
        counties = clues.counties[match.group(1)]
        near = [code for code in counties if code[:4] == prefecture[:4]] if prefecture else []
        if len(near) == 1:
            return near[0]
        certain = clues.how != "road" and not (strict and clues.how in ("town", "short_name"))
        if len(counties) == 1 and certain:
            return counties[0]
    return None


def county_of_uscc(uscc: str) -> str | None:
    """The county of today in the digits of a uscc; None for a prefecture's or a foreign one."""
    code = current_code(uscc[2:8])
    division = divisions().get(code)
    if division and division.level == "county":
        return code
    return _register_codes().get(uscc[2:8])


def _from_uscc(uscc: str, prefecture: str) -> Located:
    code = county_of_uscc(uscc)
    if code and (prefecture[:4] in ("", code[:4]) or uscc[2:8] in _register_codes()):
        return Located(code, "uscc")
    name = divisions()[prefecture].name if prefecture else ""
    if name:
        return Located(None, "prefecture_only", f"地址只到{name}，没有县区、乡镇或可辨认的街道")
    return Located(None, "none", "地址里没有县区、乡镇，代码也不指向青海的县区")


@cache
def _all_clues() -> tuple[_Clues, ...]:
    return (
        _clues("county_name", county_names(), ""),
        _clues("hint", _hints("place"), ""),
        _clues("hint", _hints("area"), ""),
        _clues("town", _town_names(), ""),
        # Every county seat has a 西大街: a road counts where the prefecture is known.
        _clues("road", _hints("road"), ""),
        _clues("short_name", _short_names(), f"(?!{ROADS_OF_NAMES})"),
    )


def _clues(how: How, names: dict[str, tuple[str, ...]], tail: str) -> _Clues:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    pattern = re.compile(f"({'|'.join(map(re.escape, longest_first))}){tail}")
    return _Clues(how, pattern, names)


def _gather(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, code in pairs:
        found.setdefault(name, {})[code] = None
    return {name: tuple(codes) for name, codes in found.items()}


@cache
def county_names() -> dict[str, tuple[str, ...]]:
    """Every way to write a county in full → its code; abolished names included."""
    pairs = [(county.name, county.code) for county in list_counties()]
    for county in list_counties():
        if not county.name.startswith("城"):
            ends = ("行委", "行政委员会") if county.code == "632857" else ("县", "市", "区", "行委")
            pairs += [(county.short_name + end, county.code) for end in ends]
    for row in read_data("qinghai_divisions_historic.csv"):
        if row["current_code"] in divisions() and not row["current_code"].endswith("00"):
            pairs.append((row["old_name"], row["current_code"]))
    return _gather(pairs)


def _short_names() -> dict[str, tuple[str, ...]]:
    return _gather([(county.short_name, county.code) for county in list_counties()])


@cache
def town_names(county: str) -> dict[str, tuple[str, str]]:
    """Every way to write the towns of one county → (code, name of today)."""
    return {name: (code, town) for name, code, town, where in _all_towns() if where == county}


@cache
def _all_towns() -> tuple[tuple[str, str, str, str], ...]:
    """(name as written, code, name of today, county); a name of today goes before an old one."""
    today = {
        row["code"]: (row["name"], current_code(row["areaCode"]))
        for row in read_data("qinghai_towns_630.csv")
    }
    written = [(way, code) for code, (name, _) in today.items() for way in _ways_to_write(name)]
    written += [(row["name"], row["code"]) for row in read_data("town_aliases.csv")]
    written += [(name, code) for code, (name, _) in today.items()]
    return tuple((way, code, *today[code]) for way, code in written)


def bare_town(name: str) -> str:
    """多巴镇 → 多巴."""
    return _TOWN_END.sub("", name)


def _ways_to_write(town: str) -> list[str]:
    """多巴镇, and 多巴乡 as it was called before: towns change their kind more than their name."""
    bare = bare_town(town)
    if len(bare) < 2:
        return [town]
    peoples = ("藏族乡", "回族乡", "土族乡", "蒙古族乡") if town.endswith("乡") else ()
    return [town, *(bare + end for end in ("镇", "乡", "街道", "街道办", "办事处", *peoples))]


def _town_names() -> dict[str, tuple[str, ...]]:
    return _gather([(name, county) for name, _, _, county in _all_towns()])


def _hints(kind: str) -> dict[str, tuple[str, ...]]:
    rows = [row for row in read_data("place_hints.csv") if row["kind"] == kind]
    return _gather([(row["name"], row["code"]) for row in rows])


@cache
def _register_codes() -> dict[str, str]:
    """Division digits that registration offices of parks use, though no division has them."""
    return {name: codes[0] for name, codes in _hints("register_code").items()}
