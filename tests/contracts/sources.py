"""What the contract tests look at: the files of the repository, read once."""

import ast
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

Kind = TypeVar("Kind", bound=ast.AST)
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "backend/credit"
# Written by tools; their size and words are not ours.
GENERATED = ("backend/credit/migrations/", "pwa/src/api/types.ts", "pwa/src/api/openapi.json")


@lru_cache
def repository_files() -> tuple[str, ...]:
    """Paths of tracked and not yet ignored files, relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(sorted(p for p in set(done.stdout.splitlines()) if (ROOT / p).is_file()))


def files(*suffixes: str, under: str = "") -> list[str]:
    """Hand-written files with one of the suffixes below a folder."""
    return [
        path
        for path in repository_files()
        if path.startswith(under) and path.endswith(suffixes) and not path.startswith(GENERATED)
    ]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@lru_cache
def parsed(path: str) -> ast.Module:
    return ast.parse(read(path), filename=path)


def nodes(path: str, kind: type[Kind]) -> Iterator[Kind]:
    """Every syntax node of a kind in a Python file."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, kind))
