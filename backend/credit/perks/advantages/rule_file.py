"""The rules of `rules.toml`: dated versions, loaded once and checked."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec

from credit.perks.programme.rules.eligibility import EVERYBODY, Condition, rule_faults

Kind = Literal["inspection", "green_channel", "promotion", "referral"]
Effect = Literal["fewer", "ordinary", "more"]
GRADES: Final = frozenset("ABCDN")


class Basis(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}):
    """A law; it carries lines from `start` until `until` (None: in force)."""

    id: str
    name: str
    article: str
    start: date
    until: date | None = None


class InspectionRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the rules say about inspections of a grade; `more` needs a remedy."""

    grade: str
    effect: Effect
    text: str
    bases: tuple[str, ...]
    remedy: str = ""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One advantage: what it gives, who acts, what it does not promise, who has it."""

    id: str
    kind: Literal["green_channel", "promotion", "referral"]
    title: str
    gives: str
    who: str
    limits: str
    bases: tuple[str, ...]
    member: bool = False
    eligibility: Condition = EVERYBODY


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ratios that some place published, in percent, on its own scale."""

    place: str
    scale: str
    rows: tuple[tuple[str, int], ...]
    source: str
    note: str


class RuleVersion(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}
):
    """The rules from `start` on, until the next version."""

    version: int
    start: date
    inspection_title: str
    inspection_who: str
    inspection_limits: str
    inspection_exceptions: tuple[str, ...]
    scale_note: str
    basis: tuple[Basis, ...]
    inspection: tuple[InspectionRow, ...]
    line: tuple[Line, ...]
    example: tuple[Example, ...] = ()

    def bases_of(self, ids: tuple[str, ...]) -> list[Basis]:
        """The laws with these ids, in the order asked for."""
        return [basis for wanted in ids for basis in self.basis if basis.id == wanted]

    def row_of(self, grade: str) -> InspectionRow:
        """What the rules say about inspections of a grade."""
        return next(row for row in self.inspection if row.grade == grade)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: tuple[RuleVersion, ...]


@cache
def load_advantages() -> tuple[RuleVersion, ...]:
    """Every version, by first day."""
    source = files("credit.perks.advantages").joinpath("rules.toml").read_text(encoding="utf-8")
    return parse_advantages(source)


def parse_advantages(source: str) -> tuple[RuleVersion, ...]:
    """Versions from TOML; ValueError for a line without a law in force on its first day, a grade
    without its row, a condition that merchants cannot meet, or days in disorder."""
    versions = msgspec.convert(tomllib.loads(source), _File).version
    for version in versions:
        faults = _faults(version)
        if faults:
            raise ValueError(f"version {version.version}: {'; '.join(faults)}")
    if [v.start for v in versions] != sorted({v.start for v in versions}):
        raise ValueError("versions are not in the order of their first days")
    return versions


def advantages_on(day: date) -> RuleVersion:
    """The version in force on `day`; the first one before its time."""
    begun = [version for version in load_advantages() if version.start <= day]
    return begun[-1] if begun else load_advantages()[0]


def _faults(version: RuleVersion) -> list[str]:
    faults = [] if {row.grade for row in version.inspection} == GRADES else ["a grade has no row"]
    named = [(row.grade, row.bases) for row in version.inspection]
    named += [(line.id, line.bases) for line in version.line]
    faults += [f"{name} has no law in force" for name, ids in named if not _carried(version, ids)]
    faults += [
        f"{row.grade} asks for more without a remedy"
        for row in version.inspection
        if row.effect == "more" and not row.remedy
    ]
    for line in version.line:
        faults += [f"{line.id}: {text}" for text in rule_faults(line.eligibility, "merchant")]
    return faults


def _carried(version: RuleVersion, ids: tuple[str, ...]) -> bool:
    found = version.bases_of(ids)
    in_force = [b for b in found if b.start <= version.start <= (b.until or date.max)]
    return bool(ids) and len(found) == len(ids) and len(in_force) == len(ids)
