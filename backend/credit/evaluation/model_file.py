"""Rule files on disk: read, checked, kept. Every fault names file and line."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from credit.evaluation import model_check
from credit.evaluation.model import (
    Basis,
    Dimension,
    Effect,
    GradeBand,
    Header,
    Indicator,
    Model,
    Remedy,
)

FOLDER = "models"
LISTS: dict[str, tuple[str, type[msgspec.Struct]]] = {
    "grade": ("grades", GradeBand),
    "basis": ("bases", Basis),
    "dimension": ("dimensions", Dimension),
    "indicator": ("indicators", Indicator),
    "remedy": ("remedies", Remedy),
    "effect": ("effects", Effect),
}
TABLE = re.compile(r"^\s*\[\[?\s*([\w.-]+)\s*\]\]?")
ENTRY = re.compile(r"""^\s*["']?([\w-]+)["']?\s*=""")
Part = TypeVar("Part", bound=msgspec.Struct)


class Fault(NamedTuple):
    """One thing wrong with a rule file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ModelFileError(Exception):
    """A rule file that must not be used; `faults` in the order of their lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda f: f.line)
        super().__init__("\n".join(map(str, self.faults)))


class Lines:
    """Where each table of a TOML text starts, and each key in it."""

    def __init__(self, text: str) -> None:
        self.at: dict[tuple[str, int, str], int] = {}
        self.last = text.count("\n") + 1
        table, counts, quoted = "", dict[str, int](), False
        for number, line in enumerate(text.splitlines(), 1):
            opened, quoted = quoted, quoted ^ (line.count('"""') + line.count("'''")) % 2 == 1
            if opened:
                continue
            if found := TABLE.match(line):
                table = found[1]
                counts[table] = counts.get(table, -1) + 1
                self.at[table, counts[table], ""] = number
            elif found := ENTRY.match(line):
                self.at.setdefault((table, counts.get(table, 0), found[1]), number)

    def of(self, table: str, index: int = 0, key: str = "") -> int:
        """The line of a key, else of its table, else the first."""
        return self.at.get((table, index, key)) or self.at.get((table, index, ""), 1)


def parse_model(text: str, name: str) -> Model:
    """The model in a rule file's text; raises `ModelFileError` with every fault found."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ModelFileError([_syntax_fault(name, text, error)]) from None
    lines = Lines(text)
    faults = [Fault(name, lines.of(table), said) for table, said in _misplaced(raw)]
    header = _convert(raw.get("model", {}), Header, ("model", 0), (name, lines), faults)
    parts = {
        field: tuple(_convert_list(raw, table, kind, (name, lines), faults))
        for table, (field, kind) in LISTS.items()
    }
    if header is None or faults:
        raise ModelFileError(faults)
    model = msgspec.convert({"header": header, **parts}, Model, strict=True)
    wrong = [Fault(name, lines.of(*f.place), f.message) for f in model_check.check(model)]
    if wrong:
        raise ModelFileError(wrong)
    return model


def _syntax_fault(name: str, text: str, error: tomllib.TOMLDecodeError) -> Fault:
    found = re.search(r"line (\d+)", str(error))
    line = int(found[1]) if found else text.count("\n") + 1
    return Fault(name, line, f"不是正确的 TOML：{error}")


def _misplaced(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Unknown tables, and tables that are not lists, as table and message."""
    if not isinstance(raw.get("model"), dict):
        yield "model", "缺少 [model]"
    for table, content in raw.items():
        if table != "model" and table not in LISTS:
            yield table, f"不认识的表 [[{table}]]，可用：{'、'.join(LISTS)}"
        elif table in LISTS and not isinstance(content, list):
            yield table, f"应写作 [[{table}]]"
    for table in LISTS:
        if not raw.get(table):
            yield "model", f"缺少 [[{table}]]"


Source = tuple[str, Lines]


def _convert_list(
    raw: dict[str, Any], table: str, kind: type[Part], source: Source, faults: list[Fault]
) -> Iterator[Part]:
    content = raw.get(table, [])
    for index, entry in enumerate(content if isinstance(content, list) else []):
        part = _convert(entry, kind, (table, index), source, faults)
        if part is not None:
            yield part


def _convert(
    entry: Any, kind: type[Part], place: tuple[str, int], source: Source, faults: list[Fault]
) -> Part | None:
    try:
        return msgspec.convert(entry, kind)
    except msgspec.ValidationError as error:
        name, lines = source
        message, _, path = str(error).partition(" - at `$.")
        key = re.match(r"[\w-]+", path)
        named = re.search(r"unknown field `([^`]+)`", message)
        known = key[0] if key else named[1] if named else ""
        said = f"[{place[0]}] {known + '：' if known else ''}{_in_chinese(message)}"
        faults.append(Fault(name, lines.of(*place, known), said))
        return None


def _in_chinese(message: str) -> str:
    """The usual faults in Chinese; the rest as msgspec words it."""
    for pattern, wording in (
        (r"Object missing required field `([^`]+)`.*", r"缺少 \1"),
        (r"Object contains unknown field `([^`]+)`.*", r"不认识的字段 \1"),
        (r"Expected `([^`]+)`, got `([^`]+)`.*", r"应为 \1，不是 \2"),
        (r"Invalid enum value (.+)", r"不允许的值 \1"),
    ):
        if re.fullmatch(pattern, message):
            return re.sub(pattern, wording, message)
    return message


def read_model(path: Path) -> Model:
    """The model in a file; raises `ModelFileError`, also when it is not UTF-8."""
    data = path.read_bytes()
    try:
        return parse_model(data.decode("utf-8"), path.name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ModelFileError([Fault(path.name, line, "不是 UTF-8 编码")]) from None


@cache
def list_models() -> tuple[Model, ...]:
    """Every model that is shipped, oldest first; a faulty file stops the start."""
    folder = Path(str(files("credit.evaluation"))) / FOLDER
    models = [read_model(path) for path in sorted(folder.glob("*.toml"))]
    in_force = [model for model in models if model.header.status == "in_force"]
    for earlier, later in pairwise(in_force):
        if earlier.header.until is None or earlier.header.until >= later.header.start:
            said = f"与 {earlier.version} 的生效期重叠，请先写明其 to"
            raise ModelFileError([Fault(f"{later.version}.toml", 1, said)])
    return tuple(models)


def find_model(version: str) -> Model | None:
    """The shipped model of that version, drafts included."""
    return next((model for model in list_models() if model.version == version), None)


def model_on(day: date) -> Model:
    """The model in force on `day`; raises LookupError when there is none."""
    for model in reversed(list_models()):
        if model.covers(day):
            return model
    raise LookupError(f"no model is in force on {day}")
