"""What a caller may filter by, written as one short text: `g:AB;t:餐饮,民宿;c:no_reason_return`.

`g` grades, `t` trades, `d` divisions (a county, or a prefecture by its first four digits): one
of those named. `c` commitments: all of those named. Order does not matter; nothing twice.
"""

from typing import Final

import msgspec

from credit.kit.problems import Problem
from credit.map.marks import COMMITMENTS, GRADES

MAX_TEXT: Final = 200
MAX_NAMED: Final = 10
EXAMPLE: Final = "g:AB;t:餐饮,民宿;c:no_reason_return;d:6301"


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """One combination; an empty part filters nothing. All parts are sorted."""

    grades: str = ""
    trades: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The one way to write this filter; empty for none."""
        parts = (
            ("c", ",".join(self.commitments)), ("d", ",".join(self.divisions)),
            ("g", self.grades), ("t", ",".join(self.trades)),
        )  # fmt: skip
        return ";".join(f"{key}:{value}" for key, value in parts if value)


NO_FILTER: Final = Filter()


def read_filter(text: str) -> Filter:
    """The filter of a text; Problem invalid-input says what is wrong with it."""
    if len(text) > MAX_TEXT:
        raise _fault(f"筛选条件太长，最多 {MAX_TEXT} 个字符")
    parts: dict[str, list[str]] = {}
    for part in filter(None, text.split(";")):
        key, colon, value = part.partition(":")
        if key not in ("g", "t", "c", "d") or not colon or not value:
            raise _fault("筛选条件只能是 g（等级）、t（行业）、c（承诺）、d（区划）")
        if key in parts:
            raise _fault(f"{key} 写了两次，请合并为一项")
        parts[key] = _names(value) if key != "g" else sorted(set(value))
    return _checked(parts)


def _names(value: str) -> list[str]:
    names = sorted({name.strip() for name in value.split(",")} - {""})
    if not 1 <= len(names) <= MAX_NAMED:
        raise _fault(f"每项筛选可写 1 到 {MAX_NAMED} 个")
    return names


def _checked(parts: dict[str, list[str]]) -> Filter:
    grades, divisions = parts.get("g", []), parts.get("d", [])
    if not set(grades) <= set(GRADES):
        raise _fault("等级只有 A、B、C、D、N")
    unknown = [name for name in parts.get("c", []) if name not in COMMITMENTS]
    if unknown:
        raise _fault(f"承诺只有 {'、'.join(COMMITMENTS)}")
    if not all(d.isascii() and d.isdigit() and len(d) in (4, 6) for d in divisions):
        raise _fault("区划写 6 位代码，或市州代码的前 4 位")
    if not all(name.isprintable() for name in parts.get("t", [])):
        raise _fault("行业名称含有无法识别的字符")
    return Filter(
        grades="" if len(grades) == len(GRADES) else "".join(grades),
        trades=tuple(parts.get("t", [])),
        commitments=tuple(parts.get("c", [])),
        divisions=tuple(divisions),
    )


def _fault(message: str) -> Problem:
    return Problem("invalid-input", detail=f"例如 {EXAMPLE}", errors=[("f", message)])
