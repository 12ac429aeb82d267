"""Which column of a file is which catalogue field: by code or by Chinese name, in any spelling."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import msgspec

from credit.kit.sheets import SheetFault
from credit.records.catalogue import Field, RecordClass, fields_of

_NOISE = re.compile(r"[\s\ufeff\"'“”*：:]+")
# 行政相对人代码_1（统一社会信用代码） is how the official sheets spell 统一社会信用代码.
_CODE_PREFIX = re.compile(r"^(?:行政)?相对人代码_?\d|^代码_?\d")


class Layout(msgspec.Struct, frozen=True):
    """`places[attribute]` is the column number; `unknown` are headers outside the catalogue."""

    record_class: RecordClass
    places: dict[str, int]
    unknown: tuple[str, ...]

    def fields(self) -> list[Field]:
        """The fields present, in catalogue order."""
        return [field for field in fields_of(self.record_class) if field.attribute in self.places]


def fold_header(cell: str) -> str:
    """Half width, upper case, without spaces, quotes and the marks of required columns."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", cell)).upper()
    text = _CODE_PREFIX.sub("", text)
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


@cache
def known_headers(record_class: RecordClass) -> dict[str, str]:
    """Folded header → attribute; codes win over names, names over aliases."""
    found: dict[str, str] = {}
    fields = fields_of(record_class)
    for names in (
        [(field.code, field.attribute) for field in fields],
        [(field.name, field.attribute) for field in fields],
        [(alias, field.attribute) for field in fields for alias in field.aliases],
    ):
        for name, attribute in names:
            found.setdefault(fold_header(name), attribute)
    return found


def count_known(record_class: RecordClass, cells: Sequence[str]) -> int:
    """How many cells are headers of the class."""
    known = known_headers(record_class)
    return len({known[folded] for cell in cells if (folded := fold_header(cell)) in known})


def resolve_layout(record_class: RecordClass, header: Sequence[str], line: int) -> Layout:
    """The layout of a header; raises `SheetFault` for missing and doubled columns."""
    known = known_headers(record_class)
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, cell in enumerate(header):
        attribute = known.get(fold_header(cell))
        if attribute is None:
            unknown += [cell.strip()[:40]] if cell.strip() else []
        elif attribute in places:
            raise SheetFault(
                f"第 {place + 1} 列“{cell.strip()[:40]}”与第 {places[attribute] + 1} 列"
                f"“{header[places[attribute]].strip()[:40]}”是同一个字段",
                line=line,
            )
        else:
            places[attribute] = place
    _refuse_missing(record_class, places, line)
    return Layout(record_class, places, tuple(unknown))


def _refuse_missing(record_class: RecordClass, places: dict[str, int], line: int) -> None:
    missing = [
        f"{field.name}（{field.code}）"
        for field in fields_of(record_class)
        if field.required and field.attribute not in places
    ]
    if missing:
        raise SheetFault(f"缺少必需的列：{'、'.join(missing)}", line=line)
