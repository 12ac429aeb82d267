"""Commitment templates: loaded once from `templates.toml`, filled with checked parameters."""

import hashlib
import string
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from credit.commitments.rules import CommitmentType, add_months

Faults = list[tuple[str, str]]
ParameterValue = int | list[str]
MAX_TEXT = 60


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A blank in a text. `low` and `high` bound a number, or how many texts a list holds."""

    name: str
    kind: Literal["whole", "texts"]
    label: str
    label_en: str
    low: int
    high: int
    default: ParameterValue
    when_empty: str = ""
    when_empty_en: str = ""


class Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}):
    """A template's text in force from `start` to `until` inclusive; signed, it runs `months`.

    A withdrawal takes effect `notice_days` later; `kept` says what customers keep after it.
    """

    version: int
    start: date
    matter: str
    content: str
    liability: str
    plain: str
    plain_en: str
    legal_basis: tuple[str, ...]
    until: date | None = None
    months: int | None = None
    notice_days: int = 0
    kept: str = ""
    kept_en: str = ""
    parameter: tuple[Parameter, ...] = ()


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A promise that merchants can sign, in all its versions; `trades` empty: for every trade."""

    id: str
    name: str
    name_en: str
    type: CommitmentType
    version: tuple[Version, ...]
    trades: tuple[str, ...] = ()

    def suits(self, trade: str) -> bool:
        """Whether the promise makes sense in this trade; a trade not told may sign anything."""
        return not self.trades or not trade or trade in self.trades

    def version_on(self, day: date) -> Version | None:
        """The version in force on `day`; None before the first or after the last."""
        for version in self.version:
            if version.start <= day and (version.until is None or day <= version.until):
                return version
        return None

    def find_version(self, number: int) -> Version | None:
        """The version of this number; None when it is not there."""
        return next((v for v in self.version if v.version == number), None)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    template: tuple[Template, ...]


@cache
def load_templates() -> dict[str, Template]:
    """Every shipped template by id. Raises ValueError that names the template at fault."""
    text = files("credit.commitments").joinpath("templates.toml").read_text(encoding="utf-8")
    return parse_templates(text)


def find_version(template_id: str, number: int) -> Version | None:
    """A version of a template; None for an imported promise, which has no template."""
    template = load_templates().get(template_id)
    return template.find_version(number) if template else None


def parse_templates(text: str) -> dict[str, Template]:
    """Templates by id from TOML text; raises ValueError that names the template at fault."""
    templates = msgspec.convert(tomllib.loads(text), _File).template
    for template in templates:
        for fault in _template_faults(template):
            raise ValueError(f"template {template.id}: {fault}")
    return {template.id: template for template in templates}


def _template_faults(template: Template) -> list[str]:
    faults: list[str] = []
    for earlier, later in zip(template.version, template.version[1:], strict=False):
        if earlier.until is None or earlier.until >= later.start:
            faults.append(f"version {later.version} starts before {earlier.version} ends")
    for version in template.version:
        known = {parameter.name for parameter in version.parameter}
        if not version.legal_basis:
            faults.append(f"version {version.version} has no legal_basis")
        if (version.notice_days > 0) != bool(version.kept and version.kept_en):
            faults.append(f"version {version.version}: notice_days and kept go together")
        for text in (version.content, version.liability, version.plain, version.plain_en):
            blanks = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            faults += [f"version {version.version}: unknown {{{b}}}" for b in blanks - known]
    return faults


def check_parameters(
    version: Version, given: dict[str, ParameterValue]
) -> tuple[dict[str, ParameterValue], Faults]:
    """(values with defaults filled in, faults as (field, message)); values hold if no faults."""
    known = {parameter.name for parameter in version.parameter}
    faults = [(f"parameters.{name}", "没有这一项") for name in given if name not in known]
    values: dict[str, ParameterValue] = {}
    for parameter in version.parameter:
        value = given.get(parameter.name, parameter.default)
        values[parameter.name] = value
        faults += _value_faults(parameter, value)
    return values, faults


def _value_faults(parameter: Parameter, value: ParameterValue) -> Faults:
    field, low, high = f"parameters.{parameter.name}", parameter.low, parameter.high
    if parameter.kind == "whole":
        if not isinstance(value, int) or not low <= value <= high:
            return [(field, f"请填 {low} 到 {high} 之间的整数")]
        return []
    if not isinstance(value, list) or not low <= len(value) <= high:
        return [(field, f"请填 {low} 到 {high} 项")]
    return [
        (f"{field}[{place}]", f"每项 1 到 {MAX_TEXT} 字，不能有换行等控制字符")
        for place, text in enumerate(value)
        if not 1 <= len(text.strip()) <= MAX_TEXT or not text.isprintable()
    ]


def fill(
    version: Version, text: str, values: dict[str, ParameterValue], *, english: bool = False
) -> str:
    """`text` with the version's blanks filled; an empty list reads as its `when_empty`."""
    words: dict[str, str] = {}
    for parameter in version.parameter:
        value = values.get(parameter.name, parameter.default)
        if isinstance(value, list):
            empty = parameter.when_empty_en if english else parameter.when_empty
            words[parameter.name] = (", " if english else "、").join(value) or empty
        else:
            words[parameter.name] = str(value)
    return text.format_map(words)


class SignedText(msgspec.Struct, frozen=True, kw_only=True):
    """A version with its blanks filled, as it is signed and stored."""

    template: str
    version: int
    type: CommitmentType
    matter: str
    content: str
    plain: str
    liability: str
    values: dict[str, ParameterValue]
    made_on: date
    valid_until: date | None

    @property
    def sha256(self) -> bytes:
        """Over the canonical JSON of all fields, so no part can be changed unnoticed."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).digest()


def fill_all(
    template: Template, version: Version, given: dict[str, ParameterValue], made_on: date
) -> tuple[SignedText, Faults]:
    """(the text to sign, faults of the parameters); the text holds if there are no faults."""
    values, faults = check_parameters(version, given)
    text = SignedText(
        template=template.id,
        version=version.version,
        type=template.type,
        matter=version.matter,
        content=fill(version, version.content, values),
        plain=fill(version, version.plain, values),
        liability=fill(version, version.liability, values),
        values=values,
        made_on=made_on,
        valid_until=add_months(made_on, version.months) if version.months else None,
    )
    return text, faults
