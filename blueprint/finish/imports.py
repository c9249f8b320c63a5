"""The imports of a rendered file: a template writes all that it may need, in the order that most names give."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby


def drop_unused(lines: Sequence[str]) -> list[str]:
    """Drop the names that a file imports and does not use, at its top and below `if TYPE_CHECKING`."""
    tree = ast.parse("\n".join(lines))
    used = Counter(_used_names(tree))
    kept = list(lines)
    for statement in reversed(tree.body):  # so that the lines of those above stay where they are
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            _drop_names(kept, statement, used)
        elif isinstance(statement, ast.If) and _is_name(statement.test, "TYPE_CHECKING"):
            _drop_block(kept, statement, used)
    return kept


def sort(lines: Iterable[str]) -> Iterator[str]:
    """Sort imports that stand together by their modules, and the names that each imports."""
    for imported, together in groupby(lines, _is_from):
        if imported:
            yield from map(_sorted_names, sorted(together, key=lambda line: _natural(line.split()[1])))
        else:
            yield from together


def _is_from(line: str) -> bool:
    return line.lstrip().startswith("from ") and not line.endswith(("(", ")"))


def _used_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that are read; `ast.walk` takes 1.6 times as long."""
    nodes: list[object] = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                yield node.id
        elif isinstance(node, ast.AST):
            nodes.extend(vars(node).values())
            yield from _names_in_texts(node)
        elif isinstance(node, list):
            nodes.extend(node)


def _names_in_texts(node: ast.AST) -> Iterator[str]:
    """Yield the names in the text of an annotation, as in `list["Book"]`, and those that `__all__` lists."""
    if isinstance(node, (ast.AnnAssign, ast.arg)):
        yield from _texts(node.annotation)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from _texts(node.returns)
    elif isinstance(node, ast.Assign) and _is_name(node.targets[0], "__all__"):
        yield from _texts(node.value)


def _texts(annotation: ast.AST | None) -> Iterator[str]:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        yield from re.findall(r"[^\W\d]\w*", annotation.value)
    elif annotation and not (isinstance(annotation, ast.Subscript) and _is_name(annotation.value, "Literal")):
        for part in ast.iter_child_nodes(annotation):
            yield from _texts(part)


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _drop_block(lines: list[str], block: ast.If, used: Counter[str]) -> None:
    for statement in reversed(block.body):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            _drop_names(lines, statement, used)
    if not lines[block.lineno].startswith(" "):
        _cut(lines, block.lineno - 1, block.lineno)
        used["TYPE_CHECKING"] -= 1


def _drop_names(lines: list[str], statement: ast.Import | ast.ImportFrom, used: Counter[str]) -> None:
    kept = [name for name in statement.names if used[(name.asname or name.name).partition(".")[0]] > 0]
    start, end = statement.lineno - 1, statement.end_lineno or statement.lineno
    if not kept:
        _cut(lines, start, end)
    elif len(kept) < len(statement.names):
        indent = " " * statement.col_offset
        statement.names = kept
        lines[start:end] = [indent + ast.unparse(statement)]


def _cut(lines: list[str], start: int, end: int) -> None:
    """Cut lines out, and of the empty ones around them those of the shorter side."""
    above = (count for count, line in enumerate(reversed(lines[:start])) if line)
    before = next(above, len(lines))  # at the top of the file, all those below go
    after = next((count for count, line in enumerate(lines[end:]) if line), 0)
    del lines[start : end + min(before, after)]


def _sorted_names(line: str) -> str:
    module, _, names = line.partition(" import ")
    return f"{module} import {', '.join(sorted(names.split(', '), key=_kind_and_name))}"


def _kind_and_name(name: str) -> tuple[object, ...]:
    """A key by which constants come first, then classes, then what else there is."""
    is_constant = len(name) > 1 and name.isupper()
    return not is_constant, not name[:1].isupper(), _natural(name.lower()), _natural(name)


def _natural(name: str) -> list[tuple[int, str]]:
    """A key by which `a2` comes before `a10`."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]
