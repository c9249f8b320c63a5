"""Every variant, and every example, by all that can be asked of a project; both doors, both databases."""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.doors import assert_rendered, by_cookiecutter, tree
from tests.marks import marked
from tests.matrix.cases import CASES
from tests.projects import Project

LONG = {"blog", "everything", "mixd"}
"""What tells little that the variants do not, and is left to `make long`."""
SILENCERS = re.compile(r"#\s*(noqa|type:|mypy:|pyright:|ruff:|fmt:|isort:|pylint:|nosec|pragma:)")

slow = pytest.mark.slow


def cases(mark: pytest.MarkDecorator, some: Container[str]) -> pytest.MarkDecorator:
    """All cases, some of them with a mark."""
    values = [marked(mark, case, when=case in some) for case in CASES]
    return pytest.mark.parametrize("case", values, indirect=True)


@cases(slow, CASES)
def test_both_doors_make_the_same(case: str, rendered: Path, checkout: Path, tmp_path: Path) -> None:
    text = (rendered / "entities.yml").read_text(encoding="utf-8")
    baked = by_cookiecutter(checkout, tmp_path / "baked", {**CASES[case], "entities": text})
    assert tree(baked) == tree(rendered)
    assert_rendered(rendered)


@cases(slow, CASES.keys() - {"bookshop"})
def test_it_is_clean(project: Project, mypy_cache: Path) -> None:
    project.run("ruff", "format", "--check", "--no-cache")
    project.run("ruff", "check", "--no-cache")
    project.run("mypy", MYPY_CACHE_DIR=str(mypy_cache))
    for path in project.directory.rglob("*.py"):
        assert not SILENCERS.search(path.read_text(encoding="utf-8")), path
    configuration = (project.directory / "pyproject.toml").read_text(encoding="utf-8")
    assert "disable_error_code" not in configuration
    assert "ignore_errors" not in configuration


@slow
@cases(pytest.mark.long, LONG | {"bookshop"})  # which the run after generation tests
def test_its_tests_pass_on_sqlite(project: Project) -> None:
    assert " passed" in project.run("pytest", DATABASE_URL=project.sqlite())


@slow
@cases(pytest.mark.long, LONG)
def test_its_tests_pass_on_postgresql_in_any_order(case: str, project: Project, new_database: NewDatabase) -> None:
    workers = ("-n", "2") if case == "bookshop" else ()
    written = project.run("pytest", "-p", "randomly", "--randomly-seed", "1", *workers, DATABASE_URL=new_database())
    assert "Using --randomly-seed=1" in written
    assert " passed" in written
    assert ("2 workers" in written) == bool(workers)
