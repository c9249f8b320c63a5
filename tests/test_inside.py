"""The generator itself: its functions are short, and its types are said."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.doors import REPOSITORY

BLUEPRINT = REPOSITORY / "blueprint"
MODULES = {path: path.read_text(encoding="utf-8") for path in sorted(BLUEPRINT.rglob("*.py"))}


def relative(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_function_is_longer_than_30_lines(path: Path) -> None:
    functions = [node for node in ast.walk(ast.parse(MODULES[path])) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 30] == []


def test_any_is_said_fewer_than_10_times_in_1000_lines() -> None:
    names = [node for source in MODULES.values() for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    lines = sum(source.count("\n") for source in MODULES.values())
    assert sum(node.id == "Any" for node in names) / lines < 10 / 1000


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_opens_with_a_sentence(path: Path) -> None:
    assert (ast.get_docstring(ast.parse(MODULES[path])) or "").partition("\n")[0].endswith(".")
