"""Registry files (企业登记) become subjects: checked, placed in a county, spelt in pinyin.

Nothing here gives a grade: a fresh subject is 信息不足 until facts say more. A later file
updates what it carries; nobody is deleted because a file leaves him out.
Pure until `store_registry`; the import engine of `records` reads the file and keeps the rejects.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from credit.kit.db import Connection
from credit.kit.sheets import Block, Reject, SheetFault
from credit.kit.uscc import check_uscc
from credit.places.locate import locate_division
from credit.subjects.pinyin import pinyin_of

HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("name", "企业名称", "名称", "主体名称", "市场主体名称"),
    "uscc": ("uscc", "统一社会信用代码", "信用代码", "社会信用代码"),
    "registered_on": ("registered_on", "注册日期", "成立日期", "登记日期"),
    "type": ("type", "企业类型", "市场主体类型", "类型"),
    "scope": ("scope", "经营范围"),
    "prefecture": ("prefecture", "地区", "市州"),
    "address": ("address", "注册地址", "住所", "地址", "经营场所"),
    "short_name": ("short_name", "店招简称", "简称"),
    "trade": ("trade", "行业", "业态"),
}
REQUIRED = ("name", "uscc")
LIMITS = {"name": 200, "address": 400, "short_name": 40, "trade": 40, "scope": 20_000, "type": 200}
KINDS = {"91": "organisation", "92": "sole_trader", "93": "cooperative"}
EARLIEST = date(1949, 10, 1)
FORMULA_MARKS = ("=", "+", "@", "-", "＝", "＋", "＠", "\t")
_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?:[ T].*)?")
_TRAILING_MARKS = re.compile(r"[\s*※＊]+$")

STAGE = """
DROP TABLE IF EXISTS pg_temp.registry_stage;
CREATE TEMP TABLE registry_stage (
  uscc text, name text, short_name text, name_pinyin text, name_initials text, kind text,
  trade text, address text, division text, division_note text, registered_on date, scope text,
  inner_check_ok boolean, demo boolean, source text
) ON COMMIT DROP
"""
STAGE_COLUMNS = (
    "uscc", "name", "short_name", "name_pinyin", "name_initials", "kind", "trade", "address",
    "division", "division_note", "registered_on", "scope", "inner_check_ok", "demo", "source",
)  # fmt: skip

# Short name and trade are often entered by hand: a file without them must not wipe them out,
# and a short name that its owner confirmed is his.
# A demo subject never turns real and a real one never demo (design.md §1, principle 4).
UPSERT = """
WITH changed AS (
  INSERT INTO subject AS t (uscc, name, short_name, name_pinyin, name_initials, kind, trade,
    address, division, division_note, registered_on, scope, inner_check_ok, demo, source)
  SELECT * FROM registry_stage ORDER BY uscc
  ON CONFLICT (uscc) DO UPDATE SET
    name = excluded.name, name_pinyin = excluded.name_pinyin,
    name_initials = excluded.name_initials, kind = excluded.kind,
    short_name = CASE WHEN t.short_name_confirmed_at IS NULL
      THEN coalesce(nullif(excluded.short_name, ''), t.short_name) ELSE t.short_name END,
    trade = coalesce(nullif(excluded.trade, ''), t.trade), address = excluded.address,
    division = excluded.division, division_note = excluded.division_note,
    registered_on = coalesce(excluded.registered_on, t.registered_on), scope = excluded.scope,
    inner_check_ok = excluded.inner_check_ok, source = excluded.source,
    demo = excluded.demo, updated_at = now()
  WHERE (t.demo = excluded.demo OR t.source = 'records') AND (t.name, t.kind, t.short_name,
      t.trade, t.address, coalesce(t.division, ''), t.division_note, t.registered_on, t.scope,
      t.inner_check_ok, t.source, t.demo)
    IS DISTINCT FROM (excluded.name, excluded.kind,
      CASE WHEN t.short_name_confirmed_at IS NULL
        THEN coalesce(nullif(excluded.short_name, ''), t.short_name) ELSE t.short_name END,
      coalesce(nullif(excluded.trade, ''), t.trade), excluded.address,
      coalesce(excluded.division, ''), excluded.division_note,
      coalesce(excluded.registered_on, t.registered_on), excluded.scope,
      excluded.inner_check_ok, excluded.source, excluded.demo)
  RETURNING id)
SELECT count(*) AS rows FROM changed
"""


class RegistryBlock(msgspec.Struct):
    """A validated block; `rows` are in the order of `STAGE_COLUMNS`."""

    rows_seen: int
    rows: list[tuple[Any, ...]]
    doubles: int
    rejects: list[Reject]


class RegistryReader:
    """Validates the blocks of one registry file in order; remembers the codes that came."""

    def __init__(self, today: date, *, demo: bool, source: str) -> None:
        self.today = today
        self.demo = demo
        self.source = source
        self.places: dict[str, int] = {}
        self.seen: dict[str, tuple[int, int]] = {}

    def open(self, header: Sequence[str], line: int) -> tuple[str, ...]:
        """Takes the header; answers the columns it does not know. Raises SheetFault."""
        known = known_headers()
        unknown = []
        for place, cell in enumerate(header):
            attribute = known.get(_fold(cell))
            if attribute is None:
                unknown.append(cell.strip()[:40])
            elif attribute in self.places:
                raise SheetFault(f"第 {place + 1} 列“{cell[:40]}”重复", line=line)
            else:
                self.places[attribute] = place
        missing = [HEADERS[name][1] for name in REQUIRED if name not in self.places]
        if missing:
            raise SheetFault(f"缺少必需的列：{'、'.join(missing)}", line=line)
        return tuple(name for name in unknown if name)

    def prepare(self, block: Block) -> RegistryBlock:
        """The block's subjects; refused rows come out as rejects."""
        result = RegistryBlock(block.rows_seen, [], 0, [])
        result.rejects = [Reject(m.line, "", "", m.reason) for m in block.misfits]
        columns = [block.columns[place] for place in self.places.values()]
        for line, *cells in zip(block.lines, *columns, strict=True):
            texts = dict(zip(self.places, (str(cell).strip() for cell in cells), strict=True))
            self._take(int(line), texts, result)
        return result

    def _take(self, line: int, texts: dict[str, str], result: RegistryBlock) -> None:
        fault = _fault(texts, self.today)
        if fault:
            field, reason = fault
            result.rejects.append(Reject(line, field, texts.get(field, "")[:80], reason[:300]))
            return
        row = self._row(texts)
        before = self.seen.setdefault(row[0], (line, hash(row)))
        if before == (line, hash(row)):
            result.rows.append(row)
        elif before[1] == hash(row):
            result.doubles += 1
        else:
            reason = f"同一代码与第 {before[0]} 行内容不一致"
            result.rejects.append(Reject(line, "uscc", row[0], reason))

    def _row(self, texts: dict[str, str]) -> tuple[Any, ...]:
        check = check_uscc(texts["uscc"])
        address = texts.get("address", "")
        located = locate_division(address, texts.get("prefecture", ""), check.code)
        pinyin = pinyin_of(texts["name"])
        return (
            check.code, texts["name"], texts.get("short_name", ""), pinyin.full, pinyin.initials,
            _kind(check.code, texts.get("type", "")), texts.get("trade", ""), address,
            located.code, located.reason[:200], read_day(texts.get("registered_on", "")),
            _TRAILING_MARKS.sub("", texts.get("scope", "")), check.outcome == "ok", self.demo,
            self.source,
        )  # fmt: skip


def known_headers() -> dict[str, str]:
    """Folded header → attribute."""
    return {_fold(alias): name for name, aliases in HEADERS.items() for alias in aliases}


def count_known(cells: Sequence[str]) -> int:
    """How many cells are headers of a registry file."""
    known = known_headers()
    return len({known[_fold(cell)] for cell in cells if _fold(cell) in known})


def read_day(text: str) -> date | None:
    """A day in any common form; None when blank. Raises ValueError."""
    if not text or text == "N/A":
        return None
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = match.groups()
    return date(int(year), int(month), int(day))


def _fold(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).replace("\ufeff", "").strip()
    return "".join(text.split()).lower()


def _kind(uscc: str, company_type: str) -> str:
    if "合作社" in company_type:
        return "cooperative"
    return KINDS.get(uscc[:2], "other")


def _fault(texts: dict[str, str], today: date) -> tuple[str, str] | None:
    """(field, reason) of the first fault of a row."""
    if not texts["name"]:
        return "name", "名称不能为空"
    check = check_uscc(texts["uscc"])
    if check.outcome == "reject":
        return "uscc", f"{check.reason}；{check.hint}".strip("；")
    for name, text in texts.items():
        if len(text) > LIMITS.get(name, 200):
            return name, f"有 {len(text)} 个字，上限 {LIMITS.get(name, 200)}"
        if text.startswith(FORMULA_MARKS) and len(text) > 1 and name != "registered_on":
            return name, "单元格像公式（以 = + - @ 开头），拒收"
        if "\ufffd" in text:
            return name, "含有乱码字符，源文件转码时已损坏"
    return _day_fault(texts.get("registered_on", ""), today)


def _day_fault(text: str, today: date) -> tuple[str, str] | None:
    try:
        day = read_day(text)
    except ValueError:
        return "registered_on", "日期格式无法识别，请写成 2024-01-02"
    if day and day > today:
        return "registered_on", "注册日期在今天之后"
    if day and day < EARLIEST:
        return "registered_on", "注册日期早于 1949-10-01"
    return None


async def store_registry(connection: Connection, rows: list[tuple[Any, ...]]) -> int:
    """Inserts and updates subjects; answers how many changed. In the caller's transaction."""
    await connection.execute(STAGE)
    await connection.copy_records_to_table(
        "registry_stage", records=rows, columns=STAGE_COLUMNS, schema_name="pg_temp"
    )
    changed: int = await connection.fetchval(UPSERT)
    return changed
