"""The generator itself: imports that go one way, short functions, said types, templates that are code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from importlinter.cli import lint_imports

from tests.doors import REPOSITORY


def texts(directory: str, pattern: str) -> dict[str, str]:
    """Return the text of each file by its path in the repository."""
    paths = sorted(path for path in (REPOSITORY / directory).rglob(pattern) if path.is_file())
    return {path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8") for path in paths}


BLUEPRINT = texts("blueprint", "*.py")
TEMPLATE = texts("template", "*")
FACTS = re.compile(r"{% set \w+ = project\.\w+\(entity\) %}")


def nodes() -> Iterator[ast.AST]:
    for source in BLUEPRINT.values():
        yield from ast.walk(ast.parse(source))


def test_imports_go_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


@pytest.mark.parametrize("path", BLUEPRINT)
def test_no_function_is_longer_than_30_lines(path: str) -> None:
    functions = [node for node in ast.walk(ast.parse(BLUEPRINT[path])) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 30] == []


@pytest.mark.parametrize("path", BLUEPRINT)
def test_a_module_opens_with_a_sentence(path: str) -> None:
    assert (ast.get_docstring(ast.parse(BLUEPRINT[path])) or "").partition("\n")[0].endswith(".")


def test_any_is_written_fewer_than_10_times_in_1000_lines() -> None:
    lines = sum(source.count("\n") for source in BLUEPRINT.values())
    assert sum(isinstance(node, ast.Name) and node.id == "Any" for node in nodes()) / lines < 10 / 1000


def test_a_condition_is_a_statement_where_it_holds_another_or_multiplies_a_list() -> None:
    for node in nodes():
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            assert not isinstance(node.left, ast.List), ast.unparse(node)
        if isinstance(node, ast.IfExp):
            inner = [part for part in (node.test, node.body, node.orelse) if isinstance(part, ast.IfExp)]
            assert inner == [], ast.unparse(node)


def test_a_line_of_a_python_template_holds_code_beside_its_tag() -> None:
    modules = {path: text for path, text in TEMPLATE.items() if ".py" in path}
    bare = re.compile(r"^\s*{{[^}]*}}\s*$", re.MULTILINE)
    assert {path: bare.findall(text) for path, text in modules.items() if bare.search(text)} == {}


def test_a_template_sets_nothing_but_facts() -> None:
    lines = [line for text in TEMPLATE.values() for line in text.splitlines() if "{% set" in line]
    assert [line for line in lines if not FACTS.search(line)] == []


def test_tags_stand_on_a_tenth_of_the_lines() -> None:
    lines = [line for text in TEMPLATE.values() for line in text.splitlines()]
    assert sum("{{" in line or "{%" in line for line in lines) / len(lines) <= 0.1
