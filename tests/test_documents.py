"""What the documents of this repository name is there: files, links, targets of make, modules, and tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.doors import REPOSITORY, git

DOCUMENTS = [*REPOSITORY.glob("*.md"), *sorted((REPOSITORY / "docs").rglob("*.md"))]
DOCUMENTS.remove(REPOSITORY / "CHANGELOG.md")  # which names what was there
DECISIONS = REPOSITORY / "docs" / "decisions"
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)*/?)`")
"""A path that may be one of a file: of a plain name, only an ending tells."""
INSIDE = re.compile(r"(?<![\w/.<])(?:benchmarks|blueprint|docs|examples|hooks|snapshots|template|tests)/[\w./-]*")
"""A path in a longer piece of code, as in a command."""
ENDING = re.compile(r"\.(cfg|ini|json|lock|md|py|toml|txt|yaml|yml)$")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
MADE = {"entities.yml", "figures.json", "migrations/members.json", "my-service", "demo/bookshop", ".venv"}
"""What is written where the documents are followed."""


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    listed = git(REPOSITORY, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    return [f"/{path}" for path in listed.split("\0") if (REPOSITORY / path).is_file()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(document: Path, tracked: list[str]) -> None:
    """A file may be named by the end of its path: `db/session.py` is one of the template."""
    text = document.read_text(encoding="utf-8")
    named = {path for path in FILE.findall(text) if "/" in path or ENDING.search(path)}
    named |= {path for code in CODE.findall(text) for path in INSIDE.findall(code)}
    assert [path for path in sorted(named - MADE) if not any(is_at(path, whole) for whole in tracked)] == []


def is_at(path: str, whole: str) -> bool:
    return f"/{path}" in whole if path.endswith("/") else whole.endswith(f"/{path}") or f"/{path}/" in whole


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = LINK.findall(CODE.sub("", document.read_text(encoding="utf-8")))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_exist(document: Path) -> None:
    """Targets are those of this repository, or of a generated project."""
    code = "\n".join(CODE.findall(document.read_text(encoding="utf-8")))
    makefiles = [REPOSITORY / "Makefile", REPOSITORY / "template" / "Makefile"]
    targets = {target for path in makefiles for target in re.findall(r"^([a-z-]+):", path.read_text(), re.MULTILINE)}
    asked = {word for words in re.findall(r"\bmake((?: [a-z-]+)+)", code) for word in words.split()}
    modules = set(re.findall(r"python -m ([a-z_.]+)", code)) - {"pytest"}
    assert asked - targets == set()
    assert {module for module in modules if find_spec(module) is None} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_tests_that_are_named_exist(document: Path) -> None:
    named = set(re.findall(r"\btest_\w+\b(?!\.py|/)", document.read_text(encoding="utf-8")))
    assert named - set(all_tests()) == set()


def all_tests() -> Iterator[str]:
    for directory in ("tests", "template/tests"):
        for path in (REPOSITORY / directory).rglob("*test_*.py*"):
            yield from re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))


def test_every_decision_is_in_the_index() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    assert set(LINK.findall(index)) == {path.name for path in DECISIONS.glob("*.md")} - {"README.md"}


def test_every_script_of_measurements_has_a_decision() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in DECISIONS.glob("*.md"))
    scripts = [
        path.stem
        for path in (REPOSITORY / "benchmarks").glob("*.py")
        if "`python -m benchmarks." in path.read_text(encoding="utf-8")
    ]
    assert scripts
    assert [name for name in scripts if f"benchmarks.{name}`" not in pages and f"benchmarks.{name} " not in pages] == []
