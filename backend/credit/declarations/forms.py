"""The forms of declarations: data, read once, and what is wrong with what was filled in. Pure."""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

import msgspec

from credit.kit.uscc import is_uscc, normalise_uscc

FormCode = Literal["certificate", "market", "contract", "welfare"]
Fault = tuple[str, str]
# People are not named here: 18 digits with a birthday inside, or a mobile number.
_PERSONAL: Final = re.compile(
    r"(?<!\d)(1[3-9]\d{9}|[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx])"
    r"(?!\d)"
)


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in the file."""


class FormField(Part, frozen=True, kw_only=True):
    """One thing to fill in, and when it is filled in well."""

    code: str
    name: str
    format: Literal["text", "day", "code", "number", "choice", "uscc"]
    required: bool = True
    max: int = 60
    pattern: str = ""
    when: Literal["", "past", "future"] = ""
    min: int = 0
    max_number: int = 0
    decimals: int = 0
    choices: tuple[str, ...] = ()
    example: str = ""


class Form(Part, frozen=True, kw_only=True, rename={"start": "from", "fields": "field"}):
    """What one kind of declaration asks; `title` and `until` name fields."""

    code: FormCode
    version: int
    start: date
    name: str
    about: str
    title: str
    until: str = ""
    fields: tuple[FormField, ...]


class Words(Part, frozen=True, kw_only=True, rename={"start": "from"}):
    """A dated text that people sign or consent to."""

    version: str
    start: date
    points: tuple[str, ...]

    @property
    def sha256(self) -> bytes:
        """Over the canonical JSON of what the person reads."""
        return hashlib.sha256(msgspec.json.encode([self.version, list(self.points)])).digest()


class Filled(NamedTuple):
    """A form filled in well."""

    title: str
    content: dict[str, str]
    valid_until: date | None


class _File(Part, frozen=True, kw_only=True):
    form: tuple[Form, ...]
    truth: tuple[Words, ...]
    publication: tuple[Words, ...]


@cache
def load_forms() -> _File:
    """The shipped forms and texts; ValueError for a form that names fields it does not have."""
    source = files("credit.declarations").joinpath("forms.toml").read_text(encoding="utf-8")
    file = msgspec.convert(tomllib.loads(source), _File)
    for form in file.form:
        codes = [field.code for field in form.fields]
        if form.title not in codes or (form.until and form.until not in codes):
            raise ValueError(f"form {form.code}: names a field that it does not have")
        if len(set(codes)) != len(codes):
            raise ValueError(f"form {form.code}: has a field twice")
    return file


def list_forms(day: date) -> list[Form]:
    """The newest version of each form on a day, in the order of the file."""
    newest: dict[str, Form] = {}
    for form in load_forms().form:
        if form.start <= day:
            newest[form.code] = form
    return list(newest.values())


def find_form(code: str, day: date, version: int | None = None) -> Form | None:
    """The form of a code on a day, or in the version that was filled in."""
    if version is None:
        return next((form for form in list_forms(day) if form.code == code), None)
    known = load_forms().form
    return next((f for f in known if (f.code, f.version) == (code, version)), None)


def words_on(words: Sequence[Words], day: date) -> Words:
    """The text that is shown on a day."""
    return [text for text in words if text.start <= day][-1]


def fill(form: Form, given: Mapping[str, str], today: date) -> tuple[Filled | None, list[Fault]]:
    """The form filled in, or every fault as (field, message)."""
    faults: list[Fault] = [
        (f"fields.{code}", "表单里没有这一项")
        for code in given
        if code not in {f.code for f in form.fields}
    ]
    content: dict[str, str] = {}
    for field in form.fields:
        text = given.get(field.code, "").strip()
        text = normalise_uscc(text) if field.format == "uscc" else text
        if fault := _fault(field, text, today):
            faults.append((f"fields.{field.code}", f"{field.name}：{fault}"))
        elif text:
            content[field.code] = text
    if faults:
        return None, faults
    until = content.get(form.until)
    last = date.fromisoformat(until) if until else None
    return Filled(content[form.title], content, last), []


def _fault(field: FormField, text: str, today: date) -> str:
    """What is wrong with one field; empty when it is well."""
    if not text:
        return "请填写" if field.required else ""
    if len(text) > field.max:
        return f"最多{field.max}个字"
    if field.format not in ("day", "number", "uscc") and _PERSONAL.search(text):
        return "请不要写身份证号、手机号"
    match field.format:
        case "day":
            return _day_fault(field, text, today)
        case "number":
            return _number_fault(field, text)
        case "code":
            return "" if re.fullmatch(field.pattern, text) else f"格式不对，例如 {field.example}"
        case "choice":
            return "" if text in field.choices else "请从列出的选一个"
        case "uscc":
            return "" if is_uscc(text) else "不是正确的统一社会信用代码"
    return ""


def _day_fault(field: FormField, text: str, today: date) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "请填日期，如 2026-05-01"
    if len(text) != 10 or day.year < 1949:
        return "请填日期，如 2026-05-01"
    if field.when == "past" and day > today:
        return "不能晚于今天"
    return "不能早于今天" if field.when == "future" and day < today else ""


def _number_fault(field: FormField, text: str) -> str:
    try:
        number = Decimal(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else None
    except InvalidOperation:
        number = None
    if number is None or len(text.partition(".")[2]) > field.decimals:
        return f"请填数字，最多{field.decimals}位小数" if field.decimals else "请填整数"
    if not field.min <= number <= field.max_number:
        return f"应在{field.min}和{field.max_number}之间"
    return ""
