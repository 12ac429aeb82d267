"""The matters of `matters.toml`, loaded once and checked as a whole."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeVar

import msgspec

from credit.commitments.rules import CommitmentType
from credit.commitments.templates import Template, load_templates

Where = Literal["app", "counter"]
Way = Literal["deferred_documents", "deferred_pre_review", "informed_commitment"]
Bar = Literal["serious_dishonesty", "abnormal_operation", "broken_commitment", "serious_penalty"]

WAY_NAMES: Final[dict[Way, str]] = {
    "deferred_documents": "容缺受理",
    "deferred_pre_review": "容缺预审",
    "informed_commitment": "告知承诺",
}
BAR_NAMES: Final[dict[Bar, str]] = {
    "serious_dishonesty": "在严重失信主体名单内",
    "abnormal_operation": "在经营（活动）异常名录内",
    "broken_commitment": "曾违反承诺或者虚假承诺，尚未修复",
    "serious_penalty": "有较重的行政处罚，尚未修复",
}
_DEFERRING: Final = {"deferred_documents", "deferred_pre_review"}


class Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}):
    """A matter as it stands from `start` to `until` inclusive.

    `ways` and `bars` are what the green channel goes by; `defer` may follow `defer_days`
    working days later.
    """

    version: int
    start: date
    scope: str
    rules: tuple[str, ...]
    legal_basis: tuple[str, ...]
    until: date | None = None
    ways: tuple[Way, ...] = ()
    bars: tuple[Bar, ...] = ()
    defer: tuple[str, ...] = ()
    defer_days: int = 0


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """A matter in all its versions. `trades` empty: for every trade.

    `office` is the kind of department (a county has one each); `template` names the text of
    what is signed here.
    """

    id: str
    name: str
    name_en: str
    type: CommitmentType
    sector: str
    office: str
    where: Where
    version: tuple[Version, ...]
    trades: tuple[str, ...] = ()
    template: str = ""
    other_name: str = ""

    def version_on(self, day: date) -> Version | None:
        """The version in force on `day`; None before the first or after the last."""
        for version in self.version:
            if version.start <= day and (version.until is None or day <= version.until):
                return version
        return None


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A matter as written down; what is signed here takes the rest from its template."""

    id: str
    name: str
    sector: str
    office: str
    name_en: str = ""
    type: CommitmentType | None = None
    where: Where = "app"
    version: tuple[Version, ...] = ()
    trades: tuple[str, ...] = ()
    template: str = ""
    other_name: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    matter: tuple[_Entry, ...]


@cache
def load_matters() -> dict[str, Matter]:
    """Every matter by id, in the order of the file. ValueError names the matter at fault."""
    source = files("credit.commitments.matters").joinpath("matters.toml")
    return parse_matters(source.read_text(encoding="utf-8"))


@cache
def matter_of_template(template: str) -> Matter | None:
    """The matter that a template's text is for."""
    return next((m for m in load_matters().values() if m.template == template), None)


def parse_matters(text: str) -> dict[str, Matter]:
    """Matters by id from TOML text; raises ValueError that names the matter at fault."""
    entries = msgspec.convert(tomllib.loads(text), _File).matter
    matters = [_matter(entry) for entry in entries]
    for matter in matters:
        for fault in _faults(matter):
            raise ValueError(f"matter {matter.id}: {fault}")
    for what in ([m.id for m in matters], [m.template for m in matters if m.template]):
        if double := _first_double(what):
            raise ValueError(f"matter {double}: given twice")
    return {matter.id: matter for matter in matters}


def _matter(entry: _Entry) -> Matter:
    template = load_templates().get(entry.template)
    if entry.where == "app" and (template is None or entry.version or entry.type is not None):
        raise ValueError(f"matter {entry.id}: signed here, it needs a template and nothing more")
    if entry.where == "counter" and (entry.template or entry.type is None or not entry.version):
        raise ValueError(f"matter {entry.id}: at a counter, it needs type and version, no template")
    given = {name: getattr(entry, name) for name in _Entry.__struct_fields__}
    if template:
        given |= {
            "type": template.type,
            "name_en": template.name_en,
            "trades": template.trades,
            "version": _versions_of(template),
        }
    return Matter(**given)


def _versions_of(template: Template) -> tuple[Version, ...]:
    """What is signed here is open to every subject of its trades, with no condition."""
    trades = "、".join(template.trades)
    scope = f"{trades}经营者" if trades else "各行业经营者"
    return tuple(
        Version(
            version=version.version,
            start=version.start,
            until=version.until,
            scope=scope,
            rules=(version.matter,),
            legal_basis=version.legal_basis,
        )
        for version in template.version
    )


def _faults(matter: Matter) -> list[str]:
    faults: list[str] = []
    if (matter.type is CommitmentType.OTHER) != bool(matter.other_name):
        faults.append("type 0 names itself in other_name, no other type does")
    if not matter.name_en:
        faults.append("no name_en")
    for earlier, later in zip(matter.version, matter.version[1:], strict=False):
        if earlier.until is None or earlier.until >= later.start:
            faults.append(f"version {later.version} starts before {earlier.version} ends")
    for version in matter.version:
        if not (version.legal_basis and version.rules and version.scope):
            faults.append(f"version {version.version} lacks scope, rules or legal_basis")
        if bool(version.defer) != (version.defer_days > 0):
            faults.append(f"version {version.version}: defer and defer_days go together")
        if version.defer and not _DEFERRING & set(version.ways):
            faults.append(f"version {version.version}: defer without a way that allows it")
    return faults


Value = TypeVar("Value")


def _first_double(values: Sequence[Value]) -> Value | None:
    return next((value for place, value in enumerate(values) if value in values[:place]), None)
