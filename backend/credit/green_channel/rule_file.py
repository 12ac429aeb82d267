"""The rules of `rules.toml`: dated versions, loaded once and checked."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec

ConditionId = Literal[
    "open", "grade", "serious_dishonesty", "abnormal_operation", "broken_commitment",
    "serious_penalty",
]  # fmt: skip
CONDITIONS: Final[tuple[ConditionId, ...]] = ConditionId.__args__  # type: ignore[attr-defined]


class ConditionText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition in words, with the law that lets it stand here."""

    id: ConditionId
    text: str
    basis: str
    fix: str


class RuleVersion(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}
):
    """The rules from `start` on, until the next version."""

    version: int
    start: date
    always: tuple[ConditionId, ...]
    severity: int
    months: int
    commitment_types: tuple[int, ...]
    condition: tuple[ConditionText, ...]

    def text_of(self, condition: str) -> ConditionText:
        """The words of a condition."""
        return next(text for text in self.condition if text.id == condition)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: tuple[RuleVersion, ...]


@cache
def load_rules() -> tuple[RuleVersion, ...]:
    """Every version, by first day."""
    source = files("credit.green_channel").joinpath("rules.toml").read_text(encoding="utf-8")
    return parse_rules(source)


def parse_rules(source: str) -> tuple[RuleVersion, ...]:
    """Versions from TOML; ValueError for a condition without words, or days in disorder."""
    versions = msgspec.convert(tomllib.loads(source), _File).version
    for version in versions:
        if {text.id for text in version.condition} != set(CONDITIONS):
            raise ValueError(f"version {version.version} does not word every condition")
        if any(not (text.basis and text.fix) for text in version.condition):
            raise ValueError(f"version {version.version}: a condition has no basis or no fix")
    if [v.start for v in versions] != sorted({v.start for v in versions}):
        raise ValueError("versions are not in the order of their first days")
    return versions


def rules_on(day: date) -> RuleVersion:
    """The version in force on `day`; the first one before its time."""
    begun = [version for version in load_rules() if version.start <= day]
    return begun[-1] if begun else load_rules()[0]
