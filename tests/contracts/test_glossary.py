"""Each concept has one name, each name one concept, and code keeps to it (docs/glossary.md)."""

import ast
import re
from collections import Counter
from typing import NamedTuple

from contracts.sources import files, nodes, read


class Entry(NamedTuple):
    chinese: str
    identifier: str
    refused: tuple[str, ...]


def entries() -> list[Entry]:
    rows = re.findall(r"^\|([^|]+)\|([^|]+)\|([^|]*)\|[^|]*\|$", read("docs/glossary.md"), re.M)
    return [
        Entry(
            chinese.strip(), name.strip(), tuple(n.strip() for n in refused.split(",") if n.strip())
        )
        for chinese, name, refused in rows
        if not set(chinese) <= set("-") and chinese.strip() != "中文"
    ]


def test_names_are_used_once() -> None:
    chinese = Counter(re.sub(r"（.*?）", "", e.chinese) for e in entries())
    names = Counter(e.identifier for e in entries())
    twice = [n for counter in (chinese, names) for n, times in counter.items() if times > 1]
    assert len(entries()) > 80
    assert not twice, f"in the glossary twice: {twice}"
    both = {r for e in entries() for r in e.refused} & set(names)
    assert not both, f"refused and used: {both}"


def declared_names(path: str) -> set[str]:
    """Names that a Python file declares: modules, classes, functions, arguments, fields."""
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = {node.name for kind in kinds for node in nodes(path, kind)}
    found |= {node.arg for node in nodes(path, ast.arg)}
    found |= {n.id for n in nodes(path, ast.Name) if isinstance(n.ctx, ast.Store)}
    return found | {path.rsplit("/", 1)[-1].removesuffix(".py")}


def words(name: str) -> str:
    """`CreditCode` and `credit_code` alike as `_credit_code_`."""
    return "_" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_") + "_"


def test_code_keeps_to_the_names() -> None:
    refused = {r: e.identifier for e in entries() for r in e.refused}
    found = {
        f"{path}: {name}": f"say {better}"
        for path in files(".py", under="backend/credit/")
        for name in declared_names(path)
        for wrong, better in refused.items()
        if f"_{wrong}_" in words(name)
    }
    assert not found, found
