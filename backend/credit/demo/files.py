"""Writes the province as the files that real source units hand in.

双公示 comes in both generations of columns: the old one in GB18030 with codes as headers,
the current one in UTF-8 with BOM and Chinese headers. Same day, same bytes.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import msgspec

from credit.demo.facts import make_facts
from credit.demo.merchants import MERCHANTS, make_merchants
from credit.demo.model import SOURCE, Fact, FactKind, Merchant
from credit.records.catalogue import REGISTRY_KIND, Field, fields_of, get_record_class

OLD_GENERATION_UNTIL = date(2018, 12, 31)
DOUBLE_PUBLICITY: tuple[FactKind, ...] = ("permits", "penalties")
OTHER_KINDS: tuple[FactKind, ...] = (
    "honours",
    "inspections",
    "contracts",
    "commitments",
    "declared",
    "judgments",
    "abnormal",
    "dishonesty",
)
_OLD_COLUMNS = {
    "permits": "XK_WSH XK_XMMC XK_SPLB XK_NR XK_XDR XK_XDR_SHXYM XK_XDR_ZDM XK_XDR_GSDJ "
    "XK_XDR_SWDJ XK_XDR_SFZ XK_FR XK_JDRQ XK_JZQ XK_XZJG XK_ZT DFBM SJC BZ",
    "penalties": "CF_WSH CF_CFMC CF_CFLB1 CF_CFLB2 CF_SY CF_YJ CF_XDR_MC CF_XDR_SHXYM CF_XDR_ZDM "
    "CF_XDR_GSDJ CF_XDR_SWDJ CF_XDR_SFZ CF_FR CF_JG CF_JDRQ CF_XZJG CF_ZT DFBM SJC BZ",
}
PARTY_KINDS = {
    "organisation": "法人及非法人组织",
    "cooperative": "法人及非法人组织",
    "sole_trader": "个体工商户",
}
_COMPANY_TYPES = {
    "organisation": "有限责任公司",
    "cooperative": "农民专业合作社",
    "sole_trader": "个体工商户",
}
Row = dict[str, str]


class DemoFile(msgspec.Struct, frozen=True):
    """A written file, the import kind it belongs to, and its rows."""

    path: Path
    kind: str
    rows: int


class Province(msgspec.Struct, frozen=True):
    """Everything invented for one day."""

    today: date
    merchants: list[Merchant]
    facts: list[Fact]


def make_province(today: date, merchants_wanted: int = MERCHANTS) -> Province:
    """The whole province; the same for the same day."""
    merchants = make_merchants(today, merchants_wanted)
    return Province(today, merchants, make_facts(merchants, today))


def write_files(province: Province, folder: Path) -> list[DemoFile]:
    """Writes all files into `folder`, in the order in which they are to be imported."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"demo-{province.today:%Y%m%d}"
    files = [_write_registry(province.merchants, folder / f"{stem}-registry.csv")]
    for kind in DOUBLE_PUBLICITY:
        own = [fact for fact in province.facts if fact.kind == kind]
        old = [fact for fact in own if fact.decided_on <= OLD_GENERATION_UNTIL]
        new = [fact for fact in own if fact.decided_on > OLD_GENERATION_UNTIL]
        files.append(_write_old(kind, old, folder / f"{stem}-{kind}-2018.csv"))
        files.append(_write_facts(kind, new, folder / f"{stem}-{kind}.csv"))
    for kind in OTHER_KINDS:
        own = [fact for fact in province.facts if fact.kind == kind]
        files.append(_write_facts(kind, own, folder / f"{stem}-{kind}.csv"))
    return files


def _write_registry(merchants: list[Merchant], path: Path) -> DemoFile:
    rows = [
        {
            "name": merchant.name,
            "uscc": merchant.uscc,
            "registered_on": merchant.registered_on.isoformat(),
            "type": _COMPANY_TYPES[merchant.kind],
            "scope": merchant.scope,
            "address": merchant.address,
            "short_name": merchant.short_name,
            "trade": merchant.trade,
        }
        for merchant in merchants
    ]
    header = list(rows[0])
    _write(path, header, ([row[name] for name in header] for row in rows), "utf-8")
    return DemoFile(path, REGISTRY_KIND, len(rows))


def _write_facts(kind: FactKind, facts: list[Fact], path: Path) -> DemoFile:
    fields = fields_of(get_record_class(kind))
    lines = ([row.get(f.attribute, "") for f in fields] for row in map(_row_of, facts))
    _write(path, [field.name for field in fields], lines, "utf-8-sig")
    return DemoFile(path, kind, len(facts))


def _write_old(kind: FactKind, facts: list[Fact], path: Path) -> DemoFile:
    """The first generation: codes as headers, 2017/3/5 as dates, two columns of 处罚类别."""
    columns = _OLD_COLUMNS[kind].split()
    known = fields_of(get_record_class(kind))
    attributes = [_attribute_of(known, column) for column in columns]
    rows = (_old_row(_row_of(fact), fact.decided_on) for fact in facts)
    lines = ([row.get(attribute, "") for attribute in attributes] for row in rows)
    _write(path, columns, lines, "gb18030")
    return DemoFile(path, kind, len(facts))


def _attribute_of(fields: Sequence[Field], column: str) -> str:
    return next(f.attribute for f in fields if column == f.code or column in f.aliases)


def _old_row(row: Row, decided_on: date) -> Row:
    first, _, second = row.get("penalty_kinds", "").partition(";")
    day = f"{decided_on.year}/{decided_on.month}/{decided_on.day}"
    project = row.get("document", "")
    return row | {
        "decided_on": day,
        "penalty_kinds": first,
        "second_kind": second,
        "project": project,
        "status": row.get("status", "") or "0",
    }


def _row_of(fact: Fact) -> Row:
    """All cells of a fact by our attribute names."""
    merchant = fact.merchant
    return {
        "party_name": fact.party,
        "party_kind": PARTY_KINDS[merchant.kind] if merchant else "自然人",
        "uscc": merchant.uscc if merchant else "",
        "decision_no": fact.decision_no,
        "decided_on": fact.decided_on.isoformat(),
        "agency": fact.agency,
        "agency_code": fact.agency_code,
        "source_unit": SOURCE,
        "source_unit_code": fact.agency_code,
        "note": SOURCE,
    } | fact.fields


def _write(path: Path, header: list[str], lines: Iterable[list[str]], encoding: str) -> None:
    """Writes beside the place and renames, so that a half-written file never has the name."""
    text = io.StringIO()
    out: Callable[[list[str]], object] = csv.writer(text, lineterminator="\r\n").writerow
    out(header)
    for line in lines:
        out(line)
    part = path.with_suffix(".part")
    part.write_bytes(text.getvalue().encode(encoding))
    part.replace(path)
