"""All small changes of a module's functions: one node each, by its place in the tree.

Compared, reckoned and joined the other way round; numbers one off; texts emptied; conditions
negated. Annotations, decorators, docstrings and defaults stay: they are not behaviour that a
unit test of rules can see.
"""

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


class Mutant(NamedTuple):
    """A changed module and where it differs."""

    line: int
    change: str
    tree: ast.Module


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    for number, node in enumerate(_behaviour(tree)):
        for choice in range(_choices(node)):
            changed = copy.deepcopy(tree)
            found = list(_behaviour(changed))[number]
            text = _change(found, choice)
            yield Mutant(getattr(node, "lineno", 0), text, ast.fix_missing_locations(changed))


def _behaviour(tree: ast.Module) -> Iterator[ast.AST]:
    """Nodes inside functions that do something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for statement in node.body:
                if not _is_docstring(statement):
                    yield from _walk(statement)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name == "annotation":
            continue
        children = value if isinstance(value, list) else [value]
        for child in children:
            if isinstance(child, ast.AST):
                yield from _walk(child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _choices(node: ast.AST) -> int:
    if isinstance(node, ast.Compare):
        return sum(type(operator) in _OPERATORS for operator in node.ops) and 1
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        return int(type(node.op) in _OPERATORS)
    if isinstance(node, ast.Constant):
        return int(isinstance(node.value, bool | int | str) and node.value != "")
    if isinstance(node, ast.IfExp | ast.If | ast.While):
        return 1
    return int(isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))


def _change(node: ast.AST, _: int) -> str:
    before = ast.unparse(node).split("\n")[0]
    if isinstance(node, ast.Compare):
        place = next(n for n, each in enumerate(node.ops) if type(each) in _OPERATORS)
        node.ops[place] = _OPERATORS[type(node.ops[place])]()  # type: ignore[call-overload]
    elif isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        node.op = _OPERATORS[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.Constant):
        node.value = _other(node.value)
    elif isinstance(node, ast.IfExp | ast.If | ast.While):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else node.op
        node.operand = ast.UnaryOp(ast.Not(), node.operand)
    return f"{before}  →  {ast.unparse(node).split(chr(10))[0]}"


def _other(value: object) -> object:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else ""
