"""Small fictitious files for the importer's tests."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from credit.kit.uscc import make_uscc

SHOP = make_uscc("9", "1", "630102", "MA75TEST"[:8].replace("S", "5"))
CAFE = make_uscc("9", "1", "630103", "MA75CAFE")
AGENCY = make_uscc("1", "1", "630102", "00000123")

PENALTY = {
    "CF_XDR_MC": "示例商户一号有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": SHOP,
    "CF_XDR_ZJHM": "",
    "CF_WSH": "青示市监罚〔2026〕1号",
    "CF_WFXW": "未按规定明码标价",
    "CF_SY": "现场检查发现未标明价格。",
    "CF_YJ": "《中华人民共和国价格法》第四十二条",
    "CF_CFLB": "罚款",
    "CF_NR": "罚款5000元。",
    "CF_NR_FK": "0.5",
    "CF_NR_WFFF": "",
    "CF_JDRQ": "2026-06-17",
    "CF_YXQ": "2099-12-31",
    "CF_CFJG": "示例县市场监督管理局",
    "CF_CFJGDM": AGENCY,
    "CF_ZT": "0",
    "CF_SJLY": "示例县市场监督管理局",
    "CF_SJLYDM": AGENCY,
    "BZ": "",
}
LICENCE = {
    "XK_XDR_MC": "示例商户一号有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": SHOP,
    "XK_XKWS": "准予行政许可决定书",
    "XK_WSH": "青示许〔2026〕1号",
    "XK_XKLB": "普通",
    "XK_XKZS": "食品经营许可证",
    "XK_XKBH": "JY16301020000001",
    "XK_NR": "热食类食品制售",
    "XK_JDRQ": "2026-05-06",
    "XK_YXQZ": "2026-05-06",
    "XK_YXQZI": "2031-05-05",
    "XK_XKJG": "示例县市场监督管理局",
    "XK_XKJGDM": AGENCY,
    "XK_ZT": "1",
    "XK_LYDW": "示例县市场监督管理局",
    "XK_LYDWDM": AGENCY,
    "BZ": "",
}


def penalty(**changes: str) -> dict[str, str]:
    """A sound penalty row with changes by exchange code."""
    return PENALTY | changes


def csv_text(rows: Sequence[dict[str, str]], header: Sequence[str] | None = None) -> str:
    """CSV of rows; `header` renames the columns."""
    text = io.StringIO()
    writer = csv.writer(text)  # its \r\n makes it quote a bare return too
    writer.writerow(header or list(rows[0]))
    writer.writerows(row.values() for row in rows)
    return text.getvalue()


def write_csv(
    path: Path, rows: Sequence[dict[str, str]], encoding: str = "utf-8", header: Sequence[str] = ()
) -> Path:
    """Writes rows as a CSV file."""
    path.write_bytes(csv_text(rows, header or None).encode(encoding))
    return path
