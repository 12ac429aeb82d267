"""A penalties file to try the import screen with: three good rows, and one of each usual fault."""

import csv
import io
from datetime import timedelta
from pathlib import Path

from credit.demo.files import PARTY_KINDS, Province
from credit.demo.model import SOURCE, Merchant

SAMPLE_NAME = "试试导入-行政处罚-含错误行.csv"
_HEADER = [
    "行政相对人名称",
    "行政相对人类别",
    "统一社会信用代码",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚依据",
    "处罚类别",
    "处罚内容",
    "罚款金额（万元）",
    "处罚决定日期",
    "处罚有效期",
    "处罚机关",
    "处罚机关统一社会信用代码",
    "数据来源单位",
    "数据来源单位统一社会信用代码",
]
Row = dict[str, str]


def write_sample(province: Province, folder: Path) -> Path:
    """Writes the file (GB18030, as spreadsheets in offices do); returns its path."""
    penalties = [fact for fact in province.facts if fact.kind == "penalties" and fact.merchant]
    unit = (penalties[0].agency, penalties[0].agency_code)
    merchants = [m for m in province.merchants if m.profile == "B" and not m.showcase][:8]
    day = province.today - timedelta(days=1)
    rows = [
        _good(merchant, number, day.isoformat(), unit) for number, merchant in enumerate(merchants)
    ]
    wrong_digit = rows[3]["统一社会信用代码"]
    rows[3]["统一社会信用代码"] = wrong_digit[:17] + ("1" if wrong_digit[17] != "1" else "2")
    rows[4]["处罚决定日期"] = (province.today + timedelta(days=30)).isoformat()
    rows[5]["处罚依据"] = ""
    rows[6]["处罚类别"] = "口头教育"
    rows[7]["统一社会信用代码"] = rows[7]["统一社会信用代码"].replace("0", "O", 1)
    path = folder / SAMPLE_NAME
    text = io.StringIO()
    writer = csv.DictWriter(text, _HEADER, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def _good(merchant: Merchant, number: int, day: str, unit: tuple[str, str]) -> Row:
    agency, code = unit
    return {
        "行政相对人名称": merchant.name,
        "行政相对人类别": PARTY_KINDS[merchant.kind],
        "统一社会信用代码": merchant.uscc,
        "行政处罚决定书文号": f"（示例）试市监罚〔{day[:4]}〕{number + 1:04d}号",
        "违法行为类型": "未按规定明码标价",
        "违法事实": "（示例）部分商品未标明价格。",
        "处罚依据": "《中华人民共和国价格法》第四十二条",
        "处罚类别": "罚款",
        "处罚内容": "罚款0.5万元",
        "罚款金额（万元）": "0.5",
        "处罚决定日期": day,
        "处罚有效期": day,
        "处罚机关": agency,
        "处罚机关统一社会信用代码": code,
        "数据来源单位": SOURCE,
        "数据来源单位统一社会信用代码": code,
    }
