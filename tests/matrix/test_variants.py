"""Every variant, and every example, by all that can be asked of a project; both doors, both databases."""

from __future__ import annotations

import re
import sys
from collections.abc import Container
from pathlib import Path

import pytest
import yaml
from pytest_cookies.plugin import Cookies

from tests.conftest import NewDatabase
from tests.doors import assert_rendered, tree
from tests.matrix.cases import CASES
from tests.projects import Project

LONG = {"blog", "everything", "mixd"}
"""What tells little that the variants do not, and is left to `make long`."""
SILENCERS = re.compile(r"#\s*(noqa|type:|mypy:|pyright:|ruff:|fmt:|isort:|pylint:|nosec|pragma:)")

slow = pytest.mark.slow


def cases(mark: pytest.MarkDecorator, marked: Container[str]) -> pytest.MarkDecorator:
    """All cases, some of them with a mark."""
    values = [pytest.param(case, marks=[mark] * (case in marked)) for case in CASES]
    return pytest.mark.parametrize("case", values, indirect=True)


@cases(slow, CASES)
def test_both_doors_make_the_same(
    cookies: Cookies, case: str, rendered: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The plugin renders the answers by itself first, where Cookiecutter has not put the template on the path yet.
    monkeypatch.setattr(sys, "path", [*sys.path, str(checkout)])
    answers = CASES[case]
    entities = answers["entities"]
    text = entities if isinstance(entities, str) else yaml.safe_dump(entities, sort_keys=False)
    baked = cookies.bake({"verify": "skip", **answers, "entities": text}, template=str(checkout))
    assert baked.exit_code == 0, baked.exception
    assert tree(baked.project_path) == tree(rendered)
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
