"""Commitment templates: loaded once from `templates.toml`, filled with checked parameters."""

import string
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from credit.commitments.rules import CommitmentType

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
    """A template's text in force from `start` to `until` inclusive; signed, it runs `months`."""

    version: str
    start: date
    matter: str
    content: str
    liability: str
    plain: str
    plain_en: str
    legal_basis: tuple[str, ...]
    until: date | None = None
    months: int | None = None
    parameter: tuple[Parameter, ...] = ()


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A promise that merchants can sign, in all its versions."""

    id: str
    name: str
    name_en: str
    type: CommitmentType
    version: tuple[Version, ...]

    def version_on(self, day: date) -> Version | None:
        """The version in force on `day`; None before the first or after the last."""
        for version in self.version:
            if version.start <= day and (version.until is None or day <= version.until):
                return version
        return None

    def find_version(self, name: str) -> Version | None:
        """The version with this name; None when it is not there."""
        return next((v for v in self.version if v.version == name), None)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    template: tuple[Template, ...]


@cache
def load_templates() -> dict[str, Template]:
    """Every shipped template by id. Raises ValueError that names the template at fault."""
    text = files("credit.commitments").joinpath("templates.toml").read_text(encoding="utf-8")
    return parse_templates(text)


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
