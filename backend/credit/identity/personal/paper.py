"""A copy of one's data to read and print: what the JSON file holds, in Chinese, grouped."""

from datetime import datetime
from typing import Any, Final

import msgspec

from credit.identity.personal.rules import FIELD_NAMES, VALUE_NAMES
from credit.kit import clock
from credit.kit.paper.text_pages import Row, Section, text_pdf

TITLE: Final = "我的个人数据"
ABOUT: Final = (
    "信用青海按《个人信息保护法》第四十五条，把持有的关于您的信息全部列在下面。"
    "密钥、口令和别人的信息不在其中。需要更正，请在「我的」里提出。"
)
_KINDS: Final = {"citizen": "市民", "merchant": "商户", "officer": "工作人员"}


def export_pdf(content: bytes) -> bytes:
    """The PDF of a copy (its JSON). Slow: call it in a thread."""
    copy = msgspec.json.decode(content)
    made = _text("made_at", copy["made_at"])
    sections = [
        Section("账号", [_account(copy["account"])]),
        *(_section(part) for part in copy["held"]),
        *(_section(part) for part in copy["written"]),
    ]
    return text_pdf(TITLE, f"{ABOUT}\n生成时间：{made}", sections)


def _account(account: dict[str, Any]) -> list[Row]:
    kind = _KINDS.get(account["kind"], account["kind"])
    named = {"编号": account["id"], "称呼": account["name"], "实名": account["real_name"],
             "手机号": account["phone"],
             "类型": kind, "年龄段": _text("age_band", account["age_band"]),
             "开通时间": _text("created_at", account["created_at"])}  # fmt: skip
    return [Row(name, str(value)) for name, value in named.items() if value]


def _section(part: dict[str, Any]) -> Section:
    groups = [
        [
            Row(FIELD_NAMES.get(key, key), _text(key, value))
            for key, value in row.items()
            if value not in (None, "", [])
        ]
        for row in part["rows"]
    ]
    return Section(f"{part['title']}（{len(groups)}条）", groups)


def _text(key: str, value: Any) -> str:
    """A value in Chinese: days and times as people read them, closed lists by their names."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_text(key, each) for each in value)
    if isinstance(value, str) and len(value) > 19 and value[10] == "T":
        return f"{datetime.fromisoformat(value).astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    return VALUE_NAMES.get(str(value), str(value)) if value is not None else ""
