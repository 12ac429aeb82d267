"""A large made-up world for the evaluation bench, by COPY: lifelike widths, no real names."""

import random
import uuid
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

from credit.kit.progress import Report
from credit.records.catalogue import RecordClass

ROWS_A_BLOCK = 5_000
YEARS = 8
LAW = "《中华人民共和国食品安全法》第一百二十六条第一款"
# class, facet, severity, share, months of publicity or validity (0 = none given), title
KINDS = (
    ("licence", "ordinary", 0, 30, 60, "食品经营许可证（热食类食品制售）"),
    ("licence", "registration", 0, 12, 0, "准予设立登记通知书"),
    ("penalty", "warning", 1, 5, 3, "未按规定公示食品经营许可证的行政处罚"),
    ("penalty", "fine", 2, 6, 12, "经营标签不符合规定的预包装食品的行政处罚"),
    ("penalty", "licence_revoked", 3, 1, 36, "吊销食品经营许可证的行政处罚"),
    ("judgment", "enforcement", 2, 2, 12, "未履行生效法律文书确定的义务"),
    ("serious_dishonesty", "listed", 3, 1, 36, "列入市场监督管理严重违法失信名单"),
    ("abnormal_operation", "annual_report", 1, 3, 3, "未按期公示年度报告"),
    ("contract_performance", "kept", 0, 8, 0, "政府采购合同按期履行"),
    ("commitment_performance", "kept", 0, 12, 0, "证明事项告知承诺全部履行"),
    ("commitment_performance", "broken", 2, 1, 12, "信用修复承诺未履行"),
    ("honour", "national_honour", 0, 1, 0, "全国诚信经营示范单位"),
    ("honour", "county_honour", 0, 3, 0, "县级诚信商户"),
    ("self_declared", "qualification", 0, 3, 0, "自主申报资质证照"),
    ("inspection", "passed", 0, 10, 0, "双随机抽查未发现问题"),
    ("inspection", "failed", 1, 2, 3, "双随机抽查发现问题待整改"),
)
RECORD_COLUMNS = [
    "public_id",
    "record_class",
    "facet",
    "subject_id",
    "party_name",
    "natural_key",
    "version",
    "is_current",
    "decision_no",
    "agency",
    "agency_code",
    "source_unit",
    "source_unit_code",
    "decided_on",
    "valid_from",
    "valid_until",
    "severity",
    "legal_basis",
    "title",
    "state",
    "publish_by",
    "publicity_from",
    "publicity_until",
    "withheld",
    "content",
    "content_hash",
    "line",
]


async def make_world(
    db: Any, *, subjects: int, records: int, today: date, report: Report, seed: int = 7
) -> None:
    """Fill the empty tables `subject` and `record` of an asyncpg connection."""
    await _copy(db, "subject", ["uscc", "name", "kind", "trade", "address", "scope"],
                _subjects(subjects), subjects, report)  # fmt: skip
    lines = _records(subjects, records, today, random.Random(seed))
    await _copy(db, "record", RECORD_COLUMNS, lines, records, report)


async def _copy(db: Any, table: str, columns: Any, lines: Any, total: int, report: Report) -> None:
    async def blocks() -> AsyncIterator[bytes]:
        block, done = [], 0
        for line in lines:
            block.append(line)
            if len(block) == ROWS_A_BLOCK:
                done += len(block)
                report(f"{table} rows", done, total)
                yield "".join(block).encode()
                block.clear()
        yield "".join(block).encode()

    await db.copy_to_table(table, source=blocks(), columns=columns, timeout=3600)


def _subjects(count: int) -> Any:
    for number in range(1, count + 1):
        yield (
            f"92630100MA{number:08d}\t示例商户第{number}号\tsole_trader\t餐饮\t"
            f"青海省西宁市城中区示例街{number % 900}号\t热食类食品制售；冷食类食品制售\n"
        )


def _records(subjects: int, count: int, today: date, chance: random.Random) -> Any:
    kinds = [kind for kind in KINDS for _ in range(kind[3])]
    for number in range(count):
        yield _record(number, chance.choice(kinds), chance.randint(1, subjects), today, chance)


def _record(number: int, kind: Any, subject: int, today: date, chance: random.Random) -> str:
    name, facet, severity, _, months, title = kind
    decided = today - timedelta(chance.randrange(365 * YEARS))
    ends = decided + timedelta(months * 30) if months else "\\N"
    penal = severity > 0
    luck = chance.random()
    state = "repaired" if penal and luck < 0.05 else "withdrawn" if luck < 0.055 else "active"
    key = f"{number:032x}"
    code = "11630100MB1234567X"
    content = '{"XK_XKWS": "决定书", "XK_NR": "热食类食品制售；冷食类食品制售", "XK_ZT": "1"}'
    fields = (
        uuid.UUID(int=chance.getrandbits(128)), RecordClass[name.upper()].value, facet, subject,
        f"示例商户第{subject}号", f"\\\\x{key}", 1, "t", f"青示监字〔{decided.year}〕{number}号",
        "西宁市城中区示例监督管理局", code, "西宁市示例数据局", code, decided,
        "\\N" if penal else decided, "\\N" if penal else ends, severity, LAW if penal else "",
        title, state, decided + timedelta(9), decided if penal else "\\N",
        ends if penal else "\\N", "t" if luck > 0.99 else "f", content, f"\\\\x{key}", number,
    )  # fmt: skip
    return "\t".join(map(str, fields)) + "\n"
