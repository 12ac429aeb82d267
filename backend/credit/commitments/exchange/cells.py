"""From the cells of one row to a checked commitment, or the first fault. Pure."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import msgspec

from credit.commitments.exchange.columns import (
    COLUMNS,
    PARTY_KINDS,
    PERSON,
    PUBLICITY_NAMES,
    SOLE_TRADER,
    TYPE_NAMES,
)
from credit.commitments.exchange.given import Given, words_hash
from credit.commitments.rules import (
    CODE_PATTERN,
    PERFORMANCE_NAMES,
    CommitmentType,
    Finding,
    Performance,
    determination_faults,
)
from credit.commitments.templates import ParameterValue, SignedText, fill_all, load_templates
from credit.kit.sheets.cells import (
    BLANKS,
    NULL,
    BadCell,
    is_formula,
    mask_numbers,
    parse_code,
    parse_day,
    parse_end,
)
from credit.kit.uscc import check_uscc, is_citizen_id, normalise_uscc

Cells = dict[str, str]
_NAMES: Final = {column.attribute: column.name for column in COLUMNS}
_PERFORMANCES: Final = {names[0]: value for value, names in PERFORMANCE_NAMES.items()}
_TYPES: Final = {name: number for number, name in TYPE_NAMES.items()}
_TYPES_SHORT: Final = {name.removesuffix("型"): number for name, number in _TYPES.items()}
_PUBLICITY: Final = {name: number for number, name in PUBLICITY_NAMES.items()}
# What `rules.determination_faults` calls its fields, by the column that holds them.
_FINDING_COLUMNS: Final = {
    "performance": "performance",
    "determinedOn": "determined_on",
    "unfulfilled": "unfulfilled",
    "liabilityOutcome": "liability_outcome",
    "legalBasis": "legal_basis",
}


class BadRow(ValueError):
    """A row that is refused: which column, and why."""

    def __init__(self, attribute: str, reason: str) -> None:
        super().__init__(reason)
        self.attribute = attribute


def read_row(line: int, cells: Cells, today: date) -> Given:
    """The commitment of a row. Raises BadRow for its first fault."""
    _check_cells(cells)
    made_on = _past(cells, "made_on", today)
    kind = _one_of(cells, "party_kind", PARTY_KINDS)
    commitment_type, type_name = _type(cells["type"])
    valid_until = _day(cells, "valid_until", parse_end)
    if valid_until and valid_until < made_on:
        raise BadRow("valid_until", "有效期在承诺作出日期之前")
    notice_on = _within(cells, "notice_on", made_on, today)
    words = _words(cells, commitment_type, made_on, valid_until)
    return Given(
        line=line,
        code=_commitment_code(cells["code"], today),
        party_name=cells["party_name"],
        party_code=_party_code(cells["party_code"], kind),
        is_person=kind == PERSON,
        type=commitment_type,
        type_name=type_name,
        made_on=made_on,
        valid_until=valid_until,
        accepted_by=cells["accepted_by"],
        accepted_by_code=_agency_code(cells, "accepted_by_code"),
        publicity=_one_of(cells, "publicity", _PUBLICITY),
        note=mask_numbers(cells["note"]),
        withdrawn_on=_within(cells, "withdrawn_on", made_on, today),
        notice_on=notice_on,
        **words,
        **_finding(cells, made_on, today),
    )


def _check_cells(cells: Cells) -> None:
    for column in COLUMNS:
        text = cells[column.attribute]
        if column.required and not text:
            raise BadRow(column.attribute, f"{column.name}不能为空")
        if len(text) > column.limit:
            reason = f"{column.name}有 {len(text)} 个字，上限 {column.limit}"
            raise BadRow(column.attribute, reason)
        if is_formula(text):
            raise BadRow(column.attribute, "单元格像公式（以 = + - @ 开头），拒收")
        if "\ufffd" in text:
            raise BadRow(column.attribute, "含有乱码字符，源文件转码时已损坏")


def _commitment_code(text: str, today: date) -> str:
    """区划 6 + 日期 8 + 流水 6, kept as given, whoever gave it out."""
    if not CODE_PATTERN.fullmatch(text) or text[0] == "0":
        raise BadRow("code", "承诺编码应为 20 位数字：区划 6 位、日期 8 位、流水 6 位")
    try:
        day = date.fromisoformat(f"{text[6:10]}-{text[10:12]}-{text[12:14]}")
    except ValueError:
        raise BadRow("code", "承诺编码第 7 到 14 位不是日期") from None
    if day > today:
        raise BadRow("code", "承诺编码里的日期在今天之后")
    if text[14:] == "000000":
        raise BadRow("code", "承诺编码的流水号从 000001 起")
    return text


def _party_code(text: str, kind: int) -> str:
    code = normalise_uscc(text)
    if kind == PERSON:
        if not is_citizen_id(code):
            raise BadRow("party_code", "自然人的代码应为有效的身份证号码")
        return code
    if is_citizen_id(code):
        raise BadRow("party_code", "这是身份证号码，类别却不是自然人")
    check = check_uscc(code)
    if check.outcome == "reject":
        raise BadRow("party_code", f"{check.reason}；{check.hint}".strip("；"))
    if (kind == SOLE_TRADER) != (check.code[:2] == "92"):
        raise BadRow("party_kind", "承诺人类别与代码前两位不符（92 为个体工商户）")
    return check.code


def _type(text: str) -> tuple[CommitmentType, str]:
    """The type, by name or number; 其他 names itself after a dash or colon."""
    head, name = text, ""
    for mark in ("-", "—", "：", ":"):
        if text.startswith(f"其他{mark}") or text.startswith(f"0{mark}"):
            head, _, name = text.partition(mark)
            break
    found = _TYPES.get(head, _TYPES_SHORT.get(head))
    if found is None and head in {str(int(number)) for number in CommitmentType}:
        found = CommitmentType(int(head))
    if found is None:
        raise BadRow("type", f"承诺类型应为：{'、'.join(_TYPES)}，或者它的数字")
    name = name.strip("-—：: ")
    if found is CommitmentType.OTHER and not name:
        raise BadRow("type", "其他类型须写明名称，例如：其他-信用评级承诺")
    return found, name[:60]


def _words(
    cells: Cells, commitment_type: CommitmentType, made_on: date, valid_until: date | None
) -> dict[str, Any]:
    """Words, template and hash. A template must have said exactly this.

    Words of others lose ID and phone numbers before they are hashed (PIPL Art. 6).
    """
    if not cells["template"]:
        names = ("matter", "content", "liability", "plain_text")
        words = {name: mask_numbers(cells[name]) for name in names}
        hashed = words_hash(words["matter"], words["content"], words["liability"])
        return {
            "template": "",
            "template_version": 1,
            "parameters": {},
            "text_hash": hashed,
            "signed_until": valid_until,
        } | words
    text = _template_text(cells, made_on)
    said = (text.matter, text.content, text.liability, text.type)
    given = (cells["matter"], cells["content"], cells["liability"], commitment_type)
    # A withdrawal with notice has brought the last day forward.
    if said != given or not (valid_until == text.valid_until or cells["notice_on"]):
        raise BadRow("template", "事由、内容、责任、类型或有效期与这个模板的文字不一致")
    return {
        "template": text.template, "template_version": text.version, "parameters": text.values,
        "matter": text.matter, "content": text.content, "liability": text.liability,
        "plain_text": text.plain, "text_hash": text.sha256, "signed_until": text.valid_until,
    }  # fmt: skip


def _template_text(cells: Cells, made_on: date) -> SignedText:
    template = load_templates().get(cells["template"])
    number = cells["template_version"]
    version = template.find_version(int(number)) if template and number.isdecimal() else None
    if template is None or version is None:
        raise BadRow("template", "没有这个承诺模板或版本；其他系统的承诺请留空")
    try:
        values = msgspec.json.decode(cells["parameters"] or "{}", type=dict[str, ParameterValue])
    except msgspec.DecodeError:
        raise BadRow("parameters", "模板参数应为 JSON 对象") from None
    text, faults = fill_all(template, version, values, made_on)
    if faults:
        raise BadRow("parameters", f"模板参数有误：{faults[0][1]}")
    return text


def _finding(cells: Cells, made_on: date, today: date) -> dict[str, Any]:
    performance = Performance.UNKNOWN
    if cells["performance"] not in BLANKS:  # feeds send “—” for 未认定
        performance = _PERFORMANCES.get(cells["performance"], Performance.UNKNOWN)
        if cells["performance"] not in _PERFORMANCES:
            raise BadRow("performance", f"承诺履行状态应为：{'、'.join(_PERFORMANCES)}，或者“—”")
    texts = {name: _blank(cells[name]) for name in ("unfulfilled", "liability_outcome")}
    determined_on = _day(cells, "determined_on", parse_day)
    found: dict[str, Any] = {
        "performance": performance,
        "determined_on": determined_on,
        "determined_by": _blank(cells["determined_by"]),
        "determined_by_code": _agency_code(cells, "determined_by_code"),
        "legal_basis": _blank(cells["legal_basis"]),
        **texts,
    }
    if performance is Performance.UNKNOWN:
        _refuse_finding(found)
    else:
        _check_finding(found, made_on, today)
    return found


def _refuse_finding(found: dict[str, Any]) -> None:
    for name in ("determined_on", "determined_by", "unfulfilled", "liability_outcome"):
        if found[name]:
            raise BadRow(name, "没有履行状态，不应有认定的内容")


def _check_finding(found: dict[str, Any], made_on: date, today: date) -> None:
    if found["determined_on"] is None:
        raise BadRow("determined_on", "有履行状态就须有认定日期")
    if not found["determined_by"]:
        raise BadRow("determined_by", "有履行状态就须有认定单位")
    names = ("performance", "determined_on", "unfulfilled", "liability_outcome", "legal_basis")
    finding = Finding(*(found[name] for name in names))
    faults = determination_faults(finding, made_on=made_on, today=today)
    if faults:
        field, reason = faults[0]
        raise BadRow(_FINDING_COLUMNS[field], reason)


def _within(cells: Cells, attribute: str, made_on: date, today: date) -> date | None:
    day = _day(cells, attribute, parse_day)
    if day and not made_on <= day <= today:
        raise BadRow(attribute, f"{_NAMES[attribute]}应在承诺作出日期和今天之间")
    return day


def _past(cells: Cells, attribute: str, today: date) -> date:
    day = _day(cells, attribute, parse_day)
    if day is None:
        raise BadRow(attribute, f"{_NAMES[attribute]}不能为空")
    if day > today:
        raise BadRow(attribute, f"日期在今天（{today}）之后")
    return day


def _day(cells: Cells, attribute: str, parse: Callable[[str], str]) -> date | None:
    try:
        text = parse(cells[attribute])
    except BadCell as fault:
        raise BadRow(attribute, str(fault)) from None
    return None if text == NULL else date.fromisoformat(text)


def _agency_code(cells: Cells, attribute: str) -> str:
    try:
        code = parse_code(cells[attribute])
    except BadCell as fault:
        raise BadRow(attribute, str(fault)) from None
    return "" if code == NULL else code


def _one_of(cells: Cells, attribute: str, table: dict[str, int]) -> int:
    text = cells[attribute]
    if text in table:
        return table[text]
    if text.isascii() and text.isdecimal() and int(text) in table.values():
        return int(text)
    raise BadRow(attribute, f"{_NAMES[attribute]}应为：{'、'.join(table)}，或者它的数字")


def _blank(text: str) -> str:
    return "" if text in BLANKS else mask_numbers(text)
