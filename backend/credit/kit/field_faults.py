"""Says in Chinese which field of the input broke which rule, without repeating its value."""

import re

import msgspec
from litestar.exceptions import ValidationException


class FieldFault(msgspec.Struct, frozen=True):
    """One broken rule: `field` is the JSON path or parameter name."""

    field: str
    message: str


_TYPES = {
    "int": "整数", "float": "数字", "str": "文字", "bool": "是或否", "array": "列表",
    "object": "对象", "null": "空值", "bytes": "字节", "date": "日期", "datetime": "日期时间",
    "uuid": "编号", "decimal": "数字",
}  # fmt: skip
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^'data'$"), "缺少请求内容"),
    (re.compile(r"missing required (?:field `(?P<a>\w+)`|.*parameter)", re.I), "缺少必填项"),
    (re.compile(r"contains unknown field"), "没有这个字段"),
    (re.compile(r"of length >= (?P<a>\d+)"), "长度至少 {a}"),
    (re.compile(r"of length <= (?P<a>\d+)"), "长度至多 {a}"),
    (re.compile(r">= (?P<a>-?[\d.]+)"), "不小于 {a}"),
    (re.compile(r"<= (?P<a>-?[\d.]+)"), "不大于 {a}"),
    (re.compile(r"matching regex"), "格式不符"),
    (re.compile(r"[Ii]nvalid enum value"), "不是可选的值"),
    (re.compile(r"Expected `(?P<a>\w+)(?: \| \w+)*`, got `(?P<b>\w+)`"), "应为{a}，收到的是{b}"),
    (re.compile(r"invalid.*\b(?P<a>date|datetime|uuid|decimal)\b", re.I), "不是有效的{a}"),
)
_NAMED = re.compile(r"(?:field|parameter) [`'\"]?(?P<name>\w+)[`'\"]?")
_OUR_WRAPPERS = ("", "data", "body")


def faults_of(exc: ValidationException) -> list[FieldFault]:
    """The faults behind Litestar's exception; messages of unknown form become 格式不正确."""
    extra = exc.extra if isinstance(exc.extra, list) else []
    faults = [_fault(item) for item in extra if isinstance(item, dict)]
    # A missing parameter comes without `extra`, named only in the detail.
    return faults or [_fault({"message": exc.detail.partition(" for path ")[0]})]


def translate(message: str) -> str:
    """A library's English message as a short Chinese one."""
    for pattern, chinese in _RULES:
        if found := pattern.search(message):
            words = {k: _TYPES.get(v.lower(), v) for k, v in found.groupdict().items() if v}
            return chinese.format_map(words)
    return "格式不正确"


def _fault(item: dict[str, object]) -> FieldFault:
    message, key = str(item.get("message", "")), str(item.get("key") or "")
    field = "" if key in _OUR_WRAPPERS else key
    if found := _NAMED.search(message):
        name = found["name"][:64]
        field = f"{field}.{name}" if field else name
    return FieldFault(field, translate(message))
