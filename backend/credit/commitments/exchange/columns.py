"""The columns of a file of commitments: the field table of the national data standard, in order.

Source: domain.md §4. After the standard's columns come a few of ours, without which a file could
not bring the same board back: which law a breach rests on, which template was signed, when a
commitment was taken back. Other systems may leave them out and do not mind them.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache

import msgspec

from credit.commitments import rules
from credit.kit.sheets import SheetFault


class Column(msgspec.Struct, frozen=True):
    """One column: our name, the standard's, the longest text, whether a row must fill it."""

    attribute: str
    name: str
    limit: int
    required: bool = False


STANDARD = (
    Column("code", "承诺编码", 20, True),
    Column("party_name", "承诺人名称", 200, True),
    Column("party_kind", "承诺人类别", 20, True),
    Column("party_code", "承诺人代码", 40, True),
    Column("type", "承诺类型", 80, True),
    Column("matter", "承诺事由", 512, True),
    Column("content", "承诺内容", 4000, True),
    Column("liability", "违诺责任", 4000, True),
    Column("made_on", "承诺作出日期", 40, True),
    Column("valid_until", "承诺有效期", 40),
    Column("performance", "承诺履行状态", 20),
    Column("unfulfilled", "未履行的承诺内容", 4000),
    Column("liability_outcome", "违诺责任追究内容", 4000),
    Column("determined_on", "履行状态认定日期", 40),
    Column("determined_by", "履行状态认定单位", 200),
    Column("determined_by_code", "履行状态认定单位代码", 40),
    Column("accepted_by", "承诺受理单位", 200, True),
    Column("accepted_by_code", "承诺受理单位代码", 40),
    Column("publicity", "公开类型", 20, True),
    Column("note", "备注", 512),
)
ADDED = (
    Column("legal_basis", "法律依据", 2000),
    Column("plain_text", "通俗说明", 4000),
    Column("template", "承诺模板", 40),
    Column("template_version", "模板版本", 6),
    Column("parameters", "模板参数", 4000),
    Column("withdrawn_on", "撤回日期", 40),
    Column("notice_on", "撤回公告日期", 40),
)
COLUMNS = STANDARD + ADDED
PARTY_KINDS = {"法人及非法人组织": 1, "自然人": 2, "个体工商户": 4}
PERSON = 2
SOLE_TRADER = 4
TYPE_NAMES = {kind: names[0] for kind, names in rules.TYPE_NAMES.items()}
PUBLICITY_NAMES = {1: "可向社会公开", 2: "特定范围内公开", 3: "不可公开"}


def fold_header(cell: str) -> str:
    """Half width, lower case, without spaces and the marks of required columns."""
    text = unicodedata.normalize("NFKC", cell).replace("\ufeff", "").lower()
    return "".join(text.split()).strip("*:\"'")


@cache
def known_headers() -> dict[str, str]:
    """Folded header → attribute; a column is known by our name and by the standard's."""
    pairs = [(column.attribute, column) for column in COLUMNS]
    pairs += [(column.name, column) for column in COLUMNS]
    return {fold_header(name): column.attribute for name, column in pairs}


def count_known(cells: Sequence[str]) -> int:
    """How many cells are headers of a file of commitments."""
    known = known_headers()
    return len({known[folded] for cell in cells if (folded := fold_header(cell)) in known})


def resolve_columns(header: Sequence[str], line: int) -> tuple[dict[str, int], tuple[str, ...]]:
    """(attribute → column number, headers outside the standard). SheetFault when one is missing."""
    known = known_headers()
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, cell in enumerate(header):
        attribute = known.get(fold_header(cell))
        if attribute is None:
            unknown += [cell.strip()[:40]] if cell.strip() else []
        elif attribute in places:
            raise SheetFault(f"第 {place + 1} 列“{cell.strip()[:40]}”重复", line=line)
        else:
            places[attribute] = place
    missing = [c.name for c in COLUMNS if c.required and c.attribute not in places]
    if missing:
        raise SheetFault(f"缺少必需的列：{'、'.join(missing)}", line=line)
    return places, tuple(unknown)
