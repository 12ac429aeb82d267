"""What a caller may filter by, written as one short text: `g:AB;t:餐饮,民宿;c:no_reason_return`.

`g` grades, `t` trades, `d` divisions (a county, or a prefecture by its first four digits), `z`
districts: one of those named. `c` commitments: all of those named. `p:1` a running perk of its
district. `o:3-1430` open on Wednesday at 14:30; quarter hours only, so that "open now" of many
callers is one filter and its answers can be kept. Order does not matter; nothing twice.
"""

import re
from typing import Final

import msgspec

from credit.kit.problems import Problem
from credit.map.marks import COMMITMENTS, GRADES

MAX_TEXT: Final = 400
MAX_NAMED: Final = 10
EXAMPLE: Final = "g:AB;t:餐饮,民宿;c:no_reason_return;d:6301;z:630103001;p:1;o:3-1430"
_OPEN_AT: Final = re.compile(r"[1-7]-(?:[01][0-9]|2[0-3])(?:00|15|30|45)")
_DISTRICT: Final = re.compile(r"63[0-9]{7}")


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """One combination; an empty part filters nothing. All parts are sorted."""

    grades: str = ""
    trades: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    perks: bool = False
    open_at: str = ""

    @property
    def text(self) -> str:
        """The one way to write this filter; empty for none."""
        parts = (
            ("c", ",".join(self.commitments)), ("d", ",".join(self.divisions)),
            ("g", self.grades), ("o", self.open_at), ("p", "1" if self.perks else ""),
            ("t", ",".join(self.trades)), ("z", ",".join(self.districts)),
        )  # fmt: skip
        return ";".join(f"{key}:{value}" for key, value in parts if value)


NO_FILTER: Final = Filter()


def read_filter(text: str) -> Filter:
    """The filter of a text; Problem invalid-input says what is wrong with it."""
    if len(text) > MAX_TEXT:
        raise _fault(f"筛选条件太长，最多 {MAX_TEXT} 个字符")
    parts: dict[str, str] = {}
    for part in filter(None, text.split(";")):
        key, colon, value = part.partition(":")
        if key not in tuple("gtcdzpo") or not colon or not value:
            raise _fault(
                "筛选条件只能是 g（等级）、t（行业）、c（承诺）、d（区划）、z（信用街区）、"
                "p（街区优惠）、o（营业时间）"
            )
        if key in parts:
            raise _fault(f"{key} 写了两次，请合并为一项")
        parts[key] = value
    lists = {key: _names(value) for key, value in parts.items() if key in "tcdz"}
    return Filter(
        grades=_grades(parts.get("g", "")),
        trades=_trades(lists.get("t", ())),
        commitments=_commitments(lists.get("c", ())),
        divisions=_divisions(lists.get("d", ())),
        districts=_districts(lists.get("z", ())),
        perks=_perks(parts.get("p", "")),
        open_at=_open_at(parts.get("o", "")),
    )


def _names(value: str) -> tuple[str, ...]:
    names = sorted({name.strip() for name in value.split(",")} - {""})
    if not 1 <= len(names) <= MAX_NAMED:
        raise _fault(f"每项筛选可写 1 到 {MAX_NAMED} 个")
    return tuple(names)


def _grades(value: str) -> str:
    grades = sorted(set(value))
    if not set(grades) <= set(GRADES):
        raise _fault("等级只有 A、B、C、D、N")
    return "" if len(grades) == len(GRADES) else "".join(grades)


def _trades(names: tuple[str, ...]) -> tuple[str, ...]:
    if not all(name.isprintable() for name in names):
        raise _fault("行业名称含有无法识别的字符")
    return names


def _commitments(names: tuple[str, ...]) -> tuple[str, ...]:
    if not set(names) <= set(COMMITMENTS):
        raise _fault(f"承诺只有 {'、'.join(COMMITMENTS)}")
    return names


def _divisions(codes: tuple[str, ...]) -> tuple[str, ...]:
    if not all(d.isascii() and d.isdigit() and len(d) in (4, 6) for d in codes):
        raise _fault("区划写 6 位代码，或市州代码的前 4 位")
    return codes


def _districts(codes: tuple[str, ...]) -> tuple[str, ...]:
    if not all(_DISTRICT.fullmatch(code) for code in codes):
        raise _fault("信用街区写 9 位代码，例如 630103001")
    return codes


def _perks(value: str) -> bool:
    if value not in ("", "1"):
        raise _fault("街区优惠只能写 p:1")
    return value == "1"


def _open_at(value: str) -> str:
    if value and not _OPEN_AT.fullmatch(value):
        raise _fault("营业时间写成 o:星期-时刻，例如 o:3-1430；星期 1 到 7，时刻只能是整刻钟")
    return value


def _fault(message: str) -> Problem:
    return Problem("invalid-input", detail=f"例如 {EXAMPLE}", errors=[("f", message)])
